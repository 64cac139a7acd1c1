import { QUEUE_POLICY } from '@brebaje/ceremony/policy';
import { byOrder, nextOffer } from '@brebaje/ceremony/queue-order';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../store/open-store.ts';
import type { ParticipantRow } from '../store/schema.ts';
import { testCeremony, testParticipant } from '../store/test-rows.ts';
import { testStores } from '../store/test-stores.ts';
import { candidatesFor, countAhead, countWaiting, plannedReservations, queuePage } from './candidates.ts';
import { insertReservation } from './reservation-rows.ts';

const NOW = 1_000;
const GATE = { status: 'OPENED', draining: false } as const;

const person = fc.record({
  queueClass: fc.constantFrom('PRIVATE', 'PUBLIC', 'STANDBY'),
  priority: fc.integer({ min: -1, max: 1 }),
  queuedAt: fc.integer({ min: 0, max: 3 }),
  presentUntil: fc.constantFrom(null, NOW - 1, NOW, NOW + 1),
  barredUntil: fc.constantFrom(null, null, null, NOW, NOW + 1),
  status: fc.constantFrom('WAITING', 'WAITING', 'WAITING', 'READY', 'TIMEDOUT'),
}) as fc.Arbitrary<Partial<ParticipantRow>>;

describe.each(testStores())('the queue of a circuit on $name', ({ open }) => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  it('has the order of the rules, and its few candidates give the same next one as everybody', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(person, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        fc.nat(11),
        async (people, standby, reserved) => {
          run += 1;
          const { db } = store;
          const { ceremony, circuit } = await testCeremony(db, `queue-${run}`);
          const rows: ParticipantRow[] = [];
          for (const [index, values] of people.entries())
            rows.push(
              await testParticipant(db, ceremony.id, `0x${run}-${index}`, {
                ...values,
                circuitId: circuit.id,
              }),
            );
          const promised = rows[reserved];
          if (promised)
            await insertReservation(db, {
              ceremonyId: ceremony.id,
              circuitId: circuit.id,
              participantId: promised.id,
              from: NOW - 1,
              until: NOW + 1,
              state: 'PLANNED',
              createdAt: 0,
            });
          const page = await queuePage(db, circuit.id, { after: 0, limit: 100 });
          const sorted = [...page].sort(byOrder);
          expect(page.map(({ id }) => id)).toEqual(sorted.map(({ id }) => id));
          expect(await countWaiting(db, circuit.id)).toBe(page.length);
          for (const [place, { row }] of page.entries()) expect(await countAhead(db, row)).toBe(place);
          const policy = { ...QUEUE_POLICY, standby };
          const reservations = await plannedReservations(db, circuit.id);
          const few = await candidatesFor(db, policy, circuit.id, reservations, NOW);
          const next = (candidates: typeof few) =>
            nextOffer(policy, GATE, circuit, candidates, reservations, NOW);
          expect(few.length).toBeLessThanOrEqual(4);
          expect(next(few).entry?.id).toBe(next(page).entry?.id);
          expect(next(few).reservation?.id).toBe(next(page).reservation?.id);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leaves out who is expected later or was expected before', async () => {
    const { db } = store;
    const { ceremony, circuit } = await testCeremony(db);
    const expectedAt = async (from: number | null, until: number | null) => {
      const { id } = await db
        .insertInto('invitation')
        .values({ role: 'participant', queueClass: 'PUBLIC', from, until, createdAt: 0 })
        .returning('id')
        .executeTakeFirstOrThrow();
      const values = { circuitId: circuit.id, presentUntil: NOW + 1, queuedAt: 0, invitationId: id };
      return testParticipant(db, ceremony.id, `0x${id}`, values);
    };
    await expectedAt(NOW + 1, null);
    await expectedAt(null, NOW - 1);
    const now = await expectedAt(NOW, NOW);
    const found = await candidatesFor(db, QUEUE_POLICY, circuit.id, [], NOW);
    expect(found).toMatchObject([{ id: now.id, from: NOW, until: NOW }]);
  });
});
