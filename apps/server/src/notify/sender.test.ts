import { randomBytes } from 'node:crypto';
import type { KyselyPlugin, QueryId } from 'kysely';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaults } from '../config/options.ts';
import type { Store } from '../store/open-store.ts';
import { dueMessages, insertMessages } from '../store/outbox.ts';
import { testStores } from '../store/test-stores.ts';
import type { Delivery } from './delivery.ts';
import type { OutgoingMail } from './mail.ts';
import { queueMail } from './outbox.ts';
import { MOST_ATTEMPTS } from './retry.ts';
import { createSender, type Sender } from './sender.ts';

const message = { subject: 'Hello', text: 'Text.', next: 'Next.', link: null };

/** Does something between a read's end and its answer. */
function afterReads(act: () => Promise<void>): KyselyPlugin {
  const reads = new WeakSet<QueryId>();
  return {
    transformQuery({ node, queryId }) {
      if (node.kind === 'SelectQueryNode') reads.add(queryId);
      return node;
    },
    async transformResult({ result, queryId }) {
      if (reads.has(queryId)) await act();
      return result;
    },
  };
}

describe.each(testStores())('the outbox on $name', ({ open }) => {
  let store: Store;
  let now: number;
  let sent: OutgoingMail[];
  let answer: (mail: OutgoingMail) => Promise<Delivery>;
  beforeEach(async () => {
    store = await open();
    now = 1_700_000_000_000;
    sent = [];
    answer = async () => ({ ok: true });
  });
  afterEach(() => store.close());

  const config = { ...defaults(), smtpUrl: 'smtp://127.0.0.1', mailFrom: 'a@b.org' };
  const clock = { now: () => now };
  const sender = (processId = 'one', stopping = new AbortController().signal, db = store.db): Sender =>
    createSender(
      {
        config,
        store: { ...store, db },
        clock,
        processId,
        stopping,
        log: pino({ level: 'silent' }),
        random: (length) => randomBytes(length),
      },
      {
        mailer: async (mail) => {
          sent.push(mail);
          return answer(mail);
        },
      },
    );
  const queue = (count: number) =>
    store.transaction(async (trx) => {
      for (let n = 0; n < count; n++)
        await queueMail({ config, clock }, trx, {
          to: `p${n % 20}@example.org`,
          topic: 'invitation',
          payload: message,
          key: `k${n}`,
        });
    });
  const work = async (...senders: Sender[]) => {
    for (const one of senders) one.tick();
    await Promise.all(senders.map((one) => one.idle()));
  };
  const rows = () => store.db.selectFrom('outbox').selectAll().orderBy('id').execute();

  it('is sent once by several processes at the same time, each receiver in order', async () => {
    await queue(240);
    await work(sender('one'), sender('two'), sender('three'));
    expect(sent).toHaveLength(240);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(240);
    await work(sender('one'), sender('two'));
    expect(sent).toHaveLength(240);
  });

  it('keeps the order of one receiver', async () => {
    await queue(100);
    await work(sender());
    const numbers = sent.filter(({ to }) => to === 'p3@example.org').map(({ id }) => Number(id.slice(1)));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });

  it('forgets what was said and to whom once it is over, and keeps the key', async () => {
    await queue(1);
    await work(sender());
    const [row] = await rows();
    expect(row).toMatchObject({ key: 'k0', state: 'SENT', address: null, payload: '{}', sentAt: now });
    await queue(1);
    expect(await rows()).toHaveLength(1);
  });

  it('tries again later and later, and gives up after the last attempt', async () => {
    answer = async () => ({ ok: false, permanent: false, error: 'busy' });
    await queue(1);
    const one = sender();
    await work(one);
    for (let attempt = 1; attempt < MOST_ATTEMPTS; attempt++) {
      const [row] = await rows();
      expect(row).toMatchObject({ state: 'QUEUED', attempts: attempt, error: 'busy' });
      now = row!.nextAt - 1;
      await work(one);
      expect(sent).toHaveLength(attempt);
      now += 1;
      await work(one);
    }
    expect((await rows())[0]).toMatchObject({ state: 'FAILED', attempts: MOST_ATTEMPTS, address: null });
    now += 86_400_000;
    await work(one);
    expect(sent).toHaveLength(MOST_ATTEMPTS);
  });

  it('gives up at once what can never be delivered', async () => {
    answer = async () => ({ ok: false, permanent: true, error: 'no such address' });
    await queue(1);
    await work(sender());
    expect((await rows())[0]).toMatchObject({ state: 'FAILED', attempts: 1, error: 'no such address' });
  });

  it('is taken over from a process that died, with the same id', async () => {
    answer = () => new Promise(() => {});
    await queue(1);
    const dead = sender('dead');
    dead.tick();
    while (sent.length === 0) await new Promise(setImmediate);
    answer = async () => ({ ok: true });
    await work(sender('heir'));
    expect(sent).toHaveLength(1);
    now += 60_001;
    await work(sender('heir'));
    expect(sent.map(({ id }) => id)).toEqual(['k0', 'k0']);
    expect((await rows())[0]?.state).toBe('SENT');
  });

  it('does not mark for a process that came too late', async () => {
    let release = (_: Delivery) => {};
    answer = () => new Promise((resolve) => (release = resolve));
    await queue(1);
    const slow = sender('slow');
    slow.tick();
    while (sent.length === 0) await new Promise(setImmediate);
    now += 60_001;
    answer = async () => ({ ok: true });
    await work(sender('heir'));
    release({ ok: false, permanent: true, error: 'late' });
    await slow.idle();
    expect((await rows())[0]).toMatchObject({ state: 'SENT', error: null });
  });

  it('begins nothing new once the server stops, and survives a mailer that throws', async () => {
    answer = () => Promise.reject(new Error('a defect'));
    await queue(1);
    await work(sender());
    expect((await rows())[0]).toMatchObject({ state: 'QUEUED', error: 'a fault of ours' });
    now += 86_400_000;
    await work(sender('one', AbortSignal.abort()));
    expect(sent).toHaveLength(1);
  });

  it('goes to everybody else while one receiver takes its time', async () => {
    let release = (_: Delivery) => {};
    answer = ({ to }) =>
      to === 'p0@example.org' ? new Promise((resolve) => (release = resolve)) : Promise.resolve({ ok: true });
    await queue(1);
    const one = sender();
    one.tick();
    await expect.poll(() => sent.length).toBe(1);
    await queue(240);
    one.tick();
    await expect.poll(() => sent.length).toBe(229);
    answer = async () => ({ ok: true });
    release({ ok: true });
    await one.idle();
    expect(sent).toHaveLength(240);
  });

  it('goes on when a receiver is done while the next are being looked for', async () => {
    let release = (_: Delivery) => {};
    answer = () => new Promise((resolve) => (release = resolve));
    await queue(21);
    await store.db.deleteFrom('outbox').where('address', '!=', 'p0@example.org').execute();
    await store.db
      .updateTable('outbox')
      .set({ nextAt: now + 1 })
      .where('key', '=', 'k20')
      .execute();
    let beforeAnswer = async () => {};
    const one = sender('one', undefined, store.db.withPlugin(afterReads(() => beforeAnswer())));
    one.tick();
    await expect.poll(() => sent.length).toBe(1);
    now += 1;
    answer = async () => ({ ok: true });
    beforeAnswer = async () => {
      beforeAnswer = async () => {};
      release({ ok: true });
      await expect.poll(async () => (await rows())[0]?.state).toBe('SENT');
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    };
    one.tick();
    await one.idle();
    expect(sent.map(({ id }) => id)).toEqual(['k0', 'k20']);
  });

  it('drops what nobody wants any more', async () => {
    await insertMessages(store.db, [
      { subscriptionId: 77, key: 'gone', topic: 'test', payload: '{}', address: null, createdAt: now },
    ]);
    await work(sender());
    expect(await rows()).toEqual([]);
  });

  it('lists what is due through its index, the longest due first', async () => {
    await queue(3);
    await store.db
      .updateTable('outbox')
      .set({ nextAt: now - 5 })
      .where('key', '=', 'k2')
      .execute();
    await store.db
      .updateTable('outbox')
      .set({ nextAt: now + 1 })
      .where('key', '=', 'k0')
      .execute();
    expect((await dueMessages(store.db, now, 10)).map(({ key }) => key)).toEqual(['k2', 'k1']);
  });
});
