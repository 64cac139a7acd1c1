import { byOrder } from '@brebaje/ceremony/queue-order';
import type { QueueEntry } from '@brebaje/ceremony/queue-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { broughtUp, prioritiesFor, type Waits } from './priorities.ts';

const waits = (id: number, priority = 0, queueClass: Waits['queueClass'] = 'PUBLIC', since = id): Waits => ({
  id,
  priority,
  queueClass,
  since,
});

/** As the rules of the server order them. */
const inOrder = (people: readonly Waits[]) =>
  [...people].sort((one, other) =>
    byOrder(
      { ...one, queuedAt: one.since } as unknown as QueueEntry,
      { ...other, queuedAt: other.since } as unknown as QueueEntry,
    ),
  );

describe('the order of a queue by priorities', () => {
  const four = [waits(1), waits(2), waits(3), waits(4)];

  it('raises as few people as it takes', () => {
    expect(prioritiesFor(four, [1, 2, 3, 4])).toEqual([]);
    expect(prioritiesFor(four, [4, 1, 2, 3])).toEqual([{ id: 4, priority: 1 }]);
    expect(prioritiesFor(four, [2, 1, 3, 4])).toEqual([{ id: 2, priority: 1 }]);
    expect(prioritiesFor(four, [1, 2, 4, 3])).toEqual([
      { id: 1, priority: 1 },
      { id: 2, priority: 1 },
      { id: 4, priority: 1 },
    ]);
  });

  it('says what no priority can say', () => {
    expect(prioritiesFor([waits(1, 0, 'PRIVATE'), waits(2)], [2, 1])).toBeUndefined();
    expect(prioritiesFor([waits(1, 1_000), waits(2)], [2, 1])).toBeUndefined();
    expect(prioritiesFor(four, [1, 2, 3])).toBeUndefined();
    expect(prioritiesFor(four, [1, 2, 3, 5])).toBeUndefined();
  });

  it('is the order that the rules make of it, and on the way nobody passes whom they shall not', () => {
    const someone = fc.record({
      priority: fc.integer({ min: -5, max: 5 }),
      queueClass: fc.constantFrom<Waits['queueClass']>('PRIVATE', 'PUBLIC', 'STANDBY'),
      since: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(
        fc.array(someone, { maxLength: 9 }),
        fc.array(fc.nat(), { maxLength: 9 }),
        (drawn, keys) => {
          const now = inOrder(drawn.map((one, index) => ({ id: index + 1, ...one })));
          const wanted = now
            .map((one, index) => ({
              one,
              key: keys[index] ?? 0,
              rank: ['PRIVATE', 'PUBLIC', 'STANDBY'].indexOf(one.queueClass),
            }))
            .sort((a, b) => a.rank - b.rank || a.key - b.key)
            .map(({ one }) => one.id);
          const changes = prioritiesFor(now, wanted)!;
          let people: Waits[] = now;
          const behind = new Set<string>();
          for (const { id, priority } of changes) {
            people = people.map((one) => (one.id === id ? { ...one, priority } : one));
            const order = inOrder(people).map((one) => one.id);
            // Pairs that stand as they shall stay so.
            for (const pair of behind) {
              const [first, second] = pair.split(' ').map(Number);
              expect(order.indexOf(first!)).toBeLessThan(order.indexOf(second!));
            }
            for (const [index, first] of wanted.entries())
              for (const second of wanted.slice(index + 1))
                if (order.indexOf(first) < order.indexOf(second)) behind.add(`${first} ${second}`);
          }
          expect(inOrder(people).map(({ id }) => id)).toEqual(wanted);
        },
      ),
    );
  });
});

describe('an order that somebody is making', () => {
  it('follows who comes and goes', () => {
    expect(broughtUp([3, 1, 2], [1, 2, 3])).toEqual([3, 1, 2]);
    expect(broughtUp([3, 1, 2], [1, 3])).toEqual([3, 1]);
    expect(broughtUp([3, 1, 2], [1, 2, 3, 4])).toEqual([3, 4, 1, 2]);
    expect(broughtUp([2, 1], [5, 1, 2])).toEqual([5, 2, 1]);
  });
});
