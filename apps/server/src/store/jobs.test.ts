import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimJob, enqueueJob, extendLease, findJob, finishJob, pendingJobs } from './jobs.ts';
import type { Store } from './open-store.ts';
import { getSetting, setSetting, setSettingOnce } from './settings.ts';
import { testStores } from './test-stores.ts';

describe.each(testStores())('jobs on $name', ({ open }) => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  it('queues a subject once', async () => {
    const first = await enqueueJob(store.db, 'verify', 'turn:1', 5);
    expect(await enqueueJob(store.db, 'verify', 'turn:1', 6)).toEqual(first);
    expect(await enqueueJob(store.db, 'export', 'turn:1', 6)).not.toEqual(first);
    expect(await pendingJobs(store.db, 'verify')).toEqual([first]);
  });

  it('gives a job to one of many who read it, and to none once it is over', async () => {
    const job = await enqueueJob(store.db, 'verify', 'turn:1', 0);
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, n) => claimJob(store.db, job, { owner: `w${n}`, until: 20 })),
    );
    const [lease, ...others] = claims.filter((claim) => claim !== undefined);
    expect(others).toEqual([]);
    const [running] = await pendingJobs(store.db, 'verify');
    expect(running).toMatchObject({ ...lease, state: 'RUNNING', attempts: 1, fence: 1, leaseUntil: 20 });
    expect(await finishJob(store.db, lease!, { state: 'DONE', result: '"ok"' })).toBe(true);
    expect(await claimJob(store.db, running!, { owner: 'late', until: 99 })).toBeUndefined();
    expect(await pendingJobs(store.db, 'verify')).toEqual([]);
  });

  it('takes nothing from a holder whose job another one has claimed since', async () => {
    const job = await enqueueJob(store.db, 'verify', 'turn:1', 0);
    const slow = (await claimJob(store.db, job, { owner: 'slow', until: 20 }))!;
    expect(await extendLease(store.db, slow, 25)).toBe(true);
    const [left] = await pendingJobs(store.db, 'verify');
    expect(left).toMatchObject({ leaseOwner: 'slow', leaseUntil: 25 });
    const next = (await claimJob(store.db, left!, { owner: 'next', until: 30 }))!;
    expect(next).toEqual({ id: slow.id, fence: 2 });

    expect(await extendLease(store.db, slow, 99)).toBe(false);
    expect(await finishJob(store.db, slow, { state: 'DONE', result: '"old"' })).toBe(false);
    expect(await finishJob(store.db, next, { state: 'DONE', result: '"new"' })).toBe(true);
    expect(await finishJob(store.db, next, { state: 'FAILED', result: null })).toBe(false);
    expect(await findJob(store.db, 'verify', 'turn:1')).toMatchObject({ state: 'DONE', result: '"new"' });
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
