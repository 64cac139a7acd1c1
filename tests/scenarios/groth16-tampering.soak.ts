/** Archives of a ceremony of circuits that somebody has changed: each change is named. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveFolder } from '@brebaje/client/archive/node-archive-folder';
import { writeSums } from '@brebaje/client/archive/sums';
import { checkCeremony } from '@brebaje/client/verify/check-ceremony';
import { readArchive } from '@brebaje/client/verify/check-decided';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { circuitCeremony, REAL_ROUND, REAL_TIME } from '../support/circuit-ceremony.ts';
import { startTestServer } from '../support/server.ts';
import { brebaje } from '../support/verify-command.ts';
import { type Copy, copyIn } from './tampering/copy.ts';
import { END } from './tampering/end.ts';
import { UNFINISHED } from './tampering/unfinished.ts';

let home: string;
let engine: WasmEngine;
/** One that is not over, and one with a result. */
let open: string;
let ended: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'brebaje-tampering-'));
  engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
  const server = await startTestServer({}, undefined, { ownSchemes: true, time: REAL_TIME });
  const tiny = { curve: 'bn254', constraints: 2, publicWires: 1, unused: 0 } as const;
  const ceremony = await circuitCeremony(server, [tiny]);
  await ceremony.contribute('Ann');
  await ceremony.contribute('Bob');
  [open, ended] = [join(home, 'open'), join(home, 'ended')];
  expect((await brebaje(home, 'archive', ceremony.url, '-o', open)).code).toBe(0);
  await ceremony.end(() => REAL_ROUND);
  expect((await brebaje(home, 'archive', ceremony.url, '-o', ended)).code).toBe(0);
  await ceremony.close();
  await server.close();
}, 120_000);
afterAll(async () => {
  await engine.close();
  rmSync(home, { recursive: true });
});

/** What fails in a copy of an archive; the list of hashes is made again, as whoever changes something would. */
async function failing(
  archive: string,
  change: (copy: Copy) => void,
  { relisted = true, quick }: { relisted?: boolean; quick?: boolean } = {},
): Promise<string[]> {
  const path = mkdtempSync(join(home, 'copy-'));
  cpSync(archive, path, { recursive: true });
  const folder = archiveFolder(path);
  try {
    change(copyIn(path));
    if (relisted) await writeSums(folder);
    const read = await readArchive(folder);
    const options = { engine: async () => engine, quick: quick ?? !relisted };
    const { findings } = await checkCeremony(folder, read, options);
    return [...new Set(findings.filter(({ outcome }) => outcome === 'failed').map(({ check }) => check))];
  } catch (error) {
    return [(error as { code?: string }).code ?? String(error)];
  } finally {
    rmSync(path, { recursive: true });
  }
}

it('finds nothing wrong with what nobody changed', async () => {
  expect(await failing(open, () => {})).toEqual([]);
  expect(await failing(ended, () => {})).toEqual([]);
});

it('names every file that does not have its hash, and names that lead elsewhere', async () => {
  const names = readFileSync(join(ended, 'SHA256SUMS'), 'utf8').trim().split('\n');
  expect(names.length).toBeGreaterThan(15);
  const same = { relisted: false };
  for (const name of names.map((line) => line.slice(66))) {
    const found = await failing(ended, ({ flip }) => flip(name), same);
    expect([name, ['sums', 'RECORD_INVALID'].includes(found[0]!)]).toEqual([name, true]);
  }
  const listed = (line: string) =>
    failing(open, ({ text }) => text('SHA256SUMS', (all) => `${line}\n${all}`), same);
  const hash = '0'.repeat(64);
  for (const name of [
    '../ceremony.json',
    '/etc/passwd',
    'a/../../b',
    '.hidden',
    'C:\\x',
    'a\\b',
    'nothing.json',
  ])
    expect([name, ...(await listed(`${hash}  ${name}`))]).toEqual([name, 'sums']);
  expect(await listed('no line of a list')).toEqual(['sums']);
  const link = ({ at }: Copy) => {
    rmSync(at('manifest.json'));
    symlinkSync('/etc/passwd', at('manifest.json'));
  };
  expect(await failing(open, link, same)).toEqual(expect.arrayContaining(['sums', 'manifest']));
  expect(await failing(open, ({ at }) => rmSync(at('SHA256SUMS')), same)).toEqual(['sums']);
}, 250_000);

/** Checks of what was said and decided. */
const SAID = ['log', 'manifest', 'contributions', 'receipts', 'RECORD_INVALID'];

it.each(UNFINISHED)(
  'finds out that it was changed: %s',
  async (_, check, change) => {
    const found = await failing(open, change, { quick: SAID.includes(check) });
    expect(found).toContain(check);
  },
  60_000,
);

it.each(END)(
  'finds out that the result was changed: %s',
  async (_, check, change) => {
    const found = await failing(ended, change);
    expect(found).toContain(check);
  },
  60_000,
);
