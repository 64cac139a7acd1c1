import { expect, it } from 'vitest';
import { bucketsOf, median, pacesOf } from './figures.ts';

const event = (type: string, at: number, participant: number) => ({
  type,
  at,
  body: JSON.stringify({ data: { participant } }),
});

it('tells how long each contributor waited and worked', () => {
  expect(
    pacesOf([
      event('participant.waiting', 100, 1),
      event('participant.waiting', 110, 2),
      event('turn.opened', 130, 1),
      event('contribution.accepted', 190, 1),
      event('turn.opened', 190, 2),
      // A lost turn: who comes back waits anew.
      event('participant.waiting', 250, 2),
      event('turn.opened', 300, 2),
      event('contribution.accepted', 320, 2),
    ]),
  ).toEqual([
    { at: 190, waited: 30, worked: 60 },
    { at: 320, waited: 50, worked: 20 },
  ]);
});

it('says nothing of what lies before the events that were read', () => {
  expect(
    pacesOf([
      event('contribution.accepted', 10, 1),
      event('turn.opened', 10, 2),
      event('contribution.accepted', 15, 2),
      { type: 'turn.opened', at: 16, body: 'no json' },
    ]),
  ).toEqual([
    { at: 10, waited: undefined, worked: undefined },
    { at: 15, waited: undefined, worked: 5 },
  ]);
});

it('counts by spans that people know, and never too many', () => {
  const paces = Array.from({ length: 300 }, (_, index) => ({
    at: 7_200 + index * 60,
    waited: 5,
    worked: index,
  }));
  const buckets = bucketsOf(paces);
  expect(buckets.length).toBeLessThanOrEqual(41);
  expect(new Set(buckets.map(({ from, to }) => to - from))).toEqual(new Set([900]));
  expect(buckets.reduce((sum, { contributions }) => sum + contributions, 0)).toBe(300);
  expect(bucketsOf([])).toEqual([]);
  expect(bucketsOf([{ at: 5, waited: undefined, worked: undefined }])).toHaveLength(1);
});

it('takes the median of what is known', () => {
  expect(median([3, undefined, 1, 2])).toBe(2);
  expect(median([4, 1])).toBe(2.5);
  expect(median([undefined])).toBeUndefined();
});
