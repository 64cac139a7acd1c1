import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FOREVER } from './lobby-types.ts';
import { QUEUE_POLICY } from './policy.ts';
import { byOrder, nextOffer, positionOf } from './queue-order.ts';
import { QUEUE_CLASSES, type QueueEntry } from './queue-types.ts';
import { CLOSING, NOW, OPEN, PAUSED, person, reservation } from './test-queue.ts';

const CIRCUIT = { id: 10, haltedAt: null };
const away = { presentUntil: NOW - 1 };

function next(
  people: QueueEntry[],
  policy = QUEUE_POLICY,
  reservations = [] as ReturnType<typeof reservation>[],
) {
  return nextOffer(policy, OPEN, CIRCUIT, people, reservations, NOW).entry?.id ?? null;
}

describe('the order', () => {
  it('is private, public, standby; then priority, waiting time, number', () => {
    const people = [
      person({ id: 1, queueClass: 'STANDBY', priority: 9 }),
      person({ id: 2, queuedAt: NOW + 2 }),
      person({ id: 3, queuedAt: NOW + 1 }),
      person({ id: 4, priority: 1, queuedAt: NOW + 9 }),
      person({ id: 5, queueClass: 'PRIVATE', queuedAt: NOW + 9 }),
      person({ id: 6, queuedAt: NOW + 1 }),
    ];
    expect([...people].sort(byOrder).map(({ id }) => id)).toEqual([5, 4, 3, 6, 2, 1]);
  });

  it('is one order, whatever the people', () => {
    const someone = fc.record({
      id: fc.integer({ min: 1, max: 9 }),
      queueClass: fc.constantFrom(...QUEUE_CLASSES),
      priority: fc.integer({ min: -1, max: 1 }),
      queuedAt: fc.constantFrom(null, NOW, NOW + 1),
    });
    fc.assert(
      fc.property(someone, someone, someone, (one, two, three) => {
        const [a, b, c] = [person(one), person(two), person(three)];
        expect(Math.sign(byOrder(a, b))).toBe(0 - Math.sign(byOrder(b, a)));
        if (byOrder(a, b) < 0 && byOrder(b, c) < 0) expect(byOrder(a, c)).toBeLessThan(0);
      }),
    );
  });
});

describe('a free slot', () => {
  it('goes to the first in order who is present; the absent keep their place', () => {
    const first = person({ id: 1, queuedAt: NOW - 2 });
    const second = person({ id: 2, queuedAt: NOW - 1 });
    expect(next([second, first])).toBe(1);
    expect(next([second, { ...first, ...away }])).toBe(2);
    expect(next([{ ...first, presentUntil: null }])).toBeNull();
  });

  it('goes to others who are present before it goes to who let several go lately', () => {
    const hog = person({ id: 1, queuedAt: NOW - 2, yields: true });
    const other = person({ id: 2, queuedAt: NOW - 1 });
    expect(next([hog, other])).toBe(2);
    expect(next([other, hog])).toBe(2);
    expect(next([hog, { ...other, ...away }])).toBe(1);
    expect(next([{ ...other, yields: true }, hog])).toBe(1);
    expect(next([hog, { ...other, queueClass: 'STANDBY' }])).toBe(2);
  });

  it.each([
    ['at work elsewhere', { status: 'CONTRIBUTING' as const }],
    ['in the queue of another circuit', { circuitId: 11 }],
    ['barred', { barredUntil: NOW + 1 }],
    ['barred for good', { barredUntil: FOREVER }],
    ['expected later', { from: NOW + 1 }],
    ['too late', { until: NOW - 1 }],
  ])('goes past somebody %s', (_, changes) => {
    expect(next([person({ id: 1, queuedAt: NOW - 9, ...changes }), person({ id: 2 })])).toBe(2);
    expect(next([person(changes)])).toBeNull();
  });

  it('is for people in their window, ends included, whose penalty is over', () => {
    expect(next([person({ from: NOW, until: NOW })])).toBe(1);
    expect(next([person({ barredUntil: NOW })])).toBe(1);
  });

  it('goes to nobody in a pause, on a halted chain, and where only the open turn may finish', () => {
    const people = [person()];
    const halted = { id: 10, haltedAt: NOW };
    expect(nextOffer(QUEUE_POLICY, PAUSED, CIRCUIT, people, [], NOW).entry).toBeNull();
    expect(nextOffer(QUEUE_POLICY, OPEN, halted, people, [], NOW).entry).toBeNull();
    const last = { ...QUEUE_POLICY, drainLets: 'OPEN_TURN' as const };
    expect(nextOffer(last, CLOSING, CIRCUIT, people, [], NOW).entry).toBeNull();
    expect(nextOffer(QUEUE_POLICY, CLOSING, CIRCUIT, people, [], NOW).entry?.id).toBe(1);
  });
});

describe('the standby list', () => {
  const backup = person({ id: 9, queueClass: 'STANDBY', queuedAt: NOW - 99 });

  it('fills in when nobody else is present', () => {
    expect(next([backup, person({ id: 1 })])).toBe(1);
    expect(next([backup, person({ id: 1, ...away })])).toBe(9);
  });

  it('without the policy only when nobody else waits', () => {
    const strict = { ...QUEUE_POLICY, standby: false };
    expect(next([backup, person({ id: 1, ...away })], strict)).toBeNull();
    expect(next([backup, person({ id: 1, until: NOW - 1 })], strict)).toBe(9);
    expect(next([backup], strict)).toBe(9);
  });
});

describe('a reservation', () => {
  const special = person({ id: 7, queuedAt: NOW + 99, queueClass: 'STANDBY' });
  const other = person({ id: 1, queueClass: 'PRIVATE', priority: 9 });
  const kept = reservation({ participantId: 7 });

  it('comes before everybody, and keeps the slot while its person is away', () => {
    expect(next([special, other], QUEUE_POLICY, [kept])).toBe(7);
    const people = [{ ...special, ...away }, other];
    expect(nextOffer(QUEUE_POLICY, OPEN, CIRCUIT, people, [kept], NOW)).toEqual({
      entry: null,
      reservation: kept,
    });
  });

  it.each([
    ['not yet', { from: NOW + 1 }],
    ['over', { until: NOW - 1 }],
    ['used', { state: 'USED' as const }],
    ['canceled', { state: 'CANCELED' as const }],
    ['of another circuit', { circuitId: 11 }],
    ['of somebody who cannot come', { participantId: 4 }],
  ])('keeps nothing when it is %s', (_, changes) => {
    expect(next([special, other], QUEUE_POLICY, [{ ...kept, ...changes }])).toBe(1);
  });

  it('is the earlier one of two', () => {
    const earlier = reservation({ id: 6, participantId: 1, from: NOW - 1 });
    expect(next([special, other], QUEUE_POLICY, [kept, earlier])).toBe(1);
  });
});

describe('the position', () => {
  const queue = [
    person({ id: 1, queueClass: 'PRIVATE', ...away }),
    person({ id: 2 }),
    person({ id: 3, queuedAt: NOW + 1 }),
    person({ id: 4, circuitId: 11 }),
    person({ id: 5, until: NOW - 1, queueClass: 'PRIVATE' }),
  ];

  it('counts who stands before, present or not', () => {
    expect(queue.slice(0, 4).map((entry) => positionOf(entry, queue, [], NOW))).toEqual([1, 2, 3, 1]);
  });

  it('counts a reservation whose time is now', () => {
    const promised = [reservation({ participantId: 3 })];
    expect(queue.slice(0, 3).map((entry) => positionOf(entry, queue, promised, NOW))).toEqual([2, 3, 1]);
  });

  it('is 0 for whoever has the turn and nothing for the others', () => {
    expect(positionOf(person({ status: 'READY' }), queue, [], NOW)).toBe(0);
    expect(positionOf(person({ status: 'CONTRIBUTING' }), queue, [], NOW)).toBe(0);
    expect(positionOf(person({ status: 'DONE' }), queue, [], NOW)).toBeNull();
    expect(positionOf(person({ circuitId: null }), queue, [], NOW)).toBeNull();
  });
});
