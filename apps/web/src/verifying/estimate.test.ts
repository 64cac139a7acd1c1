import { expect, it } from 'vitest';
import { estimate } from './use-grades.ts';

it('tells what is left of a step from its own speed, and nothing too early', () => {
  let now = 0;
  const left = estimate(() => now);
  const step = { stage: 'checking', name: 'chain', total: 100 } as const;
  expect(left({ ...step, done: 10 })).toBeUndefined();
  now = 1_000;
  expect(left({ ...step, done: 20 })).toBeUndefined();
  now = 3_000;
  expect(left({ ...step, done: 40 })).toBe(6);
  // Another step begins anew.
  expect(left({ ...step, name: 'exports', done: 90 })).toBeUndefined();
  now = 6_000;
  expect(left({ ...step, name: 'exports', done: 90 })).toBeUndefined();
  expect(left({ ...step, name: 'exports', done: 95 })).toBe(3);
  expect(left({ stage: 'fetching', name: 'log', total: undefined, done: 100 })).toBeUndefined();
});
