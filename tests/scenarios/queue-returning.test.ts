/** Who comes back into a queue after a lost turn, where the rules were amended meanwhile. */
import { QUEUE_POLICY } from '@brebaje/ceremony/policy';
import { grantAmnesty } from '@brebaje/server/sequencer/amnesty';
import { countByStatus } from '@brebaje/server/store/participants';
import { testParticipant } from '@brebaje/server/store/test-rows';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type QueueStage, queueStage } from '../support/queue-stage.ts';
import { backings, type TestServer } from '../support/server.ts';

const MINUTE = 60_000;
/** More than the sweep moves in one round. */
const MANY = 101;

describe.each(backings())('the patience of a closing ceremony on $name', ({ start }) => {
  let server: TestServer;
  afterEach(() => server.close());

  it('begins anew after an outage: nobody could come while it lasted', async () => {
    server = await start();
    const stage = await queueStage(server, { policy: { drainPatience: 5 * MINUTE } });
    const absent = await stage.person();
    await absent.decline();
    await server.running.application.ctx.store.db
      .updateTable('ceremony')
      .set({ closesAt: server.now() })
      .where('id', '=', stage.ceremonyId)
      .execute();
    await stage.pass(MINUTE);
    await server.restart({}, 120 * MINUTE);
    await stage.pass(4 * MINUTE);
    expect((await absent.row()).status).toBe('WAITING');
    await stage.pass(2 * MINUTE);
    expect(await absent.row()).toMatchObject({ status: 'TIMEDOUT', cause: 'DRAINED' });
  });
});

describe.each(backings())('coming back after a lost turn on $name', ({ start }) => {
  let server: TestServer;
  let stage: QueueStage;
  beforeEach(async () => {
    server = await start();
    stage = await queueStage(server);
  });
  afterEach(() => server.close());

  const db = () => server.running.application.ctx.store.db;
  const waiting = async () => (await countByStatus(db(), stage.ceremonyId)).WAITING ?? 0;

  /** Amended a minute ago; whoever came before has the rules of before. */
  async function amended({ before, since }: { before: boolean; since: boolean }): Promise<void> {
    const policy = { ...QUEUE_POLICY, returnAfterPenalty: before };
    await db()
      .updateTable('ceremony')
      .set({
        policy: JSON.stringify({ ...QUEUE_POLICY, returnAfterPenalty: since }),
        pastPolicies: JSON.stringify([{ version: 1, until: server.now() - MINUTE, policy }]),
      })
      .where('id', '=', stage.ceremonyId)
      .execute();
  }

  async function losers(count: number, cameMinutesAgo: number): Promise<void> {
    for (let index = 0; index < count; index++)
      await testParticipant(db(), stage.ceremonyId, `0x${cameMinutesAgo}-${index}`, {
        status: 'TIMEDOUT',
        cause: 'DEADLINE',
        attempts: 1,
        barredUntil: server.now() - 1,
        enteredAt: server.now() - cameMinutesAgo * MINUTE,
        circuitId: stage.circuits[0]!,
      });
  }

  it('is not hindered by any number of people who came when nobody was taken back', async () => {
    await losers(MANY, 2);
    await losers(1, 0);
    await amended({ before: false, since: true });
    await server.tick();
    expect(await waiting()).toBe(1);
  });

  it('comes by an amnesty where nobody is taken back by the server', async () => {
    await losers(2, 2);
    await amended({ before: false, since: false });
    await server.tick();
    expect(await waiting()).toBe(0);
    const { ctx } = server.running.application;
    const given = { who: 'all', reason: 'a flood of timeouts by our proxy' } as const;
    expect(await grantAmnesty(ctx, stage.ceremonyId, given)).toBe(2);
    expect(await waiting()).toBe(2);
    expect(await grantAmnesty(ctx, stage.ceremonyId, given)).toBe(0);
  });

  it('holds as it was promised, also when nobody is taken back any more', async () => {
    await losers(1, 2);
    await losers(1, 0);
    await amended({ before: true, since: false });
    await server.tick();
    expect(await waiting()).toBe(1);
  });
});
