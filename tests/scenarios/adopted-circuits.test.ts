/** A chain that was begun elsewhere and goes on here: contributions, the end, and everybody's check of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInProject } from '@brebaje/server/ceremonies/create';
import { OPERATOR_COMMANDS } from '@brebaje/server/operator/operator-commands';
import { openUnchecked } from '@brebaje/server/sequencer/open-ceremony';
import { dataPaths } from '@brebaje/server/store/data-folder';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony, REAL_ROUND, REAL_TIME } from '../support/circuit-ceremony.ts';
import { restPerson, stranger } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { judge } from '../support/verify-command.ts';

const CIRCUIT = { curve: 'bn254', constraints: 2, publicWires: 1, unused: 0 } as const;

let server: TestServer;
let ceremony: CircuitCeremony;
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'brebaje-adopted-'));
  server = await startTestServer({}, undefined, { ownSchemes: true, time: REAL_TIME });
  ceremony = await circuitCeremony(server, [CIRCUIT], { elsewhere: 2 });
});
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
});

it('goes on in a new ceremony, with another beacon, where the one that was named never comes', async () => {
  const old = await circuitCeremony(server, [CIRCUIT], { slug: 'stranded' });
  try {
    const [first] = await old.contribute('Ada');
    const operator = await restPerson(server, { role: 'operator' });
    const { json } = await operator.get(`/ceremonies/${old.id}`);
    const slot = { source: 'ethereum-slot', slot: 20_000_000 };
    const changed = await operator.patch(`/ceremonies/${old.id}`, {
      policy: { beacon: slot },
      reason: 'drand has ended',
    });
    expect(changed).toMatchObject({ status: 409, json: { code: 'NOT_AMENDABLE' } });
    expect(changed.text).toContain('a new one, which adopts its chains');
    expect((await operator.get(`/ceremonies/${old.id}`)).json.beacon).toEqual(json.beacon);
    const canceled = await operator.patch(`/ceremonies/${old.id}`, { status: 'CANCELED', reason: 'as said' });
    expect(canceled.status).toBe(200);

    // As everybody can have them of a ceremony that is over.
    const [{ head, genesis, metadata }] = (await read(`/circuits?ceremonyId=${old.id}`)).items;
    const download = async (state: string, name: string) => {
      const path = `/files/${state}/${metadata.immutable.sha256}/${name}`;
      const answer = await fetch(server.url + path);
      expect(answer.status).toBe(200);
      writeFileSync(join(home, name), new Uint8Array(await answer.arrayBuffer()));
      return join(home, name);
    };
    const { ctx } = server.running.application;
    const draft = {
      slug: 'rescued',
      title: 'Rescued',
      scheme: 'GROTH16',
      test: true,
      policy: { beacon: slot },
    };
    const project = server.running.ceremony.projectId;
    const { id } = await createInProject(ctx, project, draft as never, { who: 'operator' });
    await OPERATOR_COMMANDS.circuitAdd(
      ctx,
      { ...dataPaths(server.running.dataFolder), close: () => {} },
      {
        ceremony: 'rescued',
        slug: 'circuit-1',
        r1cs: join(old.folder, 'circuit-1.r1cs'),
        ptau: join(old.folder, 'powers.ptau'),
        genesis: await download(genesis, 'circuit-1_00000.zkey'),
        zkey: await download(head, 'circuit-1_00001.zkey'),
      },
    );
    await openUnchecked(ctx, id);
    expect((await read(`/circuits?ceremonyId=${id}`)).items).toMatchObject([
      { contributions: 1, adopted: 1, head },
    ]);
    expect(first).toMatchObject({ work: { position: 1 } });
    const { text } = await read(`/ceremonies/${id}/manifest`);
    expect(JSON.parse(text).beacon).toMatchObject(slot);
  } finally {
    await old.close();
  }
});

const failed = (json: { findings?: { outcome: string }[] } | undefined) =>
  (json?.findings ?? []).filter(({ outcome }) => outcome === 'failed');
