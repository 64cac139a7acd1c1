/** Circuits of a Groth16 ceremony, made on the server's machine from r1cs and ptau. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/groth16/chain/contribute';
import { memorySource } from '@brebaje/groth16/files/source';
import { preparePtau } from '@brebaje/groth16/ptau/prepare';
import { openPtau, ptauSection } from '@brebaje/groth16/ptau/ptau';
import { personStream } from '@brebaje/groth16/random/generators';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { contributed, startOf } from '@brebaje/groth16/testing/made-ptau';
import { genesisOf, powersFor, r1csOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { slimPart } from '@brebaje/groth16/zkey/compose';
import { createInProject } from '@brebaje/server/ceremonies/create';
import { OPERATOR_COMMANDS } from '@brebaje/server/operator/operator-commands';
import { CommandRefused } from '@brebaje/server/sequencer/ceremony-commands';
import { openUnchecked } from '@brebaje/server/sequencer/open-ceremony';
import { findCeremonyBySlug } from '@brebaje/server/store/ceremonies';
import { dataPaths } from '@brebaje/server/store/data-folder';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

const CIRCUIT = smallCircuit('bls12-381');

let server: TestServer;
let folder: string;
let hash: string;
beforeAll(async () => {
  server = await startTestServer({}, undefined, { ownSchemes: true });
  folder = mkdtempSync(join(tmpdir(), 'brebaje-circuits-'));
  const ptau = await powersFor(CIRCUIT);
  hash = createHash('blake2b512').update(ptau).digest('hex');
  writeFileSync(join(folder, 'circuit.r1cs'), await r1csOf(CIRCUIT));
  writeFileSync(join(folder, 'powers.ptau'), ptau);
  const { projectId } = server.running.ceremony;
  for (const slug of ['mine', 'other'])
    await createInProject(ctx(), projectId, { slug, title: slug, scheme: 'GROTH16' }, { who: 'operator' });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
  await endSnarkjs();
});

const ctx = () => server.running.application.ctx;

function add(changes: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const files = { r1cs: join(folder, 'circuit.r1cs'), ptau: join(folder, 'powers.ptau') };
  const body = { ceremony: 'mine', slug: 'first', ...files, ptauHash: hash, ...changes };
  const paths = dataPaths(server.running.dataFolder);
  return OPERATOR_COMMANDS.circuitAdd(ctx(), { ...paths, close: () => {} }, body);
}

const circuits = () =>
  ctx()
    .store.db.selectFrom('circuit')
    .innerJoin('ceremony', 'ceremony.id', 'circuit.ceremonyId')
    .selectAll('circuit')
    .where('ceremony.slug', '=', 'mine')
    .orderBy('sequence')
    .execute();

it('refuses files that give no genesis, and ceremonies that take none', async () => {
  const refused = (changes: Record<string, unknown>) =>
    add(changes).catch((error: unknown) => (error instanceof CommandRefused ? error.message : error));
  // Nobody but a beacon has contributed to the test's phase 1.
  expect(await refused({ ptauHash: undefined })).toContain('does not verify');
  expect(await refused({ ptauHash: 'a'.repeat(64) })).toContain('another one');
  expect(await refused({ r1cs: join(folder, 'powers.ptau') })).toContain('r1cs');
  const other = join(folder, 'other.r1cs');
  writeFileSync(other, await r1csOf(smallCircuit('bn254')));
  expect(await refused({ r1cs: other })).toContain('take a phase 1 of bn254');
  const large = join(folder, 'large.r1cs');
  writeFileSync(large, await r1csOf({ ...CIRCUIT, constraints: 100 }));
  expect(await refused({ r1cs: large })).toContain('take a prepared ptau of the power 7');
  expect(await refused({ ceremony: server.running.ceremony.slug })).toContain('KZG');
  expect(await refused({ ceremony: 'nobody’s' })).toContain('no ceremony');
  expect(await circuits()).toEqual([]);
  expect(readdirSync(join(server.running.dataFolder, 'quarantine'))).toEqual([]);
});

it('refuses a phase 1 whose tables are not those of its powers', async () => {
  const ptau = await powersFor(CIRCUIT);
  // Two points of the table for 32 constraints stand in each other's place.
  const G1 = 96;
  const at = ptauSection(await openPtau(memorySource(ptau)), 12).from + (31 + 3) * G1;
  const swapped = ptau.slice();
  swapped.copyWithin(at, at + G1, at + 2 * G1);
  swapped.set(ptau.subarray(at, at + G1), at + G1);
  writeFileSync(join(folder, 'swapped.ptau'), swapped);
  const ptauHash = createHash('sha256').update(swapped).digest('hex');
  const added = add({ ptau: join(folder, 'swapped.ptau'), ptauHash });
  await expect(added).rejects.toThrow('the tables of the ptau are not those of its powers');
});

it('verifies a phase 1 whole whose hash nobody gave', async () => {
  const engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
  const raw = await contributed(await startOf(engine, 3), engine);
  const ptau = await bytesOf(preparePtau(raw, engine));
  await engine.close();
  writeFileSync(join(folder, 'own.ptau'), ptau);
  const tiny = { curve: 'bn254', constraints: 2, publicWires: 1, unused: 0 } as const;
  writeFileSync(join(folder, 'tiny.r1cs'), await r1csOf(tiny));
  const files = { ptau: join(folder, 'own.ptau'), r1cs: join(folder, 'tiny.r1cs'), ptauHash: undefined };
  expect(await add({ ceremony: 'other', slug: 'tiny', ...files })).toMatchObject({ sequence: 1 });
  const { metadata } = await ctx()
    .store.db.selectFrom('circuit')
    .select('metadata')
    .where('slug', '=', 'tiny')
    .executeTakeFirstOrThrow();
  expect(JSON.parse(metadata).phase1).toMatchObject({ power: 3, contributions: 1, checked: 'whole' });
});

it('makes the genesis that snarkjs makes, tells where it comes from, and takes contributions to it', async () => {
  expect(await add()).toMatchObject({ sequence: 1 });
  await expect(add()).rejects.toThrow('already');
  expect(await add({ slug: 'second' })).toMatchObject({ sequence: 2 });
  const [first, second] = await circuits();
  const genesis = await zkeyIn(await genesisOf(CIRCUIT));
  const slim = await bytesOf(slimPart(genesis));
  expect(Buffer.compare(await ctx().blobs.read(first!.genesisBlob), slim)).toBe(0);
  expect(second!.genesisBlob).toBe(first!.genesisBlob);
  const metadata = JSON.parse(first!.metadata);
  expect(metadata).toMatchObject({
    curve: 'bls12-381',
    r1cs: { constraints: CIRCUIT.constraints },
    phase1: { blake2b: hash, checked: 'hash' },
  });

  const engine = await createWasmEngine({ curve: 'bls12-381', threads: 1 });
  const { output } = await contribute(engine, await zkeyIn(slim, 'slim'), personStream());
  const upload = await ctx().blobs.put(await bytesOf(output));
  await engine.close();
  const state = { blob: first!.genesisBlob, metadata };
  expect(await ctx().schemes.GROTH16!.verify(state, upload.hash, '')).toMatchObject({ ok: true });

  await openUnchecked(ctx(), first!.ceremonyId);
  const { manifest } = (await findCeremonyBySlug(ctx().store.db, 'mine'))!;
  expect(JSON.parse(manifest!).circuits[0]).toMatchObject({ slug: 'first', metadata });
  await expect(add({ slug: 'third' })).rejects.toThrow('fixed');
});
