import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KZG_POLICY, type Policy, QUEUE_POLICY } from './policy.ts';
import { turnAllowance } from './turn-allowance.ts';
import { limitBySize, quantile, usualMillis } from './work-limit.ts';

const MINUTE = 60_000;

describe('a limit from the size', () => {
  it('is ten minutes for small circuits', () => {
    expect(limitBySize({ bytes: 0, points: 0 })).toBe(10 * MINUTE);
    expect(limitBySize({ bytes: 1_000_000, points: 10_000 })).toBe(10 * MINUTE);
  });

  it('is twice the file both ways at 8 Mbit/s and half a millisecond a point', () => {
    // 1 GB takes 1,000 s one way at 8 Mbit/s; four million points 2,000 s.
    expect(limitBySize({ bytes: 1_000_000_000, points: 4_000_000 })).toBe(2 * (2_000_000 + 2_000_000));
  });

  it('applies to FIXED where the policy says so, and never shortens it', () => {
    const large = { turnsDone: 0, turnsMillis: 0, size: { bytes: 1_000_000_000, points: 0 } };
    const small = { ...large, size: { bytes: 1, points: 1 } };
    expect(turnAllowance(QUEUE_POLICY, large)).toBe(4_000_000);
    expect(turnAllowance(QUEUE_POLICY, small)).toBe(600_000);
    const long: Policy = { ...QUEUE_POLICY, timeout: { type: 'FIXED', duration: 7_200_000, bySize: true } };
    expect(turnAllowance(long, small)).toBe(7_200_000);
    expect(turnAllowance(KZG_POLICY, large)).toBe(600_000);
  });
});

describe('a dynamic limit', () => {
  const policy: Policy = { ...QUEUE_POLICY, timeout: { type: 'DYNAMIC', percent: 50 } };
  const limit = (recentMillis: number[], size?: { bytes: number; points: number }) =>
    turnAllowance(policy, {
      turnsDone: recentMillis.length,
      turnsMillis: 0,
      recentMillis,
      ...(size && { size }),
    });
  const usual = Array.from({ length: 20 }, (_, turn) => 10 * MINUTE + turn * 1_000);

  it('is not applied before there are statistics: the size decides, or nothing does', () => {
    expect(turnAllowance(policy)).toBeNull();
    expect(limit([])).toBeNull();
    expect(limit(usual.slice(0, 4))).toBeNull();
    expect(limit([], { bytes: 1, points: 1 })).toBe(10 * MINUTE);
    expect(limit(usual.slice(0, 5))).not.toBeNull();
  });

  it('follows what nine in ten needed', () => {
    expect(limit(usual)).toBe(1.5 * (10 * MINUTE + 17_000));
  });

  it('is hardly moved by one very fast contributor, nor by five', () => {
    const before = limit(usual)!;
    expect(limit([...usual, 1])).toBeGreaterThan(0.99 * before);
    expect(limit([...usual, 1, 1, 1, 1, 1])).toBeGreaterThan(0.99 * before);
  });

  it('is never shorter than the policy’s least, and by default a minute', () => {
    expect(limit([5, 5, 5, 5, 5])).toBe(MINUTE);
    const least: Policy = { ...policy, timeout: { type: 'DYNAMIC', percent: 50, atLeast: 5 * MINUTE } };
    expect(turnAllowance(least, { turnsDone: 5, turnsMillis: 25 })).toBe(5 * MINUTE);
  });

  it('gives most of those who came before enough time', () => {
    const times = fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 5, maxLength: 64 });
    fc.assert(
      fc.property(times, (recentMillis) => {
        const enough = recentMillis.filter((millis) => millis <= limit(recentMillis)!).length;
        expect(enough / recentMillis.length).toBeGreaterThanOrEqual(0.9);
      }),
    );
  });
});

it('takes the quantile that a share does not exceed', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2);
  expect(quantile([7], 0.9)).toBe(7);
  expect(quantile([1, 2], 0)).toBe(1);
  expect(quantile([], 0.5)).toBeNaN();
  expect(usualMillis({ turnsDone: 5, turnsMillis: 50 })).toBe(10);
});
