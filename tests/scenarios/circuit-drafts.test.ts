/** Circuits that coordinators register over REST: files, genesis, provenance, and everything that goes wrong. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute, contributeBeacon } from '@brebaje/groth16/chain/contribute';
import { personStream } from '@brebaje/groth16/random/generators';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { genesisOf, powersFor, r1csOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { slimPart } from '@brebaje/groth16/zkey/compose';
import { openUnchecked } from '@brebaje/server/sequencer/open-ceremony';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { geneses, newCeremony, register, sendPart, uploadFile } from '../support/circuit-drafts.ts';
import { outcome } from '../support/http.ts';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import type { TestServer } from '../support/server.ts';
import { storages } from '../support/storages.ts';

const CURVE = 'bn254';
const CIRCUIT = smallCircuit(CURVE);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const blake2b = (bytes: Uint8Array) => createHash('blake2b512').update(bytes).digest('hex');

let r1cs: Uint8Array;
let ptau: Uint8Array;
let genesis: Uint8Array;
const wasm = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 7);
beforeAll(async () => {
  r1cs = await r1csOf(CIRCUIT);
  ptau = await powersFor(CIRCUIT);
  genesis = await genesisOf(CIRCUIT);
});
afterAll(endSnarkjs);

describe.each(storages())('circuits that are registered on $name', ({ start, bucket }) => {
  let server: TestServer;
  let coordinator: RestPerson;
  let ceremony: number;
  beforeEach(async () => {
    server = await start({}, { ownSchemes: true });
    coordinator = await restPerson(server, { role: 'operator' });
    ceremony = await newCeremony(server, 'mine');
  });
  afterEach(() => server.close());

  const ctx = () => server.running.application.ctx;
  const draftOf = async (id: number) => (await coordinator.get(`/drafts/${id}`)).json;
  const known = () => ({ ptauHash: blake2b(ptau) });
  /** What a genesis has left; with a bucket its files are kept there for a while. */
  const quarantine = () =>
    readdirSync(join(server.running.dataFolder, 'quarantine')).filter((name) => !name.startsWith('cache-'));
  const blobs = async () =>
    (await ctx().store.db.selectFrom('blob').select(['hash', 'kind']).execute())
      .map(({ kind }) => kind)
      .sort();

  it('become circuits whose genesis anybody can make again', async () => {
    const source = {
      repository: 'https://example.org/circuits',
      commit: 'c0ffee0',
      compiler: 'circom 2.2.2',
      command: 'circom transfer.circom --r1cs --wasm',
    };
    const id = await register(
      server,
      coordinator,
      ceremony,
      { slug: 'transfer', name: 'Transfer', source, ...known() },
      { r1cs, ptau, wasm },
    );
    expect(await draftOf(id)).toMatchObject({ state: 'WORKING', genesis: { queued: true } });
    const check = await coordinator.get(`/ceremonies/${ceremony}/check`);
    expect(check.json.findings.map(({ code }: { code: string }) => code)).toContain('NO_GENESIS');
    await geneses(server);
    const { state, circuitId, files } = await draftOf(id);
    expect([state, files]).toEqual(['READY', []]);

    const shown = (await stranger(server).get(`/circuits/${circuitId}`)).json;
    const slim = await bytesOf(slimPart(await zkeyIn(genesis)));
    expect(shown).toMatchObject({
      slug: 'transfer',
      name: 'Transfer',
      genesis: sha256(slim),
      metadata: {
        source,
        r1cs: { sha256: sha256(r1cs), size: r1cs.length, constraints: CIRCUIT.constraints },
        wasm: { sha256: sha256(wasm), size: wasm.length },
        phase1: { sha256: sha256(ptau), blake2b: blake2b(ptau), checked: 'hash', kept: true },
      },
    });
    expect(shown.files).toHaveLength(3);
    for (const file of shown.files) {
      const bytes = new Uint8Array(await (await fetch(server.url + file.url)).arrayBuffer());
      expect([sha256(bytes), bytes.length]).toEqual([file.sha256, file.size]);
    }
    const fit = await coordinator.get(`/ceremonies/${ceremony}/check`);
    expect(fit.json.findings.map(({ code }: { code: string }) => code)).not.toContain('NO_GENESIS');
    await openUnchecked(ctx(), ceremony);
    const { text } = (await stranger(server).get(`/ceremonies/${ceremony}/manifest`)).json;
    expect(JSON.parse(text).circuits).toMatchObject([{ slug: 'transfer', metadata: shown.metadata }]);
    const late = await coordinator.post(`/ceremonies/${ceremony}/circuits`, { slug: 'late' });
    expect(outcome(late)).toEqual([409, 'CIRCUITS_FIXED']);
    expect(outcome(await coordinator.remove(`/circuits/${circuitId}`))).toEqual([409, 'CIRCUITS_FIXED']);
    expect(quarantine()).toEqual([]);
  });

  it('share a phase 1 by its hash, which need not stay', async () => {
    const first = await register(
      server,
      coordinator,
      ceremony,
      { slug: 'first', ...known() },
      { r1cs, ptau },
    );
    await geneses(server);
    const asking = (await coordinator.post(`/ceremonies/${ceremony}/circuits`, { slug: 'asking' })).json.id;
    const ask = async (hash: string) =>
      (await coordinator.patch(`/drafts/${asking}`, { ptauIfKnown: hash })).json.files;
    expect(await ask('a'.repeat(64))).toEqual([]);
    expect(await ask(sha256(ptau))).toEqual([{ kind: 'ptau', sha256: sha256(ptau), size: ptau.length }]);
    expect((await coordinator.remove(`/drafts/${asking}`)).status).toBe(204);
    for (const hash of [sha256(ptau), blake2b(ptau)]) {
      const slug = `by-${hash.length}`;
      await register(
        server,
        coordinator,
        ceremony,
        { slug, ptau: hash, ...known(), keepPtau: false },
        { r1cs },
      );
    }
    await geneses(server);
    const { items } = (await coordinator.get(`/circuits?ceremonyId=${ceremony}`)).json;
    expect(items.map(({ slug }: { slug: string }) => slug)).toEqual(['first', 'by-64', 'by-128']);
    expect(new Set(items.map(({ genesis }: { genesis: string }) => genesis)).size).toBe(1);
    expect((await blobs()).filter((kind) => kind === 'ptau')).toHaveLength(1);
    const { circuitId } = await draftOf(first);
    expect((await coordinator.remove(`/circuits/${circuitId}`)).status).toBe(204);
    // Nobody keeps it any more.
    expect(await blobs()).not.toContain('ptau');
    expect((await ctx().blobs.size(sha256(ptau))) ?? null).toBeNull();
    const again = await coordinator.post(`/ceremonies/${ceremony}/circuits`, {
      slug: 'x',
      ptau: sha256(ptau),
    });
    expect(outcome(again)).toEqual([404, 'NOT_FOUND']);
    for (const { id } of items.slice(1)) await coordinator.remove(`/circuits/${id}`);
    expect(await blobs()).toEqual(['genesis']);
  });

  it('are refused with a sentence that says what to do, and can be mended', async () => {
    const id = await register(server, coordinator, ceremony, { slug: 'wrong' }, { r1cs, ptau });
    await geneses(server);
    // Nobody but a beacon has contributed to the test's phase 1.
    expect(await draftOf(id)).toMatchObject({
      state: 'FAILED',
      problem: expect.stringContaining('does not verify'),
    });
    const problemWith = async (about: object, files: Record<string, Uint8Array> = {}) => {
      expect((await coordinator.patch(`/drafts/${id}`, about)).status).toBe(200);
      for (const [kind, bytes] of Object.entries(files))
        await uploadFile(server, coordinator, id, kind, bytes);
      await coordinator.post(`/drafts/${id}/start`);
      await geneses(server);
      return (await draftOf(id)).problem;
    };
    expect(await problemWith({ ptauHash: 'a'.repeat(64) })).toContain('another one');
    const large = await r1csOf({ ...CIRCUIT, constraints: 100 });
    expect(await problemWith(known(), { r1cs: large })).toContain('take a prepared ptau of the power 7');
    const other = await r1csOf(smallCircuit('bls12-381'));
    expect(await problemWith({}, { r1cs: other })).toContain('take a phase 1 of bls12-381');
    const H = genesis.length - 4 * 64;
    const spoilt = genesis.map((byte, index) => (index === H ? byte ^ 1 : byte));
    expect(await problemWith({}, { r1cs, genesis: spoilt })).toMatch(/genesis is not that of .*section/);
    expect(await problemWith({}, { genesis })).toBeUndefined();
    expect(await draftOf(id)).toMatchObject({ state: 'READY' });
    expect(quarantine()).toEqual([]);
  });

  it('take no file of another kind, none too long, and none of a stranger', async () => {
    const { id } = (await coordinator.post(`/ceremonies/${ceremony}/circuits`, { slug: 'one' })).json;
    const bad = async (kind: string, bytes: Uint8Array) =>
      outcome(await uploadFile(server, coordinator, id, kind, bytes));
    const unfit = [422, 'NOT_SUCH_A_FILE'];
    expect(await bad('r1cs', ptau)).toEqual(unfit);
    expect(await bad('ptau', r1cs)).toEqual(unfit);
    expect(await bad('genesis', r1cs)).toEqual(unfit);
    expect(await bad('wasm', r1cs)).toEqual(unfit);
    expect(await bad('wasm', Uint8Array.of(0))).toEqual(unfit);
    for (const [kind, whole] of [
      ['r1cs', r1cs],
      ['ptau', ptau],
      ['zkey', genesis],
    ] as const) {
      expect(await bad(kind, whole.slice(0, -1))).toEqual(unfit);
      expect(await bad(kind, whole.slice(0, 11))).toEqual(unfit);
      // The count of sections, the length of the first one, its first number.
      for (const at of [8, 16, 23, 24, 28]) {
        const hostile = whole.slice();
        hostile.fill(0xff, at, at + 4);
        expect(await bad(kind, hostile), `${kind} at ${at}`).toEqual(unfit);
      }
    }
    expect((await draftOf(id)).files).toEqual([]);
    expect(await blobs()).toEqual(['genesis']);
    await server.restart({ maxCircuitSize: r1cs.length - 1, maxPtauSize: ptau.length - 1 });
    expect(await bad('r1cs', r1cs)).toEqual([413, 'TOO_LARGE']);
    expect(await bad('ptau', ptau)).toEqual([413, 'TOO_LARGE']);
    const nobody = await restPerson(server);
    for (const request of [
      nobody.post(`/drafts/${id}/uploads`, { kind: 'r1cs', size: 10 }),
      nobody.post(`/drafts/${id}/start`),
      nobody.get(`/drafts/${id}`),
      nobody.post(`/ceremonies/${ceremony}/circuits`, { slug: 'x' }),
    ])
      expect(outcome(await request)).toEqual([403, 'NOT_PERMITTED']);
    expect(outcome(await coordinator.post(`/drafts/${id}/start`))).toEqual([409, 'FILES_MISSING']);
  });

  it('go on with an upload where a killed server stopped, and confirm what was done twice', async () => {
    const { id } = (await coordinator.post(`/ceremonies/${ceremony}/circuits`, { slug: 'one', ...known() }))
      .json;
    expect(outcome(await coordinator.post(`/ceremonies/${ceremony}/circuits`, { slug: 'one' }))).toEqual([
      409,
      'CONFLICT',
    ]);
    const begin = { kind: 'ptau', size: ptau.length };
    const replaced = (await coordinator.post(`/drafts/${id}/uploads`, begin)).json;
    const upload = (await coordinator.post(`/drafts/${id}/uploads`, begin)).json;
    expect(upload).toMatchObject({ draftId: id, kind: 'ptau', parts: [] });
    expect((await coordinator.get(`/uploads/${replaced.id}`)).json.state).toBe('DISCARDED');
    const etag = await sendPart(server, coordinator, upload.id, 1, ptau, upload.partSize);
    await server.restart();
    expect((await draftOf(id)).uploads).toEqual([{ id: upload.id, kind: 'ptau', size: ptau.length }]);
    const { parts } = (await coordinator.get(`/uploads/${upload.id}`)).json;
    expect(parts).toEqual([{ number: 1, size: ptau.length, etag }]);
    const complete = () =>
      coordinator.post(`/uploads/${upload.id}/complete`, { parts: [{ number: 1, etag }] });
    const [once, twice] = await Promise.all([complete(), complete()]);
    expect(once.json).toEqual({ draftId: id, size: ptau.length, sha256: sha256(ptau) });
    expect(twice.json).toEqual(once.json);
    expect((await complete()).json).toEqual(once.json);
    await uploadFile(server, coordinator, id, 'r1cs', r1cs);
    const started = await Promise.all([1, 2].map(() => coordinator.post(`/drafts/${id}/start`)));
    expect(started.map(({ status }) => status)).toEqual([202, 202]);
    const busy = await coordinator.post(`/drafts/${id}/uploads`, begin);
    expect(outcome(busy)).toEqual([409, 'CONFLICT']);
    await server.restart();
    await geneses(server);
    expect(await draftOf(id)).toMatchObject({ state: 'READY' });
    expect(outcome(await coordinator.remove(`/drafts/${id}`))).toEqual([409, 'CONFLICT']);
  });

  it('can be stopped, given up, and go by themselves when nobody works on them', async () => {
    const files = { r1cs, ptau };
    const stopped = await register(server, coordinator, ceremony, { slug: 'stopped', ...known() }, files);
    await server.tick();
    expect((await coordinator.post(`/drafts/${stopped}/cancel`)).json).toMatchObject({ state: 'FILES' });
    await geneses(server);
    expect(await draftOf(stopped)).toMatchObject({
      state: 'FILES',
      files: [{ kind: 'r1cs' }, { kind: 'ptau' }],
    });
    await coordinator.post(`/drafts/${stopped}/start`);
    await server.tick();
    expect((await coordinator.remove(`/drafts/${stopped}`)).status).toBe(204);
    await geneses(server);
    expect((await coordinator.get(`/ceremonies/${ceremony}/drafts`)).json.items).toEqual([]);
    expect(await blobs()).toEqual(['genesis']);

    const { id } = (await coordinator.post(`/ceremonies/${ceremony}/circuits`, { slug: 'left' })).json;
    await uploadFile(server, coordinator, id, 'r1cs', r1cs);
    const open = (await coordinator.post(`/drafts/${id}/uploads`, { kind: 'ptau', size: ptau.length })).json;
    await sendPart(server, coordinator, open.id, 1, ptau, open.partSize);
    server.step(15 * 86_400_000);
    for (let round = 0; round < 61; round++) await server.tick();
    const { items } = (
      await (await restPerson(server, { role: 'operator' })).get(`/ceremonies/${ceremony}/drafts`)
    ).json;
    expect(items).toEqual([]);
    expect(await blobs()).toEqual(['genesis']);
    // No round waits longer than two seconds for storage.
    if (!bucket) await expect.poll(() => readdirSync(join(server.running.dataFolder, 'parts'))).toEqual([]);
  });

  it('are left by whoever lost the job, and not begun again and again', async () => {
    const id = await register(server, coordinator, ceremony, { slug: 'one', ...known() }, { r1cs, ptau });
    const jobs = () => ctx().store.db.updateTable('job').where('kind', '=', 'genesis');
    await server.tick();
    const [running] = [...ctx().geneses.values()];
    // As another process does that has taken it over, and is done with it.
    await jobs().set({ fence: 7, state: 'FAILED' }).execute();
    await server.tick();
    await running!.done;
    expect(ctx().geneses.size).toBe(0);
    expect((await coordinator.get(`/circuits?ceremonyId=${ceremony}`)).json.items).toEqual([]);
    expect(quarantine()).toEqual([]);

    await coordinator.post(`/drafts/${id}/cancel`);
    await coordinator.post(`/drafts/${id}/start`);
    await jobs().set({ attempts: 20 }).where('state', '=', 'QUEUED').execute();
    await geneses(server);
    expect(await draftOf(id)).toMatchObject({
      state: 'FAILED',
      problem: expect.stringContaining('more memory'),
    });
    await coordinator.post(`/drafts/${id}/start`);
    await geneses(server);
    expect(await draftOf(id)).toMatchObject({ state: 'READY' });
  });

  it('change their places and what is said of them, and go with their ceremony', async () => {
    for (const slug of ['a', 'b'])
      await register(server, coordinator, ceremony, { slug, ...known() }, { r1cs, ptau });
    await geneses(server);
    await coordinator.post(`/ceremonies/${ceremony}/circuits`, { slug: 'c' });
    const order = async () => [
      ...(await coordinator.get(`/circuits?ceremonyId=${ceremony}`)).json.items,
      ...(await coordinator.get(`/ceremonies/${ceremony}/drafts`)).json.items.filter(
        ({ state }: { state: string }) => state !== 'READY',
      ),
    ];
    const [a] = await order();
    const change = { sequence: 3, name: 'First', description: 'what it proves' };
    const changed = await coordinator.patch(`/circuits/${a.id}`, change);
    expect(changed.json).toMatchObject({
      sequence: 3,
      name: 'First',
      metadata: { description: 'what it proves' },
    });
    expect((await order()).map(({ slug, sequence }) => [slug, sequence])).toEqual([
      ['a', 3],
      ['b', 1],
      ['c', 2],
    ]);
    const without = await coordinator.patch(`/circuits/${a.id}`, { name: null, sequence: 1 });
    expect(without.json.name).toBeUndefined();
    expect(without.json.sequence).toBe(1);
    // The others close the gap.
    expect((await coordinator.remove(`/circuits/${a.id}`)).status).toBe(204);
    expect((await order()).map(({ slug, sequence }) => [slug, sequence])).toEqual([
      ['b', 1],
      ['c', 2],
    ]);
    expect((await coordinator.remove(`/ceremonies/${ceremony}`)).status).toBe(204);
    expect(await blobs()).toEqual(['genesis']);
  });

  it('go on with a chain that was begun elsewhere, and refuse one that is not sound', async () => {
    const engine = await createWasmEngine({ curve: CURVE, threads: 1 });
    const next = async (zkey: Uint8Array, name: string) =>
      bytesOf((await contribute(engine, await zkeyIn(zkey), personStream(), { name })).output);
    const one = await next(genesis, 'Ada');
    const two = await next(one, 'Bob');
    const beacon = await bytesOf(
      (await contributeBeacon(engine, await zkeyIn(one), { bytes: new Uint8Array(32).fill(7), exponent: 10 }))
        .output,
    );
    await engine.close();
    const about = { slug: 'adopted', ...known() };
    const id = await register(server, coordinator, ceremony, about, { r1cs, ptau, genesis, zkey: beacon });
    const problem = async () => {
      await geneses(server);
      return (await draftOf(id)).problem;
    };
    expect(await problem()).toContain('beacon');
    const problemWith = async (zkey: Uint8Array) => {
      await uploadFile(server, coordinator, id, 'zkey', zkey);
      await coordinator.post(`/drafts/${id}/start`);
      return problem();
    };
    expect(await problemWith(genesis)).toMatch(/nobody has contributed.*no-contribution/);
    const spoilt = two.slice();
    spoilt[two.length - 100]! ^= 1;
    expect(await problemWith(spoilt)).toMatch(/the chain is refused: .*check/);
    expect(await problemWith(two)).toBeUndefined();
    const { circuitId } = await draftOf(id);
    const shown = (await stranger(server).get(`/circuits/${circuitId}`)).json;
    const slim = await bytesOf(slimPart(await zkeyIn(two)));
    expect(shown).toMatchObject({ contributions: 2, adopted: 2, head: sha256(slim) });
    expect(shown.metadata.adopted.records).toMatchObject([
      { position: 1, type: 'person', name: 'Ada' },
      { position: 2, type: 'person', name: 'Bob' },
    ]);
    const name = 'adopted_00002.zkey';
    const { sha256: immutable } = shown.metadata.immutable;
    const whole = await fetch(`${server.url}/files/${shown.head}/${immutable}/${name}`);
    expect(Buffer.compare(Buffer.from(await whole.arrayBuffer()), two)).toBe(0);
  });
});
