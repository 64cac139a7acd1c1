import { KZG_POLICY, type Policy } from '@brebaje/ceremony/policy';
import type { Topic } from '@brebaje/protocol/topics';
import type { KyselyPlugin } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Db, Store } from '../store/open-store.ts';
import type { CeremonyRow, CircuitRow, ParticipantRow, SubscriptionRow } from '../store/schema.ts';
import { createSubscription } from '../store/subscriptions.ts';
import { testCeremony, testParticipant } from '../store/test-rows.ts';
import { testStores } from '../store/test-stores.ts';
import { findOrCreateUser } from '../store/users.ts';
import { enqueueNotifications } from './enqueue.ts';
import type { Notice } from './notice.ts';

const NOW = 1_700_000_000_000;
const QUEUE: Policy = { ...KZG_POLICY, discipline: 'QUEUE' };

describe.each(testStores())('what is queued on $name', ({ open }) => {
  let store: Store;
  let ceremony: CeremonyRow;
  let circuit: CircuitRow;
  let seq = 0;
  beforeEach(async () => {
    store = await open();
    ({ ceremony, circuit } = await testCeremony(store.db));
  });
  afterEach(() => store.close());

  const event = (type: string, data: Record<string, unknown> = {}) => ({ seq: ++seq, type, data });
  const enqueue = (events: ReturnType<typeof event>[], policy: Policy = QUEUE, now = NOW) =>
    store.transaction((trx) => enqueueNotifications(trx, ceremony, policy, events, now));
  const subscribe = (userId: number, changes: Partial<SubscriptionRow> = {}, topics?: Topic[]) =>
    createSubscription(store.db, {
      userId,
      ceremonyId: ceremony.id,
      kind: 'WEBHOOK',
      form: 'JSON',
      target: 'https://example.org/',
      topics: JSON.stringify(topics ?? ['turn.coming', 'turn.yours', 'turn.timedout', 'ceremony.closed']),
      timeZone: 'UTC',
      confirmedAt: 0,
      createdAt: 0,
      ...changes,
    });
  const user = async (name: string) => {
    const account = { provider: 'Ethereum', subject: name, handle: name } as const;
    return (await findOrCreateUser(store.db, account, 0)).user.id;
  };
  const queued = async () => {
    const rows = await store.db.selectFrom('outbox').selectAll().orderBy('id').execute();
    return rows.map(({ subscriptionId, payload }) => ({
      to: subscriptionId,
      ...(JSON.parse(payload) as Notice),
    }));
  };
  const waiting = (name: string, values: Partial<ParticipantRow> = {}) =>
    testParticipant(store.db, ceremony.id, name, { circuitId: circuit.id, queuedAt: 0, ...values });

  it('goes to the person and to coordinators, each as it concerns them, and to nobody else', async () => {
    const anna = await waiting('anna', { publicName: 'Anna' });
    const ben = await waiting('ben');
    const boss = await user('boss');
    const former = await user('former');
    await store.db
      .insertInto('coordinator')
      .values({ projectId: ceremony.projectId, userId: boss, addedAt: 0 })
      .execute();
    const [own, others, whole] = [
      await subscribe(anna.userId),
      await subscribe(ben.userId),
      await subscribe(boss, { ceremonyId: null, projectId: ceremony.projectId }),
    ];
    await subscribe(former, { ceremonyId: null, projectId: ceremony.projectId });
    await enqueue(
      [event('participant.timedout', { participant: anna.id, from: 'CONTRIBUTING' })],
      KZG_POLICY,
    );
    expect((await queued()).map(({ to, self, participant }) => [to, self, participant?.name])).toEqual([
      [own.id, true, 'Anna'],
      [whole.id, false, 'Anna'],
    ]);
    await enqueue([event('ceremony.closed')], KZG_POLICY);
    expect((await queued()).slice(2).map(({ to }) => to)).toEqual([
      own.id,
      others.id,
      whole.id,
      expect.any(Number),
    ]);
  });

  it('reads what each listener chose once, however many leave a lobby together', async () => {
    const anna = await waiting('anna');
    const reads = vi.spyOn(JSON, 'parse');
    for (let index = 0; index < 200; index++) await subscribe(anna.userId, {}, ['turn.yours']);
    const gone = Array.from({ length: 200 }, () =>
      event('participant.timedout', { participant: anna.id + 1, from: 'WAITING' }),
    );
    await enqueue(gone, KZG_POLICY);
    expect(reads.mock.calls.length).toBeLessThan(1_000);
    reads.mockRestore();
    expect(await queued()).toEqual([]);
  });

  it('is nothing for a subscription that is unconfirmed, off, or without the topic', async () => {
    const anna = await waiting('anna');
    await subscribe(anna.userId, { confirmedAt: null });
    await subscribe(anna.userId, { disabledAt: 1 });
    await subscribe(anna.userId, {}, ['ceremony.finalized']);
    await enqueue([event('participant.ready', { participant: anna.id })]);
    expect(await queued()).toEqual([]);
  });

  it('is queued once, however often the same events come', async () => {
    const anna = await waiting('anna');
    await subscribe(anna.userId);
    const once = [event('participant.ready', { participant: anna.id }), event('ceremony.closed')];
    await enqueue(once);
    await enqueue(once);
    expect((await queued()).filter(({ topic }) => topic !== 'turn.coming')).toHaveLength(2);
  });

  it('is gone with a transaction that fails', async () => {
    const anna = await waiting('anna');
    await subscribe(anna.userId);
    const failing = store.transaction(async (trx) => {
      await enqueueNotifications(trx, ceremony, QUEUE, [event('ceremony.closed')], NOW);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await queued()).toEqual([]);
  });

  it('tells the next two that their turn is coming, in the order of the queue, once', async () => {
    const people: ParticipantRow[] = [];
    for (const [name, values] of [
      ['standby', { queueClass: 'STANDBY', queuedAt: 1 }],
      ['late', { queuedAt: 3 }],
      ['early', { queuedAt: 2 }],
      ['urgent', { queuedAt: 9, priority: 5 }],
    ] as const) {
      const person = await waiting(name, values);
      people.push(person);
      await subscribe(person.userId);
    }
    const coming = async () =>
      (await queued())
        .filter(({ topic }) => topic === 'turn.coming')
        .map(({ participant, facts }) => [
          people.find(({ id }) => id === participant?.id)?.queuedAt,
          facts.place,
        ]);
    const moved = () => enqueue([event('turn.closed', { circuit: circuit.id })]);
    await moved();
    await moved();
    expect(await coming()).toEqual([
      [2, 2],
      [9, 1],
    ]);
    await store.db.updateTable('participant').set({ status: 'DONE' }).where('queuedAt', '=', 9).execute();
    await moved();
    expect((await coming()).slice(2)).toEqual([[3, 2]]);
  });

  it('tells more people ahead where turns are short, and says about when', async () => {
    for (let n = 0; n < 6; n++) await subscribe((await waiting(`p${n}`, { queuedAt: n })).userId);
    const recentMillis = JSON.stringify(Array(8).fill(4 * 60_000));
    await store.db.updateTable('circuit').set({ turnsDone: 8, turnsMillis: 1, recentMillis }).execute();
    await enqueue([event('turn.closed', { circuit: circuit.id })]);
    const coming = (await queued()).filter(({ topic }) => topic === 'turn.coming');
    expect(coming.map(({ facts }) => facts)).toEqual(
      [1, 2, 3].map((place) => ({ place, aboutAt: NOW + place * 4 * 60_000 })),
    );
  });

  it('tells nobody of a turn that comes on another day', async () => {
    const { id: invitationId } = await store.db
      .insertInto('invitation')
      .values({ role: 'participant', queueClass: 'PUBLIC', from: NOW + 1, createdAt: 0 })
      .returning('id')
      .executeTakeFirstOrThrow();
    const tomorrow = await waiting('tomorrow', { invitationId });
    const now = await waiting('now', { queuedAt: 1 });
    for (const { userId } of [tomorrow, now]) await subscribe(userId);
    await enqueue([event('turn.closed', { circuit: circuit.id })]);
    expect(await queued()).toMatchObject([{ participant: { id: now.id }, facts: { place: 1 } }]);
  });

  it('tells nobody that a lobby has an order, or a halted circuit a turn', async () => {
    const anna = await waiting('anna');
    await subscribe(anna.userId);
    await enqueue([event('turn.closed', { circuit: circuit.id })], KZG_POLICY);
    await store.db.updateTable('circuit').set({ haltedAt: 1 }).execute();
    await enqueue([event('turn.closed', { circuit: circuit.id })]);
    expect(await queued()).toEqual([]);
  });

  it('costs no read without anything to tell, and one where nobody listens', async () => {
    let queries = 0;
    const counter: KyselyPlugin = {
      transformQuery: ({ node }) => {
        queries += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const cost = async (type: string) => {
      queries = 0;
      await enqueueNotifications(
        store.db.withPlugin(counter) as Db,
        ceremony,
        KZG_POLICY,
        [event(type, { participant: 1 })],
        NOW,
      );
      return queries;
    };
    expect([
      await cost('turn.step'),
      await cost('participant.waiting'),
      await cost('contribution.accepted'),
    ]).toEqual([0, 0, 1]);
  });
});
