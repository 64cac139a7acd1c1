/** A turn of a circuit that is carried to a machine without a network. */
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePlace, type Place } from '@brebaje/cli/testing/run-cli';
import { smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { type CircuitStage, circuitStage } from '../support/circuit-client.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

afterAll(endSnarkjs);

let server: TestServer;
let stage: CircuitStage;
let place: Place;
beforeEach(async () => {
  place = await makePlace();
  server = await startTestServer({}, undefined, { ownSchemes: true });
  stage = await circuitStage(server, [smallCircuit('bn254')]);
});
afterEach(async () => {
  await stage.close();
  await server.close();
  await place.remove();
});

it('carries a turn to another machine and back, with the same words on both', async () => {
  await (await stage.contributor()).run();
  const { person } = await stage.contributor({ publicName: 'Ann' });
  const env = { BREBAJE_SESSION: person.sessionId };
  const page = `${server.url}/c/queues`;
  const exported = await place.run(['contribute', page, '--export', 'work.brebaje', '--json'], { env });
  expect({ code: exported.code, err: exported.err }).toMatchObject({ code: 0 });
  expect(exported.json).toMatchObject({
    circuit: 'circuit-1',
    position: 2,
    files: [{ name: 'work-genesis.zkey' }, { name: 'work-state.zkey' }],
  });
  const away = await makePlace();
  const carry = async (from: Place, to: Place, names: string[]) => {
    for (const name of names) await copyFile(join(from.folder, name), join(to.folder, name));
  };
  await carry(place, away, ['work.brebaje', 'work-genesis.zkey']);
  const missing = await away.run(['compute', 'work.brebaje', '-o', 'done.brebaje']);
  expect(missing).toMatchObject({ code: 12, err: expect.stringContaining('work-state.zkey is missing') });
  await carry(place, away, ['work-state.zkey']);
  const done = await away.run(['compute', 'work.brebaje', '-o', 'done.brebaje', '--json']);
  expect({ code: done.code, err: done.err }).toMatchObject({ code: 0 });
  expect(done.err).toContain(exported.json.fingerprint);

  await carry(away, place, ['done.brebaje', 'done-contribution.zkey']);
  const whole = await readFile(join(place.folder, 'done-contribution.zkey'));
  await writeFile(
    join(place.folder, 'done-contribution.zkey'),
    whole.map((byte, i) => (i === 300 ? byte ^ 1 : byte)),
  );
  const damaged = await place.run(['contribute', '--submit', 'done.brebaje'], { env });
  expect(damaged).toMatchObject({ code: 12, err: expect.stringContaining('damaged') });
  await writeFile(join(place.folder, 'done-contribution.zkey'), whole);
  const submitted = await place.run(['contribute', '--submit', 'done.brebaje', '--json'], { env });
  expect({ code: submitted.code, err: submitted.err }).toMatchObject({ code: 0 });
  expect(submitted.json).toMatchObject({
    publicName: 'Ann',
    contributions: [{ circuit: 'circuit-1', position: 2, contributionHash: done.json.contributionHash }],
  });
  expect(submitted.err).toContain(done.json.fingerprint);
  // The same again only gets the receipt.
  expect((await place.run(['contribute', '--submit', 'done.brebaje'], { env })).code).toBe(0);
  await away.remove();
});

it('hands in as whoever exported, when nobody says who it is', async () => {
  const { person } = await stage.contributor({ publicName: 'Ann' });
  const page = `${server.url}/c/queues`;
  const env = { BREBAJE_SESSION: person.sessionId };
  await place.run(['contribute', page, '--export', 'w.brebaje'], { env });
  await place.run(['compute', 'w.brebaje', '-o', 'd.brebaje']);
  const submitted = await place.run(['contribute', '--submit', 'd.brebaje', '--json']);
  expect({ code: submitted.code, err: submitted.err }).toMatchObject({ code: 0 });
  expect(submitted.json).toMatchObject({ publicName: 'Ann', contributions: [{ position: 1 }] });
  const status = await place.run(['status', page, '--json']);
  expect(status).toMatchObject({ code: 0, json: { slug: 'queues', contributions: 1 } });
});

it('says so when the turn of the work is over', async () => {
  const { person, enrolled } = await stage.contributor();
  const env = { BREBAJE_SESSION: person.sessionId };
  const page = `${server.url}/c/queues`;
  await place.run(['contribute', page, '--export', 'w.brebaje'], { env });
  await place.run(['compute', 'w.brebaje', '-o', 'd.brebaje']);
  await stage.coordinator.post(`/participants/${enrolled.participantId}/timeout`, { reason: 'a test' });
  const late = await place.run(['contribute', '--submit', 'd.brebaje', '--json'], { env });
  expect(late).toMatchObject({ code: 6, json: { ok: false, code: 'TURN_LOST' } });
  await rm(join(place.folder, 'w.brebaje'));
});
