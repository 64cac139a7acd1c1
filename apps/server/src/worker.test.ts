import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaults } from './config/options.ts';
import { endless } from './sequencer/test-endless.ts';
import { get, type Person, startTestServer, type TestServer } from './sequencer/test-server.ts';
import { LEASE_MILLIS } from './sequencer/verification-jobs.ts';
import { KeyMismatch } from './store/keys.ts';
import { type TestPlace, testStores } from './store/test-stores.ts';
import { testVerification } from './verify/test-verification.ts';
import { type RunningWorker, startWorker, WorkerUnfit } from './worker.ts';

const postgres = testStores().find(({ name }) => name === 'Postgres');
const PATIENT = { timeout: 120_000, interval: 20 };

it('a worker without Postgres says what it needs', async () => {
  const starting = startWorker({ ...defaults(), data: '/nowhere' });
  await expect(starting).rejects.toThrow(WorkerUnfit);
  await expect(starting).rejects.toThrow('--database-url');
});

describe.skipIf(!postgres)('workers', () => {
  let place: TestPlace;
  let databaseUrl: string;
  let data: string;
  let server: TestServer;
  const workers: RunningWorker[] = [];
  const folders: string[] = [];

  beforeEach(async () => {
    place = await postgres!.place();
    if (!('databaseUrl' in place.place)) throw new Error('no Postgres');
    databaseUrl = place.place.databaseUrl;
    data = mkdtempSync(join(tmpdir(), 'brebaje-shared-'));
    folders.push(data);
    server = await startTestServer({ data, databaseUrl, jobs: 'workers' });
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.close();
    await server.close();
    await place.remove();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  const configOf = (folder: string) => ({ ...defaults(), data: folder, databaseUrl, threads: 1 });
  async function worker(folder = data): Promise<RunningWorker> {
    const started = await startWorker(configOf(folder), {
      clock: () => server.clock.time,
      log: pino({ level: 'silent' }),
      verification: testVerification(),
      lookEvery: null,
    });
    workers.push(started);
    return started;
  }
  const accepted = async () => (await get(server, '/info/status')).json.num_contributions;
  const jobs = () =>
    server.server.application.ctx.store.db.selectFrom('job').selectAll().orderBy('id').execute();
  /** Somebody at turn who has sent a contribution that nobody has verified yet. */
  async function sent(person?: Person) {
    const somebody = person ?? (await server.person());
    const contribution = await somebody.compute(await somebody.tryContribute());
    const before = (await jobs()).length;
    const answer = somebody.contribute(contribution);
    await expect.poll(async () => (await jobs()).length, PATIENT).toBe(before + 1);
    return answer;
  }
  /** Its verifications wait until they are let go. */
  function held({ application: { ctx } }: RunningWorker): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { verify } = ctx.schemes.KZG;
    ctx.schemes.KZG.verify = async (...job) => {
      await promise;
      return verify(...job);
    };
    return resolve;
  }

  it('verify what a server leaves to them, and the server answers with their verdict', async () => {
    const answer = sent();
    await server.server.application.sweep.tick();
    expect((await jobs()).every(({ state }) => state === 'QUEUED')).toBe(true);
    const one = await worker();
    await expect.poll(async () => (await jobs()).length, PATIENT).toBe(1);
    await one.look();
    expect((await answer).status).toBe(200);
    expect(await accepted()).toBe(1);
    const wrong = await server.person();
    const contribution = await wrong.compute(await wrong.tryContribute());
    const [first, ...others] = contribution.contributions;
    const refused = wrong.contribute({
      ...contribution,
      contributions: [{ ...first!, g1: others[0]!.g1.slice(0, first!.g1.length) }, ...others],
    });
    await expect.poll(async () => (await jobs()).length, PATIENT).toBe(2);
    await one.look();
    expect((await refused).status).toBe(400);
    expect(await accepted()).toBe(1);
  });

  it('that were suspended beyond their lease write nothing: each result is written once', async () => {
    const [slow, quick] = [await worker(), await worker()];
    const goOn = held(slow);
    const answer = sent();
    await expect.poll(async () => (await jobs()).length, PATIENT).toBe(1);
    await slow.look();
    await quick.look();
    expect(quick.application.ctx.verifications.size).toBe(0);
    server.clock.time += LEASE_MILLIS + 1_000;
    await quick.look();
    expect((await answer).status).toBe(200);
    goOn();
    await expect.poll(() => slow.application.ctx.verifications.size, PATIENT).toBe(0);
    expect(await accepted()).toBe(1);
    expect(await jobs()).toMatchObject([{ state: 'DONE', fence: 2 }]);
    const { db } = server.server.application.ctx.store;
    const told = await db
      .selectFrom('event')
      .select('type')
      .where('type', '=', 'contribution.accepted')
      .execute();
    expect(told).toHaveLength(1);
  });

  it('that stop let go at once of what they are at', async () => {
    const [first, second] = [await worker(), await worker()];
    const { ctx } = first.application;
    ctx.schemes.KZG.verify = () => endless(ctx.stopping);
    const answer = sent();
    await expect.poll(async () => (await jobs()).length, PATIENT).toBe(1);
    await first.look();
    expect(await jobs()).toMatchObject([{ state: 'RUNNING', leaseOwner: ctx.processId }]);
    await expect.poll(() => ctx.verifications.size, PATIENT).toBe(1);
    await first.close();
    expect(await jobs()).toMatchObject([{ state: 'RUNNING', leaseOwner: null, leaseUntil: null }]);
    await second.look();
    expect((await answer).status).toBe(200);
    expect(await jobs()).toMatchObject([{ state: 'DONE', fence: 2 }]);
  });

  it('that stop while they look end that first, and let go of what they take up by it', async () => {
    const [first, second] = [await worker(), await worker()];
    const { ctx } = first.application;
    ctx.schemes.KZG.verify = () => endless(ctx.stopping);
    const answer = sent();
    await expect.poll(async () => (await jobs()).length, PATIENT).toBe(1);
    const { promise, resolve } = Promise.withResolvers<void>();
    ctx.store.syncClock = () => promise;
    const looked = first.look();
    const closed = first.close();
    // Others work meanwhile.
    await server.server.application.sweep.tick();
    resolve();
    await looked;
    await closed;
    expect(await jobs()).toMatchObject([{ state: 'RUNNING', leaseOwner: null, leaseUntil: null }]);
    await second.look();
    expect((await answer).status).toBe(200);
  });

  it('give up what ends every process that takes it up, and the turn is given back', async () => {
    const one = await worker();
    const answer = sent();
    await expect.poll(async () => (await jobs()).length, PATIENT).toBe(1);
    const { db } = server.server.application.ctx.store;
    await db.updateTable('job').set({ attempts: 20 }).execute();
    await one.look();
    expect((await answer).status).toBeGreaterThanOrEqual(500);
    expect(await jobs()).toMatchObject([{ state: 'FAILED' }]);
    expect(await db.selectFrom('turn').select(['phase', 'outcome']).execute()).toEqual([
      { phase: 'WORKING', outcome: null },
    ]);
  });

  it('refuse files and keys that are not those of the server', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'brebaje-elsewhere-'));
    folders.push(elsewhere);
    await expect(worker(elsewhere)).rejects.toThrow(KeyMismatch);
    cpSync(join(data, 'keys'), join(elsewhere, 'keys'), { recursive: true });
    await expect(worker(elsewhere)).rejects.toThrow('does not have the files');
  });

  it('do not come before the first server', async () => {
    const fresh = await postgres!.place();
    if (!('databaseUrl' in fresh.place)) throw new Error('no Postgres');
    const starting = startWorker({ ...configOf(data), databaseUrl: fresh.place.databaseUrl });
    await expect(starting).rejects.toThrow('start brebaje serve first');
    await fresh.remove();
  });
});
