import { afterEach, describe, expect, it, vi } from 'vitest';
import { findOrCreateUser } from '../store/users.ts';
import { get, type Person, startTestServer, type TestServer } from './test-server.ts';

const NOT_TURN = 'ContributeError::NotUsersTurn';
const UNKNOWN = 'TryContributeError::UnknownSessionId';
const BUSY = 'TryContributeError::AnotherContributionInProgress';
const EARLY = 'TryContributeError::RateLimited';
const FULL = 'TryContributeError::LobbyIsFull';
const HELD = { prefer: 'wait=25' };

let test: TestServer;
afterEach(() => test.close());

const code = async (person: Person) => (await person.tryContribute()).json.code;
const people = (count: number) => Promise.all(Array.from({ length: count }, () => test.person()));
const held = () => test.server.application.ctx.held.size;

describe('the lobby over HTTP', () => {
  it('walks a client through: unknown, busy, too early, its turn, the same file again', async () => {
    test = await startTestServer();
    const [first, second] = (await people(2)) as [Person, Person];
    await first.tryContribute();
    expect(await code(second)).toBe(BUSY);
    expect(await code(second)).toBe(EARLY);
    test.clock.time += 15_999;
    expect(await code(second)).toBe(EARLY);
    await first.post('/contribute/abort');
    expect(await code(second)).toBe(EARLY);
    test.clock.time += 1;
    const handedOut = await second.tryContribute();
    expect(handedOut.json.contributions).toBeDefined();
    expect(await code(second)).toBe(EARLY);
    test.clock.time += 16_000;
    expect(await second.tryContribute()).toEqual(handedOut);
  });

  it('gives one of twenty concurrent callers the slot', async () => {
    test = await startTestServer();
    const answers = await Promise.all((await people(20)).map((person) => person.tryContribute()));
    expect(answers.filter(({ json }) => json.contributions)).toHaveLength(1);
    expect(answers.filter(({ json }) => json.code === BUSY)).toHaveLength(19);
    expect((await get(test, '/info/status')).json.lobby_size).toBe(19);
  });

  it('is full at its capacity, and costs nobody the session', async () => {
    test = await startTestServer({ maxLobbySize: 2 });
    const [active, a, b, late] = (await people(4)) as [Person, Person, Person, Person];
    await active.tryContribute();
    expect([await code(a), await code(b)]).toEqual([BUSY, BUSY]);
    const refused = await late.tryContribute();
    expect([refused.status, refused.json.code]).toEqual([400, FULL]);
    await test.pass(20_000);
    await active.post('/contribute/abort');
    expect((await a.tryContribute()).json.contributions).toBeDefined();
    expect(await code(late)).toBe(BUSY);
  });

  it('removes who missed a check-in, a second after it was due, for good', async () => {
    test = await startTestServer();
    const [active, absent, present] = (await people(3)) as [Person, Person, Person];
    await active.tryContribute();
    await absent.tryContribute();
    await test.pass(30_000);
    await present.tryContribute();
    await test.pass(18_000);
    expect((await get(test, '/info/status')).json.lobby_size).toBe(2);
    await test.pass(1_000);
    expect((await get(test, '/info/status')).json.lobby_size).toBe(1);
    expect(await code(absent)).toBe(UNKNOWN);
    await test.pass(10_000);
    expect(await code(present)).toBe(BUSY);
  });

  it('answers nobody as if present whom it is removing at that moment', async () => {
    test = await startTestServer();
    const [active, absent] = (await people(2)) as [Person, Person];
    await active.tryContribute();
    await absent.tryContribute();
    await test.pass(48_000);
    const { ctx, sweep } = test.server.application;
    const { transaction } = ctx.store;
    const read = vi.spyOn(ctx.checkIns, 'read');
    let answer: Promise<unknown> | undefined;
    let transactions = 0;
    ctx.store.transaction = async (work) => {
      // The first one looks at the clocks, the second removes.
      if (++transactions === 2) {
        const before = read.mock.calls.length;
        answer = code(absent);
        await expect.poll(() => read.mock.calls.length, { interval: 1 }).toBeGreaterThan(before);
      }
      return transaction(work);
    };
    test.clock.time += 1_000;
    await sweep.tick();
    expect(await answer).toBe(UNKNOWN);
  });

  it('forgets within a minute who signed in a day ago and never came, and nobody who did', async () => {
    test = await startTestServer();
    const { ctx } = test.server.application;
    const came = await test.person();
    await came.tryContribute();
    const signedIn = { provider: 'Ethereum', subject: '0x1', handle: '0x1' } as const;
    const dayAgo = ctx.clock.now() - 86_400_001;
    await ctx.store.transaction((trx) => findOrCreateUser(trx, signedIn, dayAgo));
    await ctx.store.db.updateTable('user').set({ createdAt: dayAgo }).execute();
    await ctx.store.db.deleteFrom('session').execute();
    await test.pass(60_000);
    const left = await ctx.store.db.selectFrom('identity').select('subject').execute();
    expect(left.map(({ subject }) => `eth|${subject}`)).toEqual([came.identity]);
  });

  it('never removes the contributor, who owes no check-in', async () => {
    test = await startTestServer();
    const person = await test.person();
    const handedOut = await person.tryContribute();
    await test.pass(120_000);
    expect((await person.contribute(await person.compute(handedOut))).status).toBe(200);
  });

  it('takes the turn at the deadline; the late contribution is not one', async () => {
    test = await startTestServer({ contributionTime: 60_000 });
    const [slow, next] = (await people(2)) as [Person, Person];
    const contribution = await slow.compute(await slow.tryContribute());
    await test.pass(60_000);
    expect(await code(next)).toBe(BUSY);
    await test.pass(1_000);
    expect((await slow.contribute(contribution)).json.code).toBe(NOT_TURN);
    expect(await code(slow)).toBe(UNKNOWN);
    await test.pass(20_000);
    expect((await next.tryContribute()).json.contributions).toBeDefined();
    const { db } = test.server.application.ctx.store;
    const rows = await db.selectFrom('participant').select(['status', 'cause']).orderBy('id').execute();
    expect(rows).toEqual([
      { status: 'EXHUMED', cause: 'DEADLINE' },
      { status: 'CONTRIBUTING', cause: null },
    ]);
  });

  it('does not take a contribution whose upload was under way at the deadline', async () => {
    test = await startTestServer({ contributionTime: 60_000 });
    const person = await test.person();
    const handedOut = await person.tryContribute();
    const { ctx } = test.server.application;
    const put = ctx.blobs.put.bind(ctx.blobs);
    ctx.blobs.put = async (...args) => {
      const stored = await put(...args);
      await test.pass(61_000);
      return stored;
    };
    const answer = await person.contribute(await person.compute(handedOut));
    expect([answer.status, answer.json.code]).toEqual([400, NOT_TURN]);
    expect((await get(test, '/info/status')).json.num_contributions).toBe(0);
  });
});

describe('Prefer: wait', () => {
  it('is answered the moment the slot frees', async () => {
    test = await startTestServer();
    const [first, waiting] = (await people(2)) as [Person, Person];
    await first.tryContribute();
    const answer = waiting.tryContribute(HELD);
    await expect.poll(held).toBe(1);
    await first.post('/contribute/abort');
    expect((await answer).json.contributions).toBeDefined();
  });

  it('leaves pollers their share of slots that free while nobody is held', async () => {
    test = await startTestServer();
    const [first, waiting, polling] = (await people(3)) as [Person, Person, Person];
    await first.tryContribute();
    const answer = waiting.tryContribute(HELD);
    await expect.poll(held).toBe(1);
    expect(await code(polling)).toBe(BUSY);
    await test.pass(25_000);
    expect((await answer).json.code).toBe(BUSY);
    const { ctx } = test.server.application;
    ctx.random = (length) => new Uint8Array(length);
    await first.post('/contribute/abort');
    const slots = () => ctx.store.db.selectFrom('circuit').select('slotFor').execute();
    await expect.poll(slots).toEqual([{ slotFor: 'poll' }]);
    await test.pass(16_000);
    void waiting.tryContribute(HELD);
    await expect.poll(held).toBe(1);
    expect((await polling.tryContribute()).json.contributions).toBeDefined();
  });

  it('is answered not ready when the time is over, and the next window starts there', async () => {
    test = await startTestServer();
    const [first, waiting] = (await people(2)) as [Person, Person];
    await first.tryContribute();
    const answer = waiting.tryContribute(HELD);
    await expect.poll(held).toBe(1);
    await test.pass(25_000);
    expect((await answer).json.code).toBe(BUSY);
    expect(await code(waiting)).toBe(EARLY);
    await test.pass(47_000);
    expect(await code(waiting)).toBe(BUSY);
  });

  it('is one request per participant, and none when the client has left', async () => {
    test = await startTestServer();
    const [first, waiting] = (await people(2)) as [Person, Person];
    await first.tryContribute();
    const leaving = new AbortController();
    const request = fetch(`http://127.0.0.1:${test.server.port}/lobby/try_contribute`, {
      method: 'POST',
      headers: { authorization: `Bearer ${waiting.sessionId}`, ...HELD },
      signal: leaving.signal,
    });
    await expect.poll(held).toBe(1);
    expect(await code(waiting)).toBe(EARLY);
    leaving.abort();
    await expect(request).rejects.toThrow();
    await expect.poll(held).toBe(0);
    await first.post('/contribute/abort');
    test.clock.time += 16_000;
    expect((await waiting.tryContribute()).json.contributions).toBeDefined();
  });

  it('shares the slot fairly with those who poll: the draw keeps it for a poller', async () => {
    test = await startTestServer();
    const [first, waiting, polling] = (await people(3)) as [Person, Person, Person];
    const { ctx } = test.server.application;
    ctx.random = (length) => new Uint8Array(length).fill(0xff);
    await first.tryContribute();
    await code(polling);
    const answer = waiting.tryContribute(HELD);
    await expect.poll(held).toBe(1);
    await first.post('/contribute/abort');
    await test.pass(20_000);
    expect(held()).toBe(1);
    expect((await polling.tryContribute()).json.contributions).toBeDefined();
    await test.pass(5_000);
    expect((await answer).json.code).toBe(BUSY);
  });
});
