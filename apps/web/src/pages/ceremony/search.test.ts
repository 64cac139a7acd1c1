import { expect, it } from 'vitest';
import type { Link } from './chain/chain-store.ts';
import { dayOf, isEmpty, matches } from './search.ts';

const link = {
  position: 12,
  participantId: 77,
  publicName: 'Ada Lovelace',
  contributionHash: 'ab12cd34'.repeat(8),
  head: 'ffeedd00'.repeat(8),
  acceptedAt: 1_000,
} as Link;
const found = (text: string) => matches(link, { text });

it('finds by name, place, number and hash', () => {
  for (const text of ['', 'ada', 'LACE', '12', '#12', '77', 'ab12cd', '0xAB12CD34', 'ab12 cd34', 'ffeedd'])
    expect(found(text), text).toBe(true);
  for (const text of ['eve', '13', '#77', 'ab12c', 'cd34ab']) expect(found(text), text).toBe(false);
});

it('finds by time', () => {
  expect(matches(link, { text: '', from: 1_000, until: 1_001 })).toBe(true);
  expect(matches(link, { text: '', from: 1_001 })).toBe(false);
  expect(matches(link, { text: '', until: 1_000 })).toBe(false);
  expect(matches(link, { text: 'eve', from: 0 })).toBe(false);
});

it('knows days and their ends, over changes of the clock, too', () => {
  const { from, until } = dayOf('2026-03-29')!;
  expect(new Date(from * 1_000).getDate()).toBe(29);
  expect(new Date(until * 1_000).getHours()).toBe(0);
  expect(dayOf('29.3.2026')).toBeUndefined();
});

it('knows when nothing is looked for', () => {
  expect(isEmpty({ text: ' ' })).toBe(true);
  expect(isEmpty({ text: '', from: 0 })).toBe(false);
});
