import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  enqueueJob,
  extendLease,
  findJob,
  finishJob,
  leaseJob,
  pendingJobs,
  releaseLeases,
  requeueJob,
} from './jobs.ts';
import type { Store } from './open-store.ts';
import { getSetting, setSetting, setSettingOnce } from './settings.ts';
import { testStores } from './test-stores.ts';

describe.each(testStores())('jobs on $name', ({ open }) => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  const lease = (owner: string, now: number, until: number) =>
    leaseJob(store.db, 'verify', { owner, now, until });

  it('queues a subject once', async () => {
    const first = await enqueueJob(store.db, 'verify', 'turn:1', 5);
    expect(await enqueueJob(store.db, 'verify', 'turn:1', 6)).toEqual(first);
    expect(await enqueueJob(store.db, 'export', 'turn:1', 6)).not.toEqual(first);
    expect(await pendingJobs(store.db, 'verify')).toEqual([first]);
  });

  it('gives each job to one of many workers, the oldest first', async () => {
    for (let n = 0; n < 5; n++) await enqueueJob(store.db, 'verify', `turn:${n}`, n);
    await enqueueJob(store.db, 'export', 'x', 0);
    const leases = [];
    // Postgres may show several workers the same oldest job; who loses finds another one or comes again.
    for (let round = 0; round < 5; round++)
      leases.push(...(await Promise.all(Array.from({ length: 8 }, (_, n) => lease(`w${n}`, 10, 20)))));
    const subjects = leases.filter((job) => job !== undefined).map(({ subject }) => subject);
    expect(subjects.sort()).toEqual(['turn:0', 'turn:1', 'turn:2', 'turn:3', 'turn:4']);
  });

  it('gives a job whose lease is over to the next one, and nothing to the old holder', async () => {
    await enqueueJob(store.db, 'verify', 'turn:1', 0);
    const slow = (await lease('slow', 10, 20))!;
    expect(slow).toMatchObject({ state: 'RUNNING', attempts: 1, fence: 1, leaseOwner: 'slow' });
    expect(await lease('early', 19, 30)).toBeUndefined();
    expect(await extendLease(store.db, slow, 25)).toBe(true);
    expect(await lease('early', 20, 30)).toBeUndefined();
    const next = (await lease('next', 25, 30))!;
    expect(next).toMatchObject({ id: slow.id, attempts: 2, fence: 2 });

    expect(await extendLease(store.db, slow, 99)).toBe(false);
    expect(await finishJob(store.db, slow, { state: 'DONE', result: '"old"' })).toBe(false);
    expect(await requeueJob(store.db, slow)).toBe(false);
    expect(await finishJob(store.db, next, { state: 'DONE', result: '"new"' })).toBe(true);
    expect(await finishJob(store.db, next, { state: 'FAILED', result: null })).toBe(false);
    expect(await findJob(store.db, 'verify', 'turn:1')).toMatchObject({ state: 'DONE', result: '"new"' });
    expect(await lease('late', 99, 100)).toBeUndefined();
    expect(await pendingJobs(store.db, 'verify')).toEqual([]);
  });

  it('takes jobs back, one by one or all after a restart', async () => {
    await enqueueJob(store.db, 'verify', 'turn:1', 0);
    await requeueJob(store.db, (await lease('a', 1, 100))!);
    const again = (await lease('a', 2, 100))!;
    expect(again.fence).toBe(2);
    expect(await releaseLeases(store.db, 'verify')).toBe(1);
    expect(await extendLease(store.db, again, 200)).toBe(false);
    expect(await lease('b', 3, 100)).toMatchObject({ fence: 3, attempts: 3 });
  });

  it('keeps settings', async () => {
    expect(await getSetting(store.db, 'lastTick')).toBeUndefined();
    await setSetting(store.db, 'lastTick', '1');
    await setSetting(store.db, 'lastTick', '2');
    expect(await getSetting(store.db, 'lastTick')).toBe('2');
    const set = await Promise.all(
      Array.from({ length: 20 }, (_, n) => setSettingOnce(store.db, 'logKey', String(n))),
    );
    expect(new Set(set).size).toBe(1);
  });
});
