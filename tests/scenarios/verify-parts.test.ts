/** What browsers verify with, in Node: files in memory, grade by grade, of a server and of files that were given. */
import { mkdtempSync, openAsBlob, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStorage } from '@brebaje/client/archive/browser-storage';
import { realSurroundings } from '@brebaje/client/surroundings';
import { GRADES, type Grade } from '@brebaje/client/verify/grade-names';
import { costOf } from '@brebaje/client/verify/grades';
import { hashesOf } from '@brebaje/client/verify/hashes-of';
import { runGrade } from '@brebaje/client/verify/run-grade';
import {
  givenWorkspace,
  phaseFiles,
  servedWorkspace,
  type Workspace,
} from '@brebaje/client/verify/workspace';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony, REAL_ROUND, REAL_TIME } from '../support/circuit-ceremony.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { brebaje } from '../support/verify-command.ts';

let server: TestServer;
let ceremony: CircuitCeremony;
let engine: WasmEngine;
let receipt: { receipt: string; signature: string };
beforeAll(async () => {
  server = await startTestServer({}, undefined, { ownSchemes: true, time: REAL_TIME });
  ceremony = await circuitCeremony(server, [{ curve: 'bn254', constraints: 6, publicWires: 1, unused: 1 }]);
  receipt = (await ceremony.contribute('Ann'))[0]!.receipt;
  engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
});
afterAll(async () => {
  await engine.close();
  await ceremony.close();
  await server.close();
});

const storage = memoryStorage();
const { signal } = new AbortController();

async function graded(workspace: Workspace, grade: Grade, fetched: string[] = []): Promise<string[]> {
  const archive = await workspace.prepare(grade, new Set(), {
    received: (name) => void (fetched.includes(name) || fetched.push(name)),
    note: () => {},
    signal,
  });
  const phases = [];
  for (const file of grade === 'genesis' ? await phaseFiles(archive, workspace.folder, []) : [])
    phases.push({ ...file, ...(await hashesOf(workspace.folder, file, () => {})), known: false });
  for (const file of workspace.ranged) phases.push({ ...file, known: false });
  const result = await runGrade(workspace.folder, archive, {
    grade,
    receipts: [receipt],
    sought: [],
    phases,
    r1cs: new Map(),
    engine: async () => engine,
    columns: async () => storage.columns(),
    tell: () => {},
  });
  return result.findings.map(({ check, outcome }) => `${check} ${outcome}`);
}

const SAID = ['log', 'manifest', 'contributions', 'receipts'].map((check) => `${check} passed`);
const MINE = ['receipt passed', 'included passed'];

it('looks at each grade for what it is for, and fetches no more', async () => {
  const workspace = servedWorkspace(realSurroundings(), { server: server.url, slug: 'circuits' }, storage);
  const named = (names: string[]) => names.filter((name) => /\.(zkey|r1cs|ptau|wasm)$/.test(name));
  const fetched: string[] = [];
  expect(await graded(workspace, 'receipt', fetched)).toEqual([...SAID, ...MINE]);
  expect(named(fetched)).toEqual([]);
  expect(await graded(workspace, 'included', fetched)).toEqual([...SAID, 'records passed', ...MINE]);
  expect(named(fetched)).toEqual(['circuit-1_00001.slim.zkey']);
  const chain = await graded(workspace, 'chain', fetched);
  expect(chain).toEqual([...SAID, 'genesis passed', 'states passed', 'chain passed', ...MINE]);
  expect(named(fetched)).not.toContain('circuit-1.r1cs');
  const genesis = await graded(workspace, 'genesis', fetched);
  expect(genesis).toEqual([...SAID, 'genesis passed', 'circuit passed', ...MINE]);
  expect(named(fetched)).toContain('circuit-1.r1cs');
  expect(named(fetched)).not.toContain('circuit-1.wasm');
});

it('leaves a phase 1 at its server where there is no room for it', async () => {
  const { size } = statSync(join(ceremony.folder, 'powers.ptau'));
  const small = { ...storage, room: async () => size };
  const workspace = servedWorkspace(realSurroundings(), { server: server.url, slug: 'circuits' }, small);
  expect(await graded(workspace, 'genesis')).toContain('circuit passed');
  expect(workspace.ranged.map(({ name }) => name)).toEqual([expect.stringMatching(/\.ptau$/)]);
  expect((await workspace.folder.names()).filter((name) => name.endsWith('.ptau'))).toEqual([]);
  // It is read again, and not hashed again.
  expect(await graded(workspace, 'genesis')).toContain('circuit passed');
  expect(workspace.ranged).toHaveLength(1);
});

it('tells beforehand about what it takes', async () => {
  const workspace = servedWorkspace(realSurroundings(), { server: server.url, slug: 'circuits' }, storage);
  const archive = await workspace.describe(signal);
  const costs = GRADES.map((grade) => costOf(archive, grade));
  expect(costs.map(({ points }) => points > 0)).toEqual([false, false, true, true]);
  expect(costs.map(({ withPhase1 }) => withPhase1)).toEqual([false, false, false, true]);
  for (const { bytes } of costs) expect(bytes).toBeGreaterThan(1_000);
});

it('reads an archive where it is, and refuses to hold more than there is room for', async () => {
  await ceremony.end(() => REAL_ROUND);
  const home = mkdtempSync(join(tmpdir(), 'brebaje-parts-'));
  try {
    expect((await brebaje(home, 'archive', ceremony.url, '-o', join(home, 'a'), '--with-phase1')).code).toBe(
      0,
    );
    const files = new Map<string, Blob>();
    for (const entry of readdirSync(join(home, 'a'), { recursive: true, withFileTypes: true }))
      if (entry.isFile()) {
        const path = join(entry.parentPath, entry.name);
        files.set(path.slice(join(home, 'a/').length), await openAsBlob(path));
      }
    const workspace = givenWorkspace(files, storage);
    expect(await graded(workspace, 'included')).toContain('records passed');
    expect(await graded(workspace, 'genesis')).toEqual(
      expect.arrayContaining(['circuit passed', 'exports passed']),
    );
    expect(await workspace.folder.names()).toEqual([...files.keys()].sort());
    await expect(workspace.folder.writeNote('manifest.json', '{}')).rejects.toThrow(RangeError);
    const tiny = servedWorkspace(
      realSurroundings(),
      { server: server.url, slug: 'circuits' },
      memoryStorage(100),
    );
    await expect(graded(tiny, 'included')).rejects.toMatchObject({ code: 'TOO_LARGE' });
  } finally {
    rmSync(home, { recursive: true });
  }
});
