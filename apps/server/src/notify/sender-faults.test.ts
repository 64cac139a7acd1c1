import { randomBytes } from 'node:crypto';
import type { KyselyPlugin, QueryId, RootOperationNode } from 'kysely';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaults } from '../config/options.ts';
import type { Store } from '../store/open-store.ts';
import { insertMessages } from '../store/outbox.ts';
import { createSubscription } from '../store/subscriptions.ts';
import { testStores } from '../store/test-stores.ts';
import { findOrCreateUser } from '../store/users.ts';
import type { Delivery } from './delivery.ts';
import { createSender, type Sender } from './sender.ts';

const message = { subject: 'Hello', text: 'Text.', next: 'Next.', link: null };

/** Does something between a statement's end and its answer. */
function afterEvery(act: (kind: RootOperationNode['kind']) => void): KyselyPlugin {
  const kinds = new WeakMap<QueryId, RootOperationNode['kind']>();
  return {
    transformQuery({ node, queryId }) {
      kinds.set(queryId, node.kind);
      return node;
    },
    async transformResult({ result, queryId }) {
      act(kinds.get(queryId)!);
      return result;
    },
  };
}

describe.each(testStores())('the outbox on $name', ({ open }) => {
  let store: Store;
  let now: number;
  let sent: string[];
  let errors: string[];
  let statements: number;
  let answer: (id: string) => Promise<Delivery>;
  /** Throws where the database is to fail. */
  let interfere: (kind: RootOperationNode['kind']) => void;
  let sender: Sender;
  let create: (patience?: number) => Sender;
  beforeEach(async () => {
    store = await open();
    now = 1_700_000_000_000;
    [sent, errors, statements] = [[], [], 0];
    answer = async () => ({ ok: true });
    interfere = () => {};
    const log = pino({ level: 'silent' });
    log.error = (_: unknown, text?: string) => void errors.push(String(text));
    const plugin = afterEvery((kind) => {
      statements++;
      interfere(kind);
    });
    const context = {
      config: { ...defaults(), smtpUrl: 'smtp://127.0.0.1', mailFrom: 'a@b.org' },
      store: { ...store, db: store.db.withPlugin(plugin) },
      clock: { now: () => now },
      processId: 'one',
      stopping: new AbortController().signal,
      log,
      random: (length: number) => randomBytes(length),
    };
    const mailer = async ({ id }: { id: string }) => {
      sent.push(id);
      return answer(id);
    };
    create = (patience) => createSender(context, { mailer, ...(patience === undefined ? {} : { patience }) });
    sender = create();
  });
  afterEach(() => store.close());

  /** Mails to addresses of their own names up to a slash, due at a moment. */
  const queue = (keys: string[], createdAt = now) =>
    insertMessages(
      store.db,
      keys.map((key) => {
        const address = `${key.split('/')[0]}@example.org`;
        return {
          subscriptionId: null,
          key,
          topic: 'test',
          payload: JSON.stringify(message),
          address,
          createdAt,
        };
      }),
    );

  it('hears of a tick whenever it comes, also in the moment in which the last look ends', async () => {
    const due = now;
    for (let steps = 0; steps < 30; steps++) {
      now = due - 1;
      await queue([`after ${steps}`], due);
      interfere = () => {
        interfere = () => {};
        let left = steps;
        const step = () => {
          if (left-- > 0) return queueMicrotask(step);
          now = due;
          sender.tick();
        };
        step();
      };
      sender.tick();
      await new Promise(setImmediate);
      await expect.poll(() => now).toBe(due);
      await sender.idle();
      expect(sent.at(-1)).toBe(`after ${steps}`);
    }
  });

  it('is not asked again at once after it failed, and loses nothing', async () => {
    await queue(['a', 'b', 'c']);
    const slow = Promise.withResolvers<Delivery>();
    const others = Promise.withResolvers<Delivery>();
    answer = (id) => (id === 'a' ? slow.promise : others.promise);
    sender.tick();
    await expect.poll(() => sent).toHaveLength(3);
    // What is to be noted of two mails, while the third is still on its way.
    interfere = (kind) => {
      if (kind === 'UpdateQueryNode') throw new Error('the database is away');
    };
    others.resolve({ ok: true });
    let isIdle = false;
    const idle = sender.idle().then(() => (isIdle = true));
    await expect.poll(() => errors).toHaveLength(2);
    const before = statements;
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect([statements - before, isIdle]).toEqual([0, false]);
    // Others go out at the next tick, while the one is still on its way.
    interfere = () => {};
    await queue(['d']);
    sender.tick();
    await expect.poll(() => sent).toContain('d');
    slow.resolve({ ok: true });
    await idle;
    now += 60_001;
    sender.tick();
    await sender.idle();
    const rows = await store.db.selectFrom('outbox').select('state').execute();
    expect(rows).toEqual(Array(4).fill({ state: 'SENT' }));
    expect(errors).toEqual(Array(2).fill('the outbox could not be sent'));
  });

  it('is asked once a tick while it can be read by nobody', async () => {
    await queue(['a']);
    interfere = () => {
      throw new Error('the database is away');
    };
    for (let tick = 1; tick <= 3; tick++) {
      sender.tick();
      await sender.idle();
      expect([statements, errors.length]).toEqual([tick, tick]);
    }
    interfere = () => {};
    sender.tick();
    await sender.idle();
    expect(sent).toEqual(['a']);
  });

  it('lets others pass a person with hundreds of messages to many addresses, of whom one takes its time', async () => {
    const account = { provider: 'Github', subject: '1', handle: 'many' } as const;
    const { user } = await store.transaction((trx) => findOrCreateUser(trx, account, now));
    for (let n = 0; n < 3; n++) {
      const { id } = await createSubscription(store.db, {
        userId: user.id,
        ceremonyId: null,
        projectId: null,
        kind: 'EMAIL',
        form: 'TEXT',
        target: `many${n}@example.org`,
        secret: 'x',
        topics: '[]',
        timeZone: 'UTC',
        confirmedAt: now,
        createdAt: now,
      });
      const ceremony = { slug: 'x', title: 'X' };
      const payload = JSON.stringify({ topic: 'test', ceremony, at: now, facts: {} });
      await insertMessages(
        store.db,
        Array.from({ length: 120 }, (_, i) => {
          const key = `many${n}/${i}`;
          return { subscriptionId: id, key, topic: 'test', payload, address: null, createdAt: now };
        }),
      );
    }
    await queue(['other']);
    let release = (_: Delivery) => {};
    answer = (id) =>
      id === 'other' ? Promise.resolve({ ok: true }) : new Promise((resolve) => (release = resolve));
    sender.tick();
    await expect.poll(() => sent.toSorted()).toEqual(['many0/0', 'other']);
    answer = async () => ({ ok: true });
    release({ ok: true });
    await sender.idle();
    expect(new Set(sent).size).toBe(361);
    expect(sent).toHaveLength(361);
  });

  it('lets others pass those who were slow, however many they are, and leaves nothing of theirs', async () => {
    const slow = Array.from({ length: 8 }, (_, i) => `slow${i}`);
    await queue(slow.flatMap((name) => [`${name}/1`, `${name}/2`, `${name}/3`]));
    await queue(['other']);
    const first = Promise.withResolvers<Delivery>();
    const later = Promise.withResolvers<Delivery>();
    answer = (id) => {
      if (id === 'other') return Promise.resolve({ ok: true });
      return id.endsWith('/1') ? first.promise : later.promise;
    };
    // Everybody is slow who answers at all.
    const impatient = create(0);
    impatient.tick();
    await expect.poll(() => sent.toSorted()).toEqual(slow.map((name) => `${name}/1`));
    first.resolve({ ok: true });
    await expect.poll(() => sent).toContain('other');
    const again = () => sent.slice(8).filter((id) => id.startsWith('slow'));
    await expect.poll(again).toHaveLength(4);
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect(again()).toHaveLength(4);
    later.resolve({ ok: true });
    await impatient.idle();
    expect(new Set(sent).size).toBe(25);
    expect(sent).toHaveLength(25);
  });
});
