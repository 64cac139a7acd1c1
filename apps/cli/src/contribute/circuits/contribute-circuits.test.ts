import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { type CircuitStage, circuitStage } from '../../../../../tests/support/circuit-client.ts';
import { restPerson } from '../../../../../tests/support/rest-person.ts';
import { startTestServer, type TestServer } from '../../../../../tests/support/server.ts';
import { makePlace, type Place } from '../../testing/run-cli.ts';

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
  expect(again).toMatchObject({ code: 5, err: expect.stringContaining('already') });
});
