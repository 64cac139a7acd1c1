import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countWaiters, dueCheckIns, waitersInOrder, writeCheckIns } from './check-ins.ts';
import type { Store } from './open-store.ts';
import {
  countByStatus,
  enrolParticipant,
  findParticipant,
  findParticipantOf,
  listParticipants,
  lobbySize,
  moveParticipants,
  updateParticipant,
} from './participants.ts';
import type { CeremonyRow, ParticipantRow } from './schema.ts';
import { testCeremony, testParticipant } from './test-rows.ts';
import { testStores } from './test-stores.ts';

const NOT_HELD = { checkedInAt: 1, heldSince: null, waitsSince: null };

describe.each(testStores())('participants on $name', ({ open }) => {
  let store: Store;
  let ceremony: CeremonyRow;
  beforeEach(async () => {
    store = await open();
    ({ ceremony } = await testCeremony(store.db));
  });
  afterEach(() => store.close());

  const many = async (count: number, values = {}) => {
    const people = [];
    for (let n = 0; n < count; n++)
      people.push(await testParticipant(store.db, ceremony.id, `0x${n}`, values));
    return people;
  };
  const values = ({ id: _, ...rest }: ParticipantRow) => rest;
  const ids = (rows: { id: number }[]) => rows.map(({ id }) => id);

  it('enrols a person once, by user and by identity', async () => {
    const [person] = await many(1, { status: 'CREATED' });
    expect(await findParticipantOf(store.db, person!.userId, ceremony.id)).toEqual(person);
    expect(person!.number).toBe(1);
    const again = await enrolParticipant(store.db, { ...values(person!), status: 'WAITING' });
    expect(again).toEqual({ participant: person, created: false });
    expect(await lobbySize(store.db, ceremony.id)).toBe(0);
  });

  it('keeps the size of the lobby through every kind of change', async () => {
    const people = await many(5);
    const size = async () => {
      const counted = (await countByStatus(store.db, ceremony.id)).WAITING ?? 0;
      expect(await lobbySize(store.db, ceremony.id)).toBe(counted);
      return counted;
    };
    expect(await size()).toBe(5);
    const [first, second] = people;
    const gone = await updateParticipant(store.db, first!, { status: 'CONTRIBUTING' });
    expect(await updateParticipant(store.db, first!, { status: 'TIMEDOUT' })).toBeUndefined();
    expect(await size()).toBe(4);
    await updateParticipant(store.db, gone!, { status: 'WAITING' });
    expect(await size()).toBe(5);
    await updateParticipant(store.db, second!, { contributionProgress: 7 });
    expect(await size()).toBe(5);

    const moved = await moveParticipants(store.db, ceremony.id, {
      ids: [...ids(people.slice(2)), 999],
      from: 'WAITING',
      changes: { status: 'TIMEDOUT', cause: 'MISSED_CHECK_IN', barredUntil: Number.MAX_SAFE_INTEGER },
    });
    expect(ids(moved).sort()).toEqual(ids(people.slice(2)));
    expect(moved[0]).toMatchObject({ barredUntil: Number.MAX_SAFE_INTEGER, version: 1 });
    expect(await size()).toBe(2);
    await moveParticipants(store.db, ceremony.id, {
      ids: ids(people),
      from: 'TIMEDOUT',
      changes: { status: 'WAITING', barredUntil: null },
    });
    expect(await size()).toBe(5);
    await expect(
      store.transaction(async (trx) => {
        await updateParticipant(trx, (await findParticipant(trx, second!.id))!, { status: 'READY' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await size()).toBe(5);
  });

  it('lists by number in pages', async () => {
    const people = await many(5);
    expect(await listParticipants(store.db, ceremony.id, { limit: 2 })).toEqual(people.slice(0, 2));
    expect(await listParticipants(store.db, ceremony.id, { after: people[1]!.id, limit: 9 })).toEqual(
      people.slice(2),
    );
    expect(await listParticipants(store.db, ceremony.id, { status: 'DONE' })).toEqual([]);
  });

  it('writes check-ins of those who are still in the lobby, in one go', async () => {
    const people = await many(4);
    await updateParticipant(store.db, people[3]!, { status: 'CONTRIBUTING' });
    await store.transaction((trx) =>
      writeCheckIns(
        trx,
        people.map(({ id }, n) => ({
          id,
          checkedInAt: 1_700_000_000_000 + n,
          checkInDueAt: 1_700_000_048_000 - n,
          heldSince: n === 1 ? 1_700_000_000_001 : null,
          waitsSince: n === 1 ? 1_700_000_000_000 : null,
        })),
      ),
    );
    expect(await findParticipant(store.db, people[1]!.id)).toMatchObject({
      checkedInAt: 1_700_000_000_001,
      checkInDueAt: 1_700_000_047_999,
      heldSince: 1_700_000_000_001,
      waitsSince: 1_700_000_000_000,
      version: 0,
    });
    expect(await findParticipant(store.db, people[3]!.id)).toMatchObject({ checkedInAt: null });
    await writeCheckIns(store.db, [
      { id: people[1]!.id, checkedInAt: 5, checkInDueAt: null, heldSince: null, waitsSince: null },
    ]);
    expect(await findParticipant(store.db, people[1]!.id)).toMatchObject({
      checkedInAt: 5,
      checkInDueAt: null,
      heldSince: null,
    });
  });

  it('finds due check-ins, the most overdue first', async () => {
    const people = await many(4);
    const dues = [40, 20, 30, 10];
    const rows = people.map(({ id }, n) => ({ id, checkInDueAt: dues[n]!, ...NOT_HELD }));
    await writeCheckIns(store.db, rows);
    expect(ids(await dueCheckIns(store.db, ceremony.id, 30))).toEqual([people[3]!.id, people[1]!.id]);
    expect(ids(await dueCheckIns(store.db, ceremony.id, 31, 1))).toEqual([people[3]!.id]);
    await updateParticipant(store.db, people[3]!, { status: 'CONTRIBUTING' });
    expect(ids(await dueCheckIns(store.db, ceremony.id, 30))).toEqual([people[1]!.id]);
  });

  it('finds who waits, in the order they entered, over many pages', async () => {
    const entered = [5, 3, 5, 1, 2, null];
    const people: ParticipantRow[] = [];
    for (const [n, enteredAt] of entered.entries())
      people.push(await testParticipant(store.db, ceremony.id, `0x${n}`, { enteredAt, waitsSince: 9 }));
    await updateParticipant(store.db, people[4]!, { waitsSince: null });
    await updateParticipant(store.db, people[5]!, { status: 'TIMEDOUT' });
    const order: number[] = [];
    for await (const { id } of waitersInOrder(store.db, ceremony.id, 2)) order.push(id);
    expect(order).toEqual([3, 1, 0, 2].map((n) => people[n]!.id));
    expect(await countWaiters(store.db, ceremony.id)).toBe(4);
  });
});
