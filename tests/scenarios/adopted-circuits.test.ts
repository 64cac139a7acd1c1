/** A chain that was begun elsewhere and goes on here: contributions, the end, and everybody's check of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony, REAL_ROUND, REAL_TIME } from '../support/circuit-ceremony.ts';
import { stranger } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { judge } from '../support/verify-command.ts';

let server: TestServer;
let ceremony: CircuitCeremony;
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'brebaje-adopted-'));
  server = await startTestServer({}, undefined, { ownSchemes: true, time: REAL_TIME });
  const circuit = { curve: 'bn254', constraints: 2, publicWires: 1, unused: 0 } as const;
  ceremony = await circuitCeremony(server, [circuit], { elsewhere: 2 });
}, 120_000);
afterAll(async () => {
  await ceremony.close();
  await server.close();
  rmSync(home, { recursive: true });
});

const read = async (path: string) => (await stranger(server).get(path)).json;
const circuit = async () => (await read(`/circuits?ceremonyId=${ceremony.id}`)).items[0];

it('takes contributions at the places behind those from elsewhere, and ends with its beacon', async () => {
  expect(await circuit()).toMatchObject({ contributions: 2, adopted: 2 });
  const { head: before } = await circuit();
  const [first] = await ceremony.contribute('Ada');
  expect(first).toMatchObject({ work: { position: 3, name: 'Ada' } });
  await ceremony.contribute('Bob');
  expect(await circuit()).toMatchObject({ contributions: 4, adopted: 2 });
  const { items } = await read(`/contributions?ceremonyId=${ceremony.id}`);
  expect(items.map(({ position }: { position: number }) => position)).toEqual([3, 4]);
  expect(items[0]).toMatchObject({ base: before });
  // The state that it went on from stays, in parts and whole.
  const { metadata } = await circuit();
  const name = 'circuit-1_00002.zkey';
  for (const path of [`/files/${before}/${name}`, `/files/${before}/${metadata.immutable.sha256}/${name}`])
    expect((await fetch(server.url + path)).status).toBe(200);

  await ceremony.end(() => REAL_ROUND);
  expect(await read(`/ceremonies/${ceremony.id}`)).toMatchObject({ status: 'FINALIZED' });
  const judged = await judge(home, ceremony.url);
  expect({ code: judged.code, err: judged.err, findings: failed(judged.json) }).toEqual({
    code: 0,
    err: expect.anything(),
    findings: [],
  });
}, 120_000);

const failed = (json: { findings?: { outcome: string }[] } | undefined) =>
  (json?.findings ?? []).filter(({ outcome }) => outcome === 'failed');
