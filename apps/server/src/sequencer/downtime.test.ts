import { afterEach, describe, expect, it, vi } from 'vitest';
import { pauseCeremony, resumeCeremony } from './ceremony-commands.ts';
import { get, type Person, startTestServer, type TestServer } from './test-server.ts';

const UNKNOWN = 'TryContributeError::UnknownSessionId';
const BUSY = 'TryContributeError::AnotherContributionInProgress';
const HOUR = 3_600_000;

let test: TestServer;
afterEach(() => test.close());

const code = async (person: Person) => (await person.tryContribute()).json.code;

/** Somebody at work with 50 of 60 seconds left, and somebody who waits with 38 of 48 seconds left. */
async function scene(): Promise<{
  active: Person;
  waiting: Person;
  handedOut: Awaited<ReturnType<Person['tryContribute']>>;
}> {
  test = await startTestServer({ contributionTime: 60_000 });
  const [active, waiting] = [await test.person(), await test.person()];
  const handedOut = await active.tryContribute();
  expect(await code(waiting)).toBe(BUSY);
  await test.pass(10_000);
  return { active, waiting, handedOut };
}

describe('a server that could not answer', () => {
  it.each([
    ['ten minutes', 600_000],
    ['no time at all', 0],
  ])('restarted after %s bars nobody and costs no turn', async (_, millis) => {
    const { active, waiting, handedOut } = await scene();
    test.clock.time += millis;
    await test.restart();
    await test.pass(47_000);
    expect(await code(waiting)).toBe(BUSY);
    expect((await active.contribute(await active.compute(handedOut))).status).toBe(200);
  });

  it('gives back exactly the time that the contributor had left', async () => {
    const { active } = await scene();
    test.clock.time += 600_000;
    await test.restart();
    await test.pass(50_000);
    expect((await get(test, '/info/status')).json.num_contributions).toBe(0);
    const { db } = test.server.application.ctx.store;
    const open = () => db.selectFrom('turn').select('phase').where('phase', '<>', 'CLOSED').execute();
    expect(await open()).toHaveLength(1);
    await test.pass(1_000);
    expect(await open()).toHaveLength(0);
    expect(await code(active)).toBe(UNKNOWN);
  });

  it.each([
    ['forward', HOUR],
    ['back', -HOUR],
  ])('bars nobody when the clock is stepped %s by an hour', async (_, step) => {
    const { active, waiting, handedOut } = await scene();
    test.clock.time += step;
    await test.pass(1_000);
    await test.pass(29_000);
    expect(await code(waiting)).toBe(BUSY);
    expect((await active.contribute(await active.compute(handedOut))).status).toBe(200);
    await test.pass(49_000);
    expect(await code(waiting)).toBe(UNKNOWN);
  });

  it('moves the clocks before it judges the first call after a stall', async () => {
    const { waiting } = await scene();
    test.clock.time += 600_000;
    expect(await code(waiting)).toBe(BUSY);
    await test.pass(30_000);
    expect(await code(waiting)).toBe(BUSY);
  });

  it('judges nobody by a time that began while a round of the sweep ran', async () => {
    const { active, waiting, handedOut } = await scene();
    const { sweep, ctx } = test.server.application;
    const transaction = ctx.store.transaction.bind(ctx.store);
    ctx.store.transaction = async (work) => {
      ctx.store.transaction = transaction;
      const result = await transaction(work);
      // The machine sleeps after the clocks were looked at and before anybody was.
      test.clock.time += 600_000;
      return result;
    };
    await sweep.tick();
    await test.pass(1_000);
    expect(await code(waiting)).toBe(BUSY);
    expect((await active.contribute(await active.compute(handedOut))).status).toBe(200);
  });

  it('gives people who are held their wait on top of the interval, and holds none through an hour twice', async () => {
    const { waiting } = await scene();
    await test.pass(20_000);
    const answer = waiting.tryContribute({ prefer: 'wait=25' });
    const { ctx } = test.server.application;
    await expect.poll(() => ctx.held.size).toBe(1);
    await test.pass(1_000);
    test.clock.time -= HOUR;
    await test.pass(1_000);
    const row = () =>
      ctx.store.db
        .selectFrom('participant')
        .select(['checkInDueAt', 'enteredAt'])
        .where('status', '=', 'WAITING')
        .executeTakeFirstOrThrow();
    const { checkInDueAt, enteredAt } = await row();
    expect(checkInDueAt).toBe(test.clock.time + 48_000 + 25_000);
    expect(enteredAt).toBeLessThan(test.clock.time);
    await test.pass(26_000);
    expect((await answer).json.code).toBe(BUSY);
  });

  it('loses no gap in a pause, nor a turn when the clock is stepped back in it', async () => {
    const { active, handedOut } = await scene();
    const { ctx } = test.server.application;
    const { id } = test.server.ceremony;
    const by = { who: 'operator', reason: 'test' } as const;
    test.clock.time += 600_000;
    await pauseCeremony(ctx, id, by);
    test.clock.time -= HOUR;
    await resumeCeremony(ctx, id, by);
    const { deadlineAt } = await ctx.store.db
      .selectFrom('turn')
      .select('deadlineAt')
      .executeTakeFirstOrThrow();
    expect(deadlineAt).toBe(test.clock.time + 50_000);
    expect((await active.contribute(await active.compute(handedOut))).status).toBe(200);
  });

  it('gives a turn back in a pause with exactly its whole time', async () => {
    const { active, handedOut } = await scene();
    const { ctx } = test.server.application;
    const by = { who: 'operator', reason: 'test' } as const;
    const contribution = await active.compute(handedOut);
    await pauseCeremony(ctx, test.server.ceremony.id, by);
    await test.pass(120_000);
    const verify = vi.spyOn(ctx.schemes.KZG, 'verify').mockRejectedValue(new Error('the disk is gone'));
    expect((await active.contribute(contribution)).status).toBe(500);
    verify.mockRestore();
    await resumeCeremony(ctx, test.server.ceremony.id, by);
    const { deadlineAt } = await ctx.store.db
      .selectFrom('turn')
      .select('deadlineAt')
      .executeTakeFirstOrThrow();
    expect(deadlineAt).toBe(test.clock.time + 60_000);
    expect((await active.contribute(contribution)).status).toBe(200);
  });

  it('keeps check-ins of the last second when it is stopped in order', async () => {
    const { waiting } = await scene();
    await test.pass(20_000);
    expect(await code(waiting)).toBe(BUSY);
    await test.restart();
    expect(await code(waiting)).toBe('TryContributeError::RateLimited');
  });

  it('stops while somebody is held, and lets them back in', async () => {
    const { waiting } = await scene();
    await test.pass(20_000);
    const answer = waiting.tryContribute({ prefer: 'wait=25' });
    await expect.poll(() => test.server.application.ctx.held.size).toBe(1);
    await test.restart();
    expect((await answer).json.code).toBe(BUSY);
    await test.pass(20_000);
    expect(await code(waiting)).toBe(BUSY);
  });
});
