import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { gathered } from './gathered.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('does once what is asked for many times, and again for what comes later', () => {
  let done = 0;
  const { soon, stop } = gathered(300, () => done++);
  for (let count = 0; count < 10; count++) soon();
  vi.advanceTimersByTime(299);
  expect(done).toBe(0);
  vi.advanceTimersByTime(1);
  expect(done).toBe(1);
  soon();
  vi.advanceTimersByTime(300);
  expect(done).toBe(2);
  soon();
  stop();
  vi.advanceTimersByTime(1_000);
  expect(done).toBe(2);
});
