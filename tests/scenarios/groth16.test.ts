/** Groth16 contributions over a whole server: slim and whole, ours and snarkjs', refused, and taken up again. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/groth16/chain/contribute';
import { stateHash } from '@brebaje/groth16/chain/state-hash';
import { memorySource } from '@brebaje/groth16/files/source';
import { personStream } from '@brebaje/groth16/random/generators';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { slimBytes, slimParts } from '@brebaje/groth16/testing/made-zkey';
import { genesisOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs, snarkjsCurve, written } from '@brebaje/groth16/testing/snarkjs';
import { composeZkey, openImmutable, slimPart } from '@brebaje/groth16/zkey/compose';
import type { Zkey } from '@brebaje/groth16/zkey/zkey';
import { verifyReceipt } from '@brebaje/kzg/receipt';
import { deleteCeremony } from '@brebaje/server/ceremonies/archive';
import { endless } from '@brebaje/server/sequencer/test-endless';
import { LEASE_MILLIS } from '@brebaje/server/sequencer/verification-jobs';
import type { Blobs } from '@brebaje/server/store/blob-files';
import { forgetBlob } from '@brebaje/server/store/blobs';
import { storeGenesis } from '@brebaje/server/verify/groth16-metadata';
import * as snarkjs from 'snarkjs';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outcome } from '../support/http.ts';
import { type QueuePerson, type QueueStage, queueStage, verdicts } from '../support/queue-stage.ts';
import type { TestServer } from '../support/server.ts';
import { storages } from '../support/storages.ts';

const CURVE = 'bn254';
/** Until stores of others have started. */
const LONG = 400_000;

afterAll(endSnarkjs);

const spoiltAt = (bytes: Uint8Array, index: number) =>
  bytes.map((byte, i) => (i === index ? byte ^ 1 : byte));

/** On SQLite and the disk, and where a bucket is asked for on that. */
const places = storages().filter(({ direct }, index) => direct || index === 0);

describe.each(places)('a Groth16 ceremony on $name', async ({ start, bucket }) => {
  const genesis = await genesisOf(smallCircuit(CURVE));
  const engine = await createWasmEngine({ curve: CURVE, threads: 1 });
  afterAll(() => engine.close());

  let server: TestServer;
  let stage: QueueStage;
  beforeEach(async () => {
    server = await start({}, { ownSchemes: true });
    stage = await queueStage(server, { store: (blobs) => storeGenesis(blobs, memorySource(genesis)) });
  }, LONG);
  afterEach(() => server.close());

  const ctx = () => server.running.application.ctx;
  const base = async (person: QueuePerson) => zkeyIn(await person.base(), 'slim');

  /** The whole file of a slim one. */
  async function whole(slim: Zkey): Promise<Zkey> {
    const { metadata } = await circuit();
    const source = memorySource(await ctx().blobs.read(JSON.parse(metadata).immutable.sha256));
    const composed = composeZkey(slim, { source, sections: await openImmutable(source) });
    return zkeyIn(await composed.read(0, composed.size));
  }

  async function circuit() {
    return ctx()
      .store.db.selectFrom('circuit')
      .selectAll()
      .where('id', '=', stage.circuits[0]!)
      .executeTakeFirstOrThrow();
  }

  const contributed = async (zkey: Zkey, name?: string) =>
    bytesOf((await contribute(engine, zkey, personStream(), name === undefined ? {} : { name })).output);
  const contributions = () =>
    ctx().store.db.selectFrom('contribution').selectAll().orderBy('position').execute();
  const sums = () => readdirSync(join(server.running.dataFolder, 'combinations'));

  it('takes slim and whole zkeys and keeps the slim one, with a receipt that binds the states', async () => {
    const [a, b, c] = [await stage.person(), await stage.person(), await stage.person()];
    await a.start();
    const slim = await contributed(await base(a), 'contributor-1');
    expect((await a.upload(slim, 'slim')).status).toBe(200);
    await verdicts(server);
    expect(await a.row()).toMatchObject({ status: 'DONE' });
    const [first] = await contributions();
    expect(Buffer.compare(await ctx().blobs.read(first!.headBlob), slim)).toBe(0);

    await b.start();
    const file = await contributed(await whole(await base(b)));
    expect((await b.upload(file)).status).toBe(200);
    await verdicts(server);

    await c.start();
    const { source } = await whole(await base(c));
    const before = await source.read(0, source.size);
    await snarkjsCurve(CURVE);
    const theirs = await written((to) =>
      snarkjs.zKey.contribute(before, to, 'contributor-3', 'some entropy'),
    );
    expect((await c.upload(theirs)).status).toBe(200);
    await verdicts(server);
    expect(await stage.statuses()).toEqual(['DONE', 'DONE', 'DONE']);

    const rows = await contributions();
    const heads = [slim, file, theirs];
    for (const [index, row] of rows.entries()) {
      const zkey = await zkeyIn(heads[index]!, index === 0 ? 'slim' : 'whole');
      const stored = await ctx().blobs.read(row.headBlob);
      expect(Buffer.compare(stored, await bytesOf(slimPart(zkey)))).toBe(0);
      const receipt = JSON.parse(row.receipt);
      const state = Buffer.from(await stateHash(zkey)).toString('hex');
      const previousState = index === 0 ? undefined : JSON.parse(rows[index - 1]!.receipt).state;
      expect(receipt).toMatchObject({
        type: 'brebaje/groth16-receipt/v1',
        circuit: 'circuit-1',
        position: index + 1,
        state,
        ...(previousState ? { previousState } : {}),
      });
      const { address } = await ctx().keys.receiptKey('queues');
      expect(verifyReceipt(row.receipt, row.signature!, address)).toBe(true);
    }
    const shown = await a.get(`/contributions?circuitId=${stage.circuits[0]}`);
    const hashes = shown.json.items.map((item: { contributionHash: string }) => item.contributionHash);
    expect(hashes.toSorted()).toEqual(
      rows.map(({ receipt }) => JSON.parse(receipt).contributionHash).toSorted(),
    );
    const [combination] = sums();
    expect(statSync(join(server.running.dataFolder, 'combinations', combination!)).mode & 0o777).toBe(0o600);
  });

  it('hands out what to start from in parts and whole, in any range, to anybody', async () => {
    const [a, b] = [await stage.person(), await stage.person()];
    const fetched = async (url: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(server.url + url, { headers });
      return {
        status: answer.status,
        headers: answer.headers,
        bytes: Buffer.from(await answer.arrayBuffer()),
      };
    };
    await a.start();
    const start = (await a.turn()).json.base;
    expect(start.whole).toMatchObject({ size: genesis.length });
    expect(start.whole.url.endsWith('/circuit-1_00000.zkey')).toBe(true);
    expect(Buffer.compare((await fetched(start.whole.url)).bytes, genesis)).toBe(0);

    const contribution = await contributed(await base(a));
    await a.upload(contribution, 'slim');
    await verdicts(server);
    await b.start();
    const next = (await b.turn()).json.base;
    expect(next.blake2b).toBe(createHash('blake2b512').update(contribution).digest('hex'));
    const zkey = await zkeyIn(contribution, 'slim');
    expect(next.sections).toEqual([...zkey.sections.values()]);
    expect(next.immutable).toEqual(start.immutable);
    const immutable = await fetched(next.immutable.url);
    expect(createHash('sha256').update(immutable.bytes).digest('hex')).toBe(next.immutable.sha256);

    const { source } = await whole(zkey);
    const all = await fetched(next.whole.url);
    expect([all.status, all.bytes.length]).toEqual([200, next.whole.size]);
    expect(Buffer.compare(all.bytes, await source.read(0, source.size))).toBe(0);
    const [from, to] = [10, source.size - 1000];
    const part = await fetched(next.whole.url, { range: `bytes=${from}-${to - 1}` });
    expect([part.status, part.headers.get('etag')]).toEqual([206, all.headers.get('etag')]);
    expect(Buffer.compare(part.bytes, await source.read(from, to))).toBe(0);
    expect((await fetched(next.whole.url, { range: `bytes=${source.size}-` })).status).toBe(416);
    expect((await fetched(next.whole.url, { 'if-none-match': all.headers.get('etag')! })).status).toBe(304);

    const nobody = '0'.repeat(64);
    const { sha256 } = next.immutable;
    for (const pair of [`${nobody}/${sha256}`, `${next.sha256}/${nobody}`, `${sha256}/${next.sha256}`, `x/y`])
      expect((await fetched(`/files/${pair}/circuit-1.zkey`)).status).toBe(404);
  });

  it('keeps what no contribution changes as long as a circuit is made of it', async () => {
    const { metadata } = await circuit();
    const hash = JSON.parse(metadata).immutable.sha256;
    const forgotten = () => ctx().store.transaction((trx) => forgetBlob(trx, hash));
    expect(await forgotten()).toBe(false);
    const { db } = ctx().store;
    await db
      .updateTable('ceremony')
      .set({ status: 'SCHEDULED' })
      .where('id', '=', stage.ceremonyId)
      .execute();
    await deleteCeremony(ctx(), stage.ceremonyId);
    expect(await ctx().blobs.size(hash)).toBeUndefined();
    expect(await ctx().blobs.size(JSON.parse(metadata).genesis.sha256)).toBeUndefined();
  });

  it('refuses what is no contribution, draws a new seed then, and goes on', async () => {
    const [a, b] = [await stage.person(), await stage.person()];
    await a.start();
    const parts = await slimParts(await zkeyIn(await contributed(await base(a)), 'slim'));
    const h = parts.h.slice();
    h.copyWithin(0, 64, 128);
    expect((await a.upload(await slimBytes({ ...parts, h }), 'slim')).status).toBe(200);
    await verdicts(server);
    const [turn] = await ctx().store.db.selectFrom('turn').selectAll().execute();
    expect(JSON.parse(turn!.verdict!)).toMatchObject({
      code: 'Groth16::h',
      checks: { format: { verdict: 'passed' }, mathematical: { verdict: 'failed' } },
    });
    expect(sums()).toEqual([]);

    await b.start();
    expect((await b.upload(await contributed(await base(b)), 'slim')).status).toBe(200);
    await verdicts(server);
    expect(sums()).toHaveLength(1);
    expect((await stage.heads())[0]).toMatchObject({ position: 1, faults: 0 });
  });

  it('refuses a whole zkey whose sections are another circuit’s, and somebody else’s contribution', async () => {
    const a = await stage.person();
    await a.start();
    const file = await contributed(await whole(await base(a)));
    await a.upload(spoiltAt(file, (await zkeyIn(file)).sections.get(5)!.from));
    await verdicts(server);
    const b = await stage.person();
    await b.start();
    await b.upload(file);
    await verdicts(server);
    const store = (blobs: Blobs) => storeGenesis(blobs, memorySource(genesis));
    const elsewhere = await queueStage(server, { slug: 'elsewhere', store });
    const c = await elsewhere.person();
    await c.start();
    await c.upload(file);
    await verdicts(server);
    const turns = await ctx().store.db.selectFrom('turn').select('verdict').orderBy('id').execute();
    const codes = turns.map(({ verdict }) => verdict && JSON.parse(verdict).code);
    expect(codes).toEqual(['Groth16::other-circuit', null, 'Groth16::repeated']);
  });

  it.skipIf(bucket)(
    'gives the turn back when a file of ours is damaged, and makes the combination again',
    async () => {
      const [a, b] = [await stage.person(), await stage.person()];
      await a.start();
      await a.upload(await contributed(await base(a)), 'slim');
      await verdicts(server);
      const kept = join(server.running.dataFolder, 'combinations', sums()[0]!);
      writeFileSync(kept, spoiltAt(readFileSync(kept), 0));
      await b.start();
      const contribution = await contributed(await base(b));
      const { headBlob } = await circuit();
      const head = join(server.running.dataFolder, 'blobs', headBlob);
      const bytes = readFileSync(head);
      writeFileSync(head, spoiltAt(bytes, bytes.length - 150));
      await b.upload(contribution, 'slim');
      await verdicts(server);
      expect(await b.row()).toMatchObject({ status: 'CONTRIBUTING', attempts: 0 });
      writeFileSync(head, bytes);
      await b.upload(contribution, 'slim');
      await verdicts(server);
      expect(await stage.statuses()).toEqual(['DONE', 'DONE']);
    },
  );

  it('lets a wrong name and bytes that are no zkey be mended within the turn', async () => {
    const a = await stage.person();
    await a.start();
    const zkey = await base(a);
    const named = await contributed(zkey, 'somebody else');
    const refused = await a.upload(named, 'slim');
    expect(outcome(refused)).toEqual([422, 'NOT_A_CONTRIBUTION']);
    expect(refused.json.detail).toContain('“somebody else”');
    expect(outcome(await a.upload(named.subarray(1), 'slim'))).toEqual([422, 'NOT_A_CONTRIBUTION']);
    const parts = await slimParts(await zkeyIn(named, 'slim'));
    const list = parts.records.list.map((record) => ({ ...record, name: 'contributor-1' }));
    const mended = await slimBytes({ ...parts, records: { ...parts.records, list } });
    expect((await a.upload(mended, 'slim')).status).toBe(200);
    await verdicts(server);
    expect(await stage.statuses()).toEqual(['DONE']);
  });

  it('takes a check up again after a restart, and reads what it kept', async () => {
    const [a, b] = [await stage.person(), await stage.person()];
    await a.start();
    await a.upload(await contributed(await base(a)), 'slim');
    await verdicts(server);
    const kept = sums();
    await b.start();
    const { stopping, schemes } = ctx();
    schemes.GROTH16!.verify = () => endless(stopping);
    await b.upload(await contributed(await whole(await base(b))));
    // On Postgres the lease of the server before has to end.
    await server.restart({}, LEASE_MILLIS + 1);
    await server.tick();
    await verdicts(server);
    expect(await stage.statuses()).toEqual(['DONE', 'DONE']);
    expect(sums()).toEqual(kept);
  });
});
