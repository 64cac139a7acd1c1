/** A ceremony of circuits is verified from what its server publishes, and from its archive without the server. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony, REAL_ROUND, REAL_TIME } from '../support/circuit-ceremony.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { brebaje, failures, judge } from '../support/verify-command.ts';

let server: TestServer;
let ceremony: CircuitCeremony;
let home: string;
let archive: string;
const file = (name: string) => join(home, name);
const small = { curve: 'bn254', constraints: 6, publicWires: 1, unused: 1 } as const;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'brebaje-verify-'));
  server = await startTestServer({}, undefined, { ownSchemes: true, time: REAL_TIME });
  ceremony = await circuitCeremony(server, [small, { ...small, constraints: 9, publicWires: 2 }]);
  const [first] = await ceremony.contribute('Ann');
  writeFileSync(file('receipt.json'), JSON.stringify(first!.receipt));
  await ceremony.contribute();
  archive = file('archive');
  const made = await brebaje(home, 'archive', ceremony.url, '-o', archive);
  expect(made.err + made.out).toContain('is in');
});
afterAll(async () => {
  await ceremony.close();
  await server.close();
  rmSync(home, { recursive: true });
});

describe('a server’s record', () => {
  it('is sound from its geneses, valid with the phase 1, and has the receipt’s contribution', async () => {
    const sound = await judge(home, ceremony.url, '--receipt', file('receipt.json'));
    expect(sound).toMatchObject({ code: 0, json: { grade: 'sound', finalized: false } });
    expect(sound.json.included).toEqual([
      expect.objectContaining({ circuit: 'circuit-1', position: 1, found: true }),
    ]);
    // What was looked at and what was left out are two checks.
    const told = (sound.json.findings as { check: string; circuit?: string; outcome: string }[])
      .filter(({ circuit }) => circuit === 'circuit-1')
      .map(({ check, outcome }) => [check, outcome]);
    expect(new Set(told.map(([check]) => check)).size).toBe(told.length);
    expect(told).toEqual(
      expect.arrayContaining([
        ['genesis', 'passed'],
        ['circuit', 'skipped'],
      ]),
    );
    const ptau = join(ceremony.folder, 'powers.ptau');
    const valid = await judge(home, ceremony.url, '--ptau', ptau, '--each');
    expect(valid).toMatchObject({ code: 0, json: { grade: 'valid' } });
    expect(failures(valid)).toEqual([]);
    expect((await judge(home, ceremony.url, '--quick')).json.grade).toBe('record');
  });

  it('is kept where somebody wants to look at it again, and nowhere else', async () => {
    expect((await judge(home, ceremony.url, '--keep', file('kept'))).code).toBe(0);
    expect(await judge(home, file('kept'))).toMatchObject({ code: 0, json: { grade: 'sound' } });
    expect((await judge(home, ceremony.url, '--keep', ceremony.folder)).code).toBe(12);
    expect((await judge(home, ceremony.folder)).code).toBe(9);
  });

  it('is held to the manifest and the events that somebody knows', async () => {
    const { json } = await judge(home, ceremony.url, '--quick');
    const known = ['--expect', json.manifest, '--expect', `${json.log.events}:${json.log.head}`];
    expect((await judge(home, ceremony.url, '--quick', ...known)).code).toBe(0);
    const other = 'a'.repeat(64);
    expect(await judge(home, ceremony.url, '--quick', '--expect', other)).toMatchObject({
      code: 9,
      json: { check: 'manifest' },
    });
    const rewritten = await judge(home, ceremony.url, '--quick', '--expect', `3:${other}`);
    expect(rewritten).toMatchObject({ code: 9, json: { check: 'log' } });
  });

  it('lacks the contribution of a receipt that another ceremony gave', async () => {
    const { receipt, signature } = JSON.parse(readFileSync(file('receipt.json'), 'utf8'));
    const other = JSON.stringify({ ...JSON.parse(receipt), position: 7 });
    writeFileSync(file('forged.json'), JSON.stringify({ receipt: other, signature }));
    const ran = await judge(home, ceremony.url, '--quick', '--receipt', file('forged.json'));
    expect(ran).toMatchObject({ code: 10, json: { check: 'included' } });
    expect((await judge(home, ceremony.url, '--receipt', file('nothing.json'))).code).toBe(12);
  });
});

describe('a receipt', () => {
  it('is that of the ceremony, by the address that its server publishes', async () => {
    const verified = (...args: string[]) => brebaje(home, 'receipt', 'verify', ...args, '--json');
    const own = await verified(file('receipt.json'), '--url', ceremony.url);
    expect(own).toMatchObject({ code: 0, json: { circuit: 'circuit-1', position: 1 } });
    const { receiptAddress } = own.json;
    expect((await verified(file('receipt.json'), '--address', receiptAddress)).code).toBe(0);
    expect((await verified(file('receipt.json'), '--address', `0x${'1'.repeat(40)}`)).code).toBe(9);
    expect((await verified(file('receipt.json'))).code).toBe(2);
    expect((await verified(file('receipt.json'), '--url', server.url)).code).toBe(2);
  });
});

describe('an archive', () => {
  it('is valid without the server, and is made the same twice', async () => {
    const files = ['powers.ptau'].flatMap((name) => ['--ptau', join(ceremony.folder, name)]);
    expect(await judge(home, archive, ...files, '--each')).toMatchObject({
      code: 0,
      json: { grade: 'valid' },
    });
    const sums = readFileSync(join(archive, 'SHA256SUMS'), 'utf8');
    rmSync(join(archive, 'circuits/circuit-1/circuit-1_00001.slim.zkey'));
    expect((await brebaje(home, 'archive', ceremony.url, '-o', archive)).code).toBe(0);
    expect(readFileSync(join(archive, 'SHA256SUMS'), 'utf8')).toBe(sums);
  });

  it('is not written over something else', async () => {
    cpSync(ceremony.folder, file('other'), { recursive: true });
    expect((await brebaje(home, 'archive', ceremony.url, '-o', file('other'))).code).toBe(12);
  });

  it('may leave out the states between', async () => {
    const made = await brebaje(home, 'ceremony', 'archive', ceremony.url, '-o', file('less'));
    expect(made.code).toBe(0);
    const less = await brebaje(home, 'archive', ceremony.url, '-o', file('least'), '--without-states');
    expect(less.code).toBe(0);
    expect(await judge(home, file('least'))).toMatchObject({ code: 0, json: { grade: 'sound' } });
    const names = readFileSync(join(file('least'), 'SHA256SUMS'), 'utf8');
    expect(names).not.toContain('_00001.slim.zkey');
  });
});

describe('a result', () => {
  it('is valid from circuits and phase 1 to keys and contracts, at the server and in the archive', async () => {
    await ceremony.end(() => REAL_ROUND);
    const ptau = ['--ptau', join(ceremony.folder, 'powers.ptau')];
    const served = await judge(home, ceremony.url, ...ptau);
    expect(served).toMatchObject({ code: 0, json: { grade: 'valid', finalized: true } });
    const whole = ['archive', ceremony.url, '-o', file('ended'), '--with-phase1'];
    expect((await brebaje(home, ...whole)).code).toBe(0);
    // Everything is there.
    const kept = await judge(home, file('ended'), '--each');
    expect(kept).toMatchObject({ code: 0, json: { grade: 'valid', finalized: true } });
  });
});

it('a chain that was begun elsewhere is verified with what it began with', async () => {
  const adopted = await circuitCeremony(server, [small], { slug: 'adopted', elsewhere: 2 });
  try {
    const none = await judge(home, adopted.url);
    expect(none).toMatchObject({ code: 0, json: { circuits: [{ contributions: 2, grade: 'sound' }] } });
    const [ours] = await adopted.contribute('Ann');
    expect(ours!.content.position).toBe(3);
    expect((await brebaje(home, 'archive', adopted.url, '-o', file('adopted'))).code).toBe(0);
    const ran = await judge(home, file('adopted'), '--each');
    expect(ran).toMatchObject({ code: 0, json: { circuits: [{ contributions: 3, grade: 'sound' }] } });
    expect(failures(ran)).toEqual([]);
  } finally {
    await adopted.close();
  }
});
