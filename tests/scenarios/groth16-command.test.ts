/** `brebaje contribute` in a ceremony of circuits, as people run it: killed, interrupted, by a link. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePlace, type Place } from '@brebaje/cli/testing/run-cli';
import { smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { type CircuitStage, circuitStage } from '../support/circuit-client.ts';
import { restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

afterAll(endSnarkjs);

let server: TestServer;
let stage: CircuitStage;
let place: Place;
beforeEach(async () => {
  place = await makePlace();
  server = await startTestServer({}, undefined, { ownSchemes: true });
  stage = await circuitStage(server, [smallCircuit('bn254'), smallCircuit('bls12-381')]);
});
afterEach(async () => {
  await stage.close();
  await server.close();
  await place.remove();
});

const page = () => `${server.url}/c/queues`;

it('contributes to all circuits, and says what it moved', async () => {
  const env = { BREBAJE_SESSION: (await restPerson(server)).sessionId };
  const asked = await place.run(['contribute', page()], { env });
  expect(asked).toMatchObject({ code: 2, err: expect.stringContaining('--accept-terms 1') });
  const args = ['contribute', page(), '--name', 'Ada', '--accept-terms', '1', '--output', 'mine', '--json'];
  const ran = await place.run(args, { env });
  expect({ code: ran.code, err: ran.err }).toMatchObject({ code: 0 });
  const attestation = await readFile(join(place.folder, 'mine/circuit-1/attestation.md'), 'utf8');
  const [{ contributionHash }] = ran.json.contributions as [{ contributionHash: string }];
  expect(attestation).toContain(`contribution: ${contributionHash}`);
  expect(ran.err).toMatch(/Moved .* \(whole files: .* %\)/);
  expect(ran.json).toMatchObject({
    ok: true,
    ceremony: 'queues',
    manifest: stage.pinned.manifest,
    publicName: 'Ada',
    contributions: [
      { circuit: 'circuit-1', position: 1, folder: 'mine/circuit-1' },
      { circuit: 'circuit-2', position: 1, folder: 'mine/circuit-2' },
    ],
  });
  const again = await place.run(['contribute', page()], { env });
  expect(again).toMatchObject({ code: 5, err: expect.stringContaining('Done: you have contributed') });
  expect(again.err).toContain('where the earlier run wrote them: brebaje-queues');
  expect(again.err).not.toContain('Error');
  const there = await place.run(['contribute', page(), '--output', 'mine'], { env });
  expect(there.err).toContain('receipts of it are in mine');
});

it('goes on with the same command after a kill at any point', async () => {
  await (await stage.contributor()).run();
  const points = ['downloading', 'checking, computing', 'computed', 'uploading', 'uploaded', 'accepted'];
  for (const [index, point] of points.entries()) {
    const env = { BREBAJE_SESSION: (await restPerson(server)).sessionId };
    const args = ['contribute', page(), '--accept-terms', '1', '--output', `mine-${index}`, '--json'];
    const killed = await place.run(args, {
      env,
      watch: (err, _interrupt, kill) => err.includes(`circuit-1: ${point}`) && kill(),
    });
    expect([point, killed.code]).toEqual([point, null]);
    const ran = await place.run(args, { env });
    expect({ point, code: ran.code, err: ran.err }).toMatchObject({ point, code: 0 });
    // What was finished is not computed again.
    if (killed.err.includes('circuit-1: computed')) expect(ran.err).not.toContain('circuit-1: computed');
    for (const circuit of ['circuit-1', 'circuit-2'])
      await readFile(join(place.folder, `mine-${index}`, circuit, 'receipt.json'));
  }
  const heads = await stage.heads();
  expect(heads.map(({ position }) => position)).toEqual([1 + points.length, 1 + points.length]);
  const left = await readdir(join(place.folder, '.local/state/brebaje/pending'), { recursive: true });
  expect(left.filter((name) => name.endsWith('.zkey'))).toEqual([]);
});

it('stops at once when interrupted, and says what that means', async () => {
  const env = { BREBAJE_SESSION: (await restPerson(server)).sessionId };
  const args = ['contribute', page(), '--accept-terms', '1'];
  const stopped = await place.run(args, {
    env,
    watch: (err, interrupt) => err.includes('circuit-1: computed') && interrupt(),
  });
  expect(stopped).toMatchObject({ code: 130, err: expect.stringMatching(/kept|may be accepted/) });
  expect(await place.run(args, { env })).toMatchObject({ code: 0 });
});

it('takes no other manifest, and no other signer of receipts, than what is expected', async () => {
  const env = { BREBAJE_SESSION: (await restPerson(server)).sessionId };
  const args = ['contribute', page(), '--accept-terms', '1', '--json', '--expect'];
  const other = await place.run([...args, 'ab'.repeat(32)], { env });
  expect(other).toMatchObject({ code: 8, json: { code: 'STATE_INVALID' } });
  const address = `0x${'12'.repeat(20)}`;
  const signer = await place.run([...args, stage.pinned.manifest, '--address', address], { env });
  expect(signer).toMatchObject({ code: 8, err: expect.stringContaining('receipts are signed by') });
  expect((await stage.heads())[0]!.position).toBe(0);
  expect((await place.run([...args, stage.pinned.manifest], { env })).code).toBe(0);
});

it('comes by a link, and the same link goes on', async () => {
  const invited = await stage.coordinator.post(`/ceremonies/${stage.ceremonyId}/invitations`, {
    name: 'Lin',
  });
  const { link } = invited.json;
  const args = ['contribute', link, '--name', 'Lin', '--accept-terms', '1'];
  const first = await place.run(args, {
    watch: (err, interrupt) => err.includes('circuit-1: computed') && interrupt(),
  });
  expect(first.code).toBe(130);
  const second = await place.run(['contribute', link, '--json']);
  expect({ code: second.code, err: second.err }).toMatchObject({ code: 0 });
  expect(second.json).toMatchObject({ publicName: 'Lin' });
  expect(second.err).not.toContain('circuit-1: computed');
  expect(second.err.match(/Going on as Lin/g)).toHaveLength(1);
  const third = await place.run(['contribute', link]);
  expect(third).toMatchObject({
    code: 5,
    err: expect.stringContaining('receipts of it are in brebaje-queues'),
  });
  expect(third.err).not.toContain('Error');
});
