import { describe, expect, it } from 'vitest';
import { aboutWhen, basisOf, estimate } from './estimate.ts';
import { QUEUE_POLICY } from './policy.ts';

const NOW = 1_700_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const measured = { turnsDone: 5, turnsMillis: 0, recentMillis: [1, 2, 3, 4, 500].map((n) => n * MINUTE) };
const none = { ...QUEUE_POLICY, timeout: { type: 'NONE' as const } };

describe('the basis', () => {
  it('is the median of enough turns', () => {
    expect(basisOf(QUEUE_POLICY, measured)).toEqual({
      kind: 'MEASURED',
      samples: 5,
      medianMillis: 3 * MINUTE,
    });
    expect(basisOf(QUEUE_POLICY, { turnsDone: 8, turnsMillis: 8_000 })).toEqual({
      kind: 'MEASURED',
      samples: 8,
      medianMillis: 1_000,
    });
  });

  it('is the limit before there are enough, or nothing without one', () => {
    const few = { turnsDone: 4, turnsMillis: 4, recentMillis: [1, 1, 1, 1] };
    expect(basisOf(QUEUE_POLICY, few)).toEqual({ kind: 'LIMIT', limitMillis: 600_000 });
    expect(basisOf(QUEUE_POLICY)).toEqual({ kind: 'LIMIT', limitMillis: 600_000 });
    expect(basisOf(none)).toEqual({ kind: 'NONE' });
  });
});

describe('the wait', () => {
  const wait = (position: number, turnSince: number | null) =>
    estimate(QUEUE_POLICY, { position, turnSince, statistics: measured }, NOW).waitMillis;

  it('is what is left of the open turn and those before', () => {
    expect(wait(1, null)).toBe(0);
    expect(wait(3, null)).toBe(6 * MINUTE);
    expect(wait(1, NOW - MINUTE)).toBe(2 * MINUTE);
    expect(wait(3, NOW - MINUTE)).toBe(8 * MINUTE);
    expect(wait(2, NOW - HOUR)).toBe(3 * MINUTE);
    expect(wait(0, NOW)).toBe(0);
  });

  it('has a moment and its basis', () => {
    expect(estimate(QUEUE_POLICY, { position: 2, turnSince: null, statistics: measured }, NOW)).toEqual({
      position: 2,
      waitMillis: 3 * MINUTE,
      at: NOW + 3 * MINUTE,
      basis: { kind: 'MEASURED', samples: 5, medianMillis: 3 * MINUTE },
    });
  });

  it('is not told where nothing is known', () => {
    expect(estimate(none, { position: 2, turnSince: null }, NOW)).toMatchObject({
      waitMillis: null,
      at: null,
    });
    expect(estimate(none, { position: 1, turnSince: NOW }, NOW)).toMatchObject({ waitMillis: null });
    expect(estimate(none, { position: 1, turnSince: null }, NOW)).toMatchObject({ waitMillis: 0, at: NOW });
  });
});

it.each([
  [0, 'about 1 minute'],
  [90_001, 'about 2 minutes'],
  [12 * MINUTE, 'about 10 minutes'],
  [57 * MINUTE, 'about 55 minutes'],
  [58 * MINUTE, 'about 1 hour'],
  [100 * MINUTE, 'about 1.5 hours'],
  [13.4 * HOUR, 'about 13 hours'],
  [47 * HOUR, 'about 47 hours'],
  [60 * HOUR, 'about 3 days'],
])('%i ms are %s', (millis, words) => {
  expect(aboutWhen(millis)).toBe(words);
});
