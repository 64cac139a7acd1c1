import { expect, it } from 'vitest';
import { backOff, MOST_ATTEMPTS } from './retry.ts';

it('waits from a minute to six hours, and gives up after about a day', () => {
  const pauses = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, index) => backOff(index + 1, 0.5));
  expect(pauses[0]).toBe(60_000);
  expect(pauses.at(-1)).toBe(6 * 3_600_000);
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  const hours = pauses.reduce((sum, pause) => sum + pause, 0) / 3_600_000;
  expect(hours).toBeGreaterThan(20);
  expect(hours).toBeLessThan(30);
});

it('spreads by a fifth', () => {
  expect(backOff(1, 0)).toBe(48_000);
  expect(backOff(1, 0.999_999)).toBe(72_000);
});
