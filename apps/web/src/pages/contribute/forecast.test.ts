import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { describe, expect, it } from 'vitest';
import { forecast, roughly } from './forecast.ts';
import { limitOf } from './turn-limit.ts';

const ceremony = (timeout: object, turn: object = { basis: 'NONE' }) =>
  ({ policy: { timeout }, expected: { turn } }) as unknown as CeremonyBody;

it('a turn fits, fits barely, or does not', () => {
  expect(forecast(10, 60)).toBe('fits');
  expect(forecast(40, 60)).toBe('tight');
  expect(forecast(61, 60)).toBe('too-slow');
  expect(forecast(9_999, undefined)).toBe('fits');
});

it.each([
  [0.02, 1],
  [7.4, 7],
  [64, 60],
  [3_034, 3_060],
  [7_000, 7_200],
  [90_000, 90_000],
])('%d seconds are roughly %d', (seconds, about) => expect(roughly(seconds)).toBe(about));

describe('the limit of a turn', () => {
  it.each([
    [{ type: 'NONE' }, undefined, undefined],
    [{ type: 'FIXED', duration: 60 }, undefined, 60],
    [{ type: 'FIXED', duration: 60, bySize: true }, { basis: 'LIMIT', seconds: 900 }, 900],
    [{ type: 'FIXED', duration: 60 }, { basis: 'MEASURED', seconds: 5 }, 60],
    [{ type: 'DYNAMIC', percent: 50 }, undefined, undefined],
    [{ type: 'DYNAMIC', percent: 50, atLeast: 30 }, undefined, 30],
  ])('of %j is told', (timeout, turn, limit) => expect(limitOf(ceremony(timeout, turn))).toBe(limit));
});
