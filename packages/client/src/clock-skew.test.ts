import { expect, it } from 'vitest';
import { clockFault, serverTime } from './clock-skew.ts';

const HERE = Date.parse('2026-11-22T12:00:00Z');
const answered = (at: string, more: Record<string, string> = {}) =>
  new Headers({ date: new Date(at).toUTCString(), ...more });

it.each([
  ['2026-11-22T12:04:00Z', undefined],
  ['2026-11-22T11:56:00Z', undefined],
  ['2026-11-22T12:07:00Z', 'this machine’s clock is 7 minutes behind the server’s'],
  ['2026-11-22T10:30:00Z', 'this machine’s clock is 90 minutes ahead of the server’s'],
  ['2026-11-23T14:00:00Z', 'this machine’s clock is 26 hours behind the server’s'],
  ['2026-11-15T12:00:00Z', 'this machine’s clock is 7 days ahead of the server’s'],
])('at the server it is %s: %s', (at, words) => {
  expect(clockFault(answered(at), HERE)).toBe(words);
});

it('knows nothing without a moment, and believes none that is no moment', () => {
  expect(clockFault(new Headers(), HERE)).toBeUndefined();
  expect(clockFault(new Headers({ date: 'yesterday' }), HERE)).toBeUndefined();
  expect(serverTime(new Headers({ date: '' }))).toBeUndefined();
});

it('counts how long a proxy had kept an answer', () => {
  expect(clockFault(answered('2026-11-22T09:00:00Z', { age: '10800' }), HERE)).toBeUndefined();
  expect(serverTime(answered('2026-11-22T12:00:00Z', { age: '-1' }))).toBe(HERE);
});
