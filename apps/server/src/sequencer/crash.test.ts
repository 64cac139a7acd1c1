import { encodeContribution } from '@brebaje/kzg/contribution';
import { afterEach, describe, expect, it } from 'vitest';
import { checkEventLog } from '../store/events.ts';
import type { ServerContext } from './context.ts';
import { get, type Person, startTestServer, type TestServer, transcriptOf } from './test-server.ts';

let test: TestServer;
afterEach(() => test.close());

/** Threads start anew after a crash. */
const PATIENT = { timeout: 120_000, interval: 20 };

const accepted = async () => (await get(test, '/info/status')).json.num_contributions;

/** Nobody has lost anything: the contribution is in, or its sender can send it again; the log is whole. */
async function recovers(person: Person, body: Uint8Array): Promise<void> {
  await test.crash();
  await test.server.application.sweep.tick();
  await expect
    .poll(async () => {
      const answer = await person.post('/contribute', body);
      return answer.status === 200 && JSON.parse(String(answer.json.receipt)).identity;
    }, PATIENT)
    .toBe(person.identity);
  expect(await accepted()).toBe(1);
  expect((await transcriptOf(test)).participantIds).toEqual(['', person.identity]);
  const { db } = test.server.application.ctx.store;
  await checkEventLog(db, test.server.ceremony.id);
  expect(await db.selectFrom('turn').select('outcome').execute()).toEqual([{ outcome: 'accepted' }]);
  const next = await test.person();
  expect((await next.tryContribute()).json.contributions).toBeDefined();
}

/** Makes the process stop at the n-th step of taking a contribution. */
type Kill = (ctx: ServerContext, stop: () => never) => void;

const never = (): Promise<never> => new Promise(() => {});

function atTransaction(number: number, moment: 'before' | 'inside' | 'after'): Kill {
  return (ctx, stop) => {
    const { transaction } = ctx.store;
    let count = 0;
    ctx.store.transaction = async (fn) => {
      count += 1;
      if (count > number) return never();
      if (count < number) return transaction(fn);
      if (moment === 'before') return stop();
      const result = await transaction(async (trx) => {
        const done = await fn(trx);
        if (moment === 'inside') stop();
        return done;
      });
      return moment === 'after' ? stop() : result;
    };
  };
}

function atBlob(number: number, moment: 'before' | 'after'): Kill {
  return (ctx, stop) => {
    const { put } = ctx.blobs;
    let count = 0;
    ctx.blobs.put = async (...args) => {
      count += 1;
      if (count === number && moment === 'before') return stop();
      const stored = await put(...args);
      return count === number ? stop() : stored;
    };
  };
}

/** 1: received and VERIFYING; 2: the verdict. */
const POINTS: [string, Kill][] = [
  ['before the upload is stored', atBlob(1, 'before')],
  ['after the upload is stored', atBlob(1, 'after')],
  ['before it is VERIFYING', atTransaction(1, 'before')],
  ['while it becomes VERIFYING', atTransaction(1, 'inside')],
  ['when it is VERIFYING', atTransaction(1, 'after')],
  ['before the new head is stored', atBlob(2, 'before')],
  ['after the new head is stored', atBlob(2, 'after')],
  ['before the acceptance', atTransaction(2, 'before')],
  ['while it is accepted', atTransaction(2, 'inside')],
  ['when it is accepted and not answered', atTransaction(2, 'after')],
];

describe('a server killed', () => {
  it.each(POINTS)('%s loses nothing', async (_, kill) => {
    test = await startTestServer();
    const person = await test.person();
    const body = encodeContribution(await person.compute(await person.tryContribute()));
    const { ctx } = test.server.application;
    let dead = () => {};
    const died = new Promise<void>((resolve) => {
      dead = resolve;
    });
    kill(ctx, () => {
      dead();
      Object.assign(ctx, { stopping: AbortSignal.abort() });
      throw new Error('killed');
    });
    void person.post('/contribute', body).catch(() => {});
    await died;
    await recovers(person, body);
  });

  it('while it verifies accepts the contribution without being asked again', async () => {
    test = await startTestServer();
    const person = await test.person();
    const body = encodeContribution(await person.compute(await person.tryContribute()));
    const { ctx } = test.server.application;
    ctx.schemes.KZG.verify = never;
    const client = new AbortController();
    void person.post('/contribute', body, {}, client.signal).catch(() => {});
    await expect.poll(() => ctx.verifications.size, { interval: 1 }).toBe(1);
    client.abort();
    await test.crash();
    await test.server.application.sweep.tick();
    await expect.poll(accepted, PATIENT).toBe(1);
  });
});

describe('a verification that cannot run', () => {
  it('gives the turn back with its whole time, and never costs it', async () => {
    test = await startTestServer({ contributionTime: 60_000 });
    const person = await test.person();
    const body = encodeContribution(await person.compute(await person.tryContribute()));
    const { ctx } = test.server.application;
    const { verify } = ctx.schemes.KZG;
    ctx.schemes.KZG.verify = async () => {
      throw new Error('engines disagree');
    };
    await test.pass(50_000);
    const answer = await person.post('/contribute', body);
    expect([answer.status, answer.json.code]).toEqual([500, 'ContributeError::TaskError']);
    ctx.schemes.KZG.verify = verify;
    await test.pass(59_000);
    expect((await person.post('/contribute', body)).status).toBe(200);
  });

  it('is tried again: a fault that passes is not seen by anybody', async () => {
    test = await startTestServer();
    const person = await test.person();
    const body = encodeContribution(await person.compute(await person.tryContribute()));
    const { ctx } = test.server.application;
    const { verify } = ctx.schemes.KZG;
    let failures = 2;
    ctx.schemes.KZG.verify = async (...args) => {
      if (failures-- > 0) throw new Error('out of memory');
      return verify(...args);
    };
    expect((await person.post('/contribute', body)).status).toBe(200);
  });
});
