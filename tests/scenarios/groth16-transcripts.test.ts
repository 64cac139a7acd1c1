/** What is published of each contribution to a circuit, and that it names nobody. */
import { createHash } from 'node:crypto';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/groth16/chain/contribute';
import { memorySource } from '@brebaje/groth16/files/source';
import { personStream } from '@brebaje/groth16/random/generators';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { genesisOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { verifyReceipt } from '@brebaje/kzg/receipt';
import { storeAttestation } from '@brebaje/server/participants/attestations';
import { storeGenesis } from '@brebaje/server/verify/groth16-metadata';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type QueueStage, queueStage, verdicts } from '../support/queue-stage.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let stage: QueueStage;
beforeAll(async () => {
  const genesis = await genesisOf(smallCircuit('bn254'));
  server = await startTestServer({}, undefined, { ownSchemes: true });
  stage = await queueStage(server, { store: (blobs) => storeGenesis(blobs, memorySource(genesis)) });
  const engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
  for (let n = 0; n < 2; n++) {
    const person = await stage.person();
    await person.start();
    const base = await zkeyIn(await person.base(), 'slim');
    await person.upload(await bytesOf((await contribute(engine, base, personStream())).output), 'slim');
    await verdicts(server);
  }
  await engine.close();
});
afterAll(async () => {
  await server.close();
  await endSnarkjs();
});

const ctx = () => server.running.application.ctx;
const transcripts = async () => {
  const { json } = await server.send(`/circuits/${stage.circuits[0]}/transcripts`);
  return json.items;
};

it('publishes chain, record, hashes, checks, times and receipt of each contribution', async () => {
  const [first, second] = await transcripts();
  expect(first).toMatchObject({
    circuit: 'circuit-1',
    position: 1,
    checks: { mathematical: { verdict: 'passed' } },
  });
  expect(second).toMatchObject({ position: 2, previousState: first.state });
  expect(first.contributionHashLines.join(' ').replaceAll(' ', '')).toBe(first.contributionHash);
  const slim = await fetch(server.url + second.slim.url);
  const bytes = new Uint8Array(await slim.arrayBuffer());
  expect(bytes.length).toBe(second.slim.size);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(second.slim.sha256);
  expect(createHash('blake2b512').update(bytes).digest('hex')).toBe(second.slim.blake2b);
  const { address } = await ctx().keys.receiptKey('queues');
  const { text, signature } = second.receipt;
  expect(verifyReceipt(text, signature, address)).toBe(true);
  const { state, record, contributionHash } = second;
  expect(JSON.parse(text)).toMatchObject({ state, record, contributionHash, position: 2 });
  expect((await server.send(`/contributions/${second.contributionId}/transcript`)).json).toEqual(second);
});

it('carries what its contributor tells of it, while they do', async () => {
  const { db } = ctx().store;
  const [, second] = await transcripts();
  const { contributionId, participantId } = second;
  const url = 'https://example.org/a';
  await storeAttestation(db, { id: contributionId, participantId }, { url }, 1);
  const attestation = { url, says: 'proves inclusion, not honesty' };
  expect(await transcripts()).toEqual([expect.anything(), { ...second, attestation }]);
  await storeAttestation(db, { id: contributionId, participantId }, {}, 2);
  expect((await transcripts())[1]).toEqual(second);
});

it('names a contributor by a commitment, and shows no receipt that has an account in it', async () => {
  const { db } = ctx().store;
  const identities = await db.selectFrom('identity').select(['provider', 'subject', 'handle']).execute();
  const shown = JSON.stringify(await transcripts());
  for (const { subject } of identities) expect(shown).not.toContain(subject);
  const { receipt } = await db
    .selectFrom('contribution')
    .select('receipt')
    .where('position', '=', 2)
    .executeTakeFirstOrThrow();
  const naming = JSON.stringify({ ...JSON.parse(receipt), identity: 'git|42|somebody' });
  await db.updateTable('contribution').set({ receipt: naming }).where('position', '=', 2).execute();
  const [, second] = await transcripts();
  expect(second.receipt).toBeUndefined();
  expect(JSON.stringify(second)).not.toContain('somebody');
});

it('has none for what is no contribution to a circuit', async () => {
  expect((await server.send('/contributions/99/transcript')).status).toBe(404);
  expect((await server.send('/circuits/99/transcripts')).status).toBe(404);
  const circuits = await server.send(`/circuits?ceremonyId=${server.running.ceremony.id}`);
  expect((await server.send(`/circuits/${circuits.json.items[0].id}/transcripts`)).json.items).toEqual([]);
});
