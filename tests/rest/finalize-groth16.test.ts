/** The end of Groth16 ceremonies: beacon, whole check, keys, one commit. */
import { createHash } from 'node:crypto';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { contributeBeacon } from '@brebaje/groth16/chain/contribute';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { genesisOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { endless } from '@brebaje/server/sequencer/test-endless';
import { LEASE_MILLIS } from '@brebaje/server/sequencer/verification-jobs';
import { checkEventLog, eventsAfter } from '@brebaje/server/store/events';
import { afterAll, afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type FakeDrand, roundOf, startFakeDrand, TEST_DRAND } from '../support/fake-drand.ts';
import { type Groth16Stage, groth16Stage } from '../support/groth16-stage.ts';
import { outcome } from '../support/http.ts';
import { stranger } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { storages } from '../support/storages.ts';

afterAll(endSnarkjs);

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Not also by way of the server: no parts are uploaded here. */
const places = storages().filter(({ bucket, direct }) => direct || !bucket);

describe.each(places)('finalizing a Groth16 ceremony on $name', async ({ name, start }) => {
  const geneses = [
    await genesisOf(smallCircuit('bn254')),
    await genesisOf({ ...smallCircuit('bn254'), constraints: 9 }),
  ];
  const engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
  afterAll(() => engine.close());

  let drand: FakeDrand;
  let server: TestServer;
  let stage: Groth16Stage;
  beforeEach(async () => {
    drand = await startFakeDrand();
    server = await start({ drandUrls: [drand.url] }, { ownSchemes: true, drand: TEST_DRAND });
  });
  afterEach(async () => {
    await server.close();
    await drand.close();
  });

  const ctx = () => server.running.application.ctx;
  const bytesAt = async (url: string, headers: Record<string, string> = {}) =>
    new Uint8Array(await (await fetch(server.url + url, { headers })).arrayBuffer());

  it('adds the beacon to every chain, verifies all of it, and freezes states, keys and contracts', async () => {
    stage = await groth16Stage(server, engine, geneses);
    await stage.contribute();
    await stage.contribute();
    await stage.close();
    const { round, publishedAt } = (await stage.read()).beacon;
    expect(publishedAt - server.now() / 1000).toBeGreaterThanOrEqual(86_400);
    expect(publishedAt - server.now() / 1000).toBeLessThan(86_403);
    const early = await stage.finalize();
    expect(outcome(early)).toEqual([409, 'BEACON_NOT_PUBLISHED']);
    expect(early.json.detail).toContain(new Date(publishedAt * 1000).toISOString());
    expect(drand.asked).toEqual([]);
    await stage.hours(25);
    const heads = await stage.heads();
    const begun = await stage.finalize({ reason: 'the day has come' });
    expect(begun.status, begun.text).toBe(202);
    await stage.work();
    const done = await stage.read();
    expect(done.finalization).toMatchObject({ state: 'DONE', progress: 100 });
    expect(done).toMatchObject({ status: 'FINALIZED', participants: { FINALIZED: 2 } });

    const files = await stage.artifacts();
    const names = ['_final.zkey', '_final.slim.zkey', '_vkey.json', '_verifier.sol'];
    expect(files.map(({ name }) => name)).toEqual([
      ...names.map((name) => `circuit-1${name}`),
      ...names.map((name) => `circuit-2${name}`),
      'final.json',
    ]);
    for (const { url, sha256: hash, size } of files) {
      const bytes = await bytesAt(url);
      expect([sha256(bytes), bytes.length]).toEqual([hash, size]);
    }
    const beacon = roundOf(round);
    expect(drand.asked).toEqual([`/${TEST_DRAND.hash}/public/${round}`]);
    const final = JSON.parse(new TextDecoder().decode(await bytesAt(files.at(-1)!.url)));
    expect(final).toMatchObject({
      type: 'brebaje/groth16-final/v1',
      manifest: done.manifestHash,
      beacon: { source: 'drand-quicknet', ...beacon, exponent: 10 },
    });
    for (const [index, circuit] of final.circuits.entries()) {
      const slim = await zkeyIn(await ctx().blobs.read(heads[index]!.head), 'slim');
      const bytes = Buffer.from(beacon.randomness, 'hex');
      const made = await contributeBeacon(engine, slim, { bytes, exponent: 10 });
      expect(sha256(await bytesOf(made.output))).toBe(circuit.final.sha256);
      const whole = files.find(({ name }) => name === `circuit-${index + 1}_final.zkey`)!;
      expect(circuit).toMatchObject({
        slug: `circuit-${index + 1}`,
        contributions: 2,
        final: { whole: { name: whole.name, sha256: whole.sha256, size: whole.size } },
      });
      const range = await bytesAt(whole.url, { range: 'bytes=5-99' });
      expect(Buffer.compare(range, (await bytesAt(whole.url)).subarray(5, 100))).toBe(0);
    }
    expect((await stage.heads()).map(({ head }) => head)).toEqual(
      final.circuits.map((one: { final: { sha256: string } }) => one.final.sha256),
    );

    const rows = await ctx().store.db.selectFrom('contribution').select('checks').execute();
    for (const { checks } of rows) expect(JSON.parse(checks).final).toMatchObject({ verdict: 'passed' });
    const { db } = ctx().store;
    const events = await eventsAfter(db, stage.ceremonyId, 0, 1000);
    const told = events.map(({ type, body }) => ({ type, ...JSON.parse(body).data }));
    const named = { source: 'drand-quicknet', round, at: publishedAt * 1000 };
    expect(told.find(({ type }) => type === 'ceremony.closed')).toMatchObject({ beacon: named });
    expect(told.at(-1)).toMatchObject({
      type: 'ceremony.finalized',
      contributions: 4,
      beacon: { round, randomness: beacon.randomness, signature: beacon.signature, obtained: 'ASKED' },
    });
    await checkEventLog(db, stage.ceremonyId);
    const page = await stranger(server).get('/plain/c/queues');
    expect(page.text).toContain(`Round ${round} of drand`);
    expect(page.text).toContain('circuit-1_final.zkey');
    expect(page.text).toMatch(/brebaje verify http\S+\/c\/queues/);
    expect((await stage.finalize()).json.status).toBe('FINALIZED');
  });

  it('is refused while something is missing, and says what', async () => {
    const policy = { drainLets: 'OPEN_TURN' } as const;
    stage = await groth16Stage(server, engine, geneses, { policy });
    expect(outcome(await stage.finalize())).toEqual([409, 'ILLEGAL_TRANSITION']);
    const person = await stage.person();
    await stage.contributeAs(person);
    await person.decline();
    await stage.operator.patch(`/ceremonies/${stage.ceremonyId}`, { status: 'CLOSED', reason: 'enough' });
    expect(outcome(await stage.finalize())).toEqual([409, 'NOT_DRAINED']);
    await server.tick();
    const few = await stage.finalize();
    expect(outcome(few)).toEqual([409, 'TOO_FEW_CONTRIBUTIONS']);
    const errors = few.json.errors as { path: string; message: string }[];
    expect(errors.map(({ path }) => path)).toEqual([
      'TOO_FEW_CONTRIBUTIONS',
      'NOBODY_CONTRIBUTED',
      'BEACON_NOT_PUBLISHED',
    ]);
    expect(errors[1]!.message).toContain('circuit-2');
    expect((await stage.read()).finalization).toBeUndefined();
  });

  it('is refused for a head that no contribution left, and for a manifest without a beacon', async () => {
    stage = await groth16Stage(server, engine, geneses.slice(1));
    await stage.contribute();
    await stage.close();
    await stage.hours(25);
    const { db } = ctx().store;
    const circuit = await db
      .selectFrom('circuit')
      .selectAll()
      .where('id', '=', stage.circuits[0]!)
      .executeTakeFirstOrThrow();
    const head = (headBlob: string) =>
      db.updateTable('circuit').set({ headBlob }).where('id', '=', circuit.id).execute();
    await head(circuit.genesisBlob);
    expect(outcome(await stage.finalize())).toEqual([409, 'HEAD_UNVERIFIED']);
    await head(circuit.headBlob);
    await db.updateTable('ceremony').set({ manifest: '{}' }).where('id', '=', stage.ceremonyId).execute();
    const none = await stage.finalize();
    expect(outcome(none)).toEqual([409, 'CEREMONY_UNFIT']);
    expect(none.json.detail).toContain('names no beacon');
  });

  it('takes the value of the beacon from whoever has it, and no other value', async () => {
    Object.assign(server.running.application.ctx.config, { drandUrls: [] });
    stage = await groth16Stage(server, engine, geneses.slice(1));
    await stage.contribute();
    await stage.close();
    await stage.hours(25);
    const { round } = (await stage.read()).beacon;
    await stage.finalize();
    await stage.work();
    const { finalization } = await stage.read();
    expect(finalization).toMatchObject({ state: 'FAILED', problem: expect.stringContaining('drand-urls') });
    const { signature, randomness } = roundOf(round);
    const wrong: [object, string][] = [
      [roundOf(round - 1), `That is round ${round - 1}`],
      [{ signature: roundOf(round + 1).signature }, 'not drand’s signature'],
      [{ ...roundOf(round, 99n), round }, 'not drand’s signature'],
      [{ round, signature, randomness: '0'.repeat(64) }, 'randomness'],
      [{ value: randomness }, 'give its signature'],
    ];
    for (const [beacon, why] of wrong) {
      const refused = await stage.finalize({ beacon });
      expect([why, ...outcome(refused)]).toEqual([why, 422, 'BEACON_REFUSED']);
      expect(refused.json.detail).toContain(why);
    }
    expect(outcome(await stage.finalize({ beacon: { round } }))).toEqual([400, 'INVALID_REQUEST']);
    expect((await stage.finalize({ beacon: { round, signature, randomness } })).status).toBe(202);
    await stage.work();
    expect((await stage.read()).status).toBe('FINALIZED');
    const events = await eventsAfter(ctx().store.db, stage.ceremonyId, 0, 1000);
    expect(JSON.parse(events.at(-1)!.body).data.beacon).toMatchObject({
      round,
      randomness,
      obtained: 'GIVEN',
    });
    expect(drand.asked).toEqual([]);
  });

  it.runIf(name === 'Postgres')(
    'is the work of one of two servers, and of the other when that one is killed',
    async () => {
      stage = await groth16Stage(server, engine, geneses.slice(1));
      await stage.contribute();
      await stage.close();
      await stage.hours(25);
      const { round } = (await stage.read()).beacon;
      expect((await stage.finalize({ beacon: roundOf(round) })).status).toBe(202);
      const options = { ownSchemes: true, drand: TEST_DRAND, time: server.now() };
      const other = await startTestServer({ ...server.config, port: 0 }, undefined, options);
      onTestFinished(() => other.close());
      const both = [server, other];
      // Neither comes to its end before it is looked at.
      const goOn = both.map(({ running }) => {
        const { blobs, stopping } = running.application.ctx;
        const { put } = blobs;
        blobs.put = () => endless(stopping);
        return () => Object.assign(blobs, { put });
      });
      const working = () => both.filter(({ running }) => running.application.ctx.finalizations.size > 0);
      await Promise.all(both.map((one) => one.tick()));
      const [first] = working();
      expect(working()).toHaveLength(1);
      const heir = both.find((one) => one !== first)!;
      await first!.running.close();
      const { ctx: heirs } = heir.running.application;
      const { db } = heirs.store;
      // As after a kill: one that stops in order lets the lease go.
      await db
        .updateTable('job')
        .set({ leaseOwner: 'killed', leaseUntil: heir.now() + LEASE_MILLIS })
        .where('kind', '=', 'finalize')
        .execute();
      await heir.tick();
      expect(working()).toHaveLength(0);
      goOn[both.indexOf(heir)]!();
      heir.step(LEASE_MILLIS + 1);
      await heir.tick();
      expect(heirs.finalizations.size).toBe(1);
      await Promise.all([...heirs.finalizations.values()].map(({ done }) => done));
      const [row] = await db
        .selectFrom('ceremony')
        .select('status')
        .where('id', '=', stage.ceremonyId)
        .execute();
      expect(row).toEqual({ status: 'FINALIZED' });
      const events = await eventsAfter(db, stage.ceremonyId, 0, 1000);
      expect(events.filter(({ type }) => type === 'ceremony.finalized')).toHaveLength(1);
      if (first === server) await server.restart();
    },
  );
});
