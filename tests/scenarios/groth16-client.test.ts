/** The contributor's client against a whole server: every circuit, in slim files. */
import { readdirSync } from 'node:fs';
import { smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { type CircuitStage, circuitStage } from '../support/circuit-client.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

afterAll(endSnarkjs);

let server: TestServer;
let stage: CircuitStage;
beforeEach(async () => {
  server = await startTestServer({}, undefined, { ownSchemes: true });
  stage = await circuitStage(server, [smallCircuit('bn254'), smallCircuit('bls12-381')]);
});
afterEach(async () => {
  await stage.close();
  await server.close();
});

it('walks through all circuits, and everybody’s receipts verify', async () => {
  const ann = await stage.contributor({ publicName: 'Ann' });
  const { accepted } = await ann.run();
  expect(accepted.map(({ content }) => [content.circuit, content.position])).toEqual([
    ['circuit-1', 1],
    ['circuit-2', 1],
  ]);
  expect(accepted[0]!.work.name).toBe('Ann');
  const bob = await stage.contributor();
  const second = await bob.run();
  expect(second.accepted.map(({ content }) => content.position)).toEqual([2, 2]);
  expect(second.accepted[0]!.content.previousState).toBe(accepted[0]!.content.state);
  expect(readdirSync(ann.folder)).toEqual([]);
  expect(bob.results).toHaveLength(2);
  expect((await bob.run()).accepted).toEqual([]);
});
