import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Notice } from '../notify/notice.ts';
import { startTestServer, type TestServer } from '../sequencer/test-server.ts';
import { createSubscription } from '../store/subscriptions.ts';
import { findOrCreateUser } from '../store/users.ts';
import { attentionNow } from './watch.ts';

let test: TestServer;
let free: number;
beforeEach(async () => {
  free = 2_000;
  test = await startTestServer({ minFreeDisk: 1_000 }, { freeDisk: async () => free });
  const { ctx } = test.server.application;
  // Nothing is sent: what is queued is looked at.
  ctx.sender.tick = () => {};
  await ctx.store.transaction(async (trx) => {
    for (const [name, role, topics] of [
      ['boss', 'operator', ['attention']],
      ['deaf', 'operator', ['ceremony.closed']],
      ['guest', null, ['attention']],
    ] as const) {
      const { user } = await findOrCreateUser(trx, { provider: 'Ethereum', subject: name, handle: name }, 0);
      await trx.updateTable('user').set({ role }).where('id', '=', user.id).execute();
      await createSubscription(trx, {
        userId: user.id,
        ceremonyId: test.server.ceremony.id,
        kind: 'WEBHOOK',
        form: 'JSON',
        target: `http://127.0.0.1:1/${name}`,
        topics: JSON.stringify(topics),
        timeZone: 'UTC',
        confirmedAt: 0,
        createdAt: 0,
      });
    }
  });
});
afterEach(() => test.close());

async function queued(): Promise<string[]> {
  const rows = await test.server.application.ctx.store.db.selectFrom('outbox').selectAll().execute();
  return rows.map(({ payload }) => (JSON.parse(payload) as Notice).facts.code ?? '');
}

const now = () => {
  const { ctx } = test.server.application;
  return attentionNow(ctx, ctx.store.db, test.server.ceremony);
};

it('tells coordinators who want to hear of it, once while it lasts, and since when', async () => {
  await test.pass(40_000);
  expect([await queued(), await now()]).toEqual([[], []]);
  free = 10;
  await test.pass(70_000);
  expect(await queued()).toEqual(['DISK_SHORT']);
  const since = (await now())[0]?.since;
  expect(since).toBeGreaterThan(0);
  await test.pass(120_000);
  expect(await queued()).toEqual(['DISK_SHORT']);
  expect((await now())[0]?.since).toBe(since);
});

it('is quiet about what comes and goes, and tells it anew after hours', async () => {
  const round = async () => {
    free = 10;
    await test.pass(45_000);
    free = 2_000;
    await test.pass(45_000);
  };
  await round();
  await round();
  expect(await queued()).toEqual(['DISK_SHORT']);
  expect(await now()).toEqual([]);
  test.clock.time += 7 * 3_600_000;
  await round();
  expect(await queued()).toEqual(['DISK_SHORT', 'DISK_SHORT']);
});
