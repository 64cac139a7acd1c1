import { expect, it } from 'vitest';
import { createFormats } from './formats.ts';

const { size, span, relative } = createFormats('en');

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [6_300_000, '6.3 MB'],
  [63_000_000, '63 MB'],
  [4_380_000_000, '4.4 GB'],
])('%i bytes', (bytes, text) => expect(size(bytes)).toBe(text));

it.each([
  [0, '0 seconds'],
  [59.4, '59 seconds'],
  [61, '1 minute 1 second'],
  [3_600, '1 hour'],
  [3_601, '1 hour'],
  [90_000, '1 day 1 hour'],
])('%d seconds', (seconds, text) => expect(span(seconds)).toBe(text));

it('says how long ago', () => {
  expect(relative(1_000, 1_180)).toBe('3 minutes ago');
  expect(relative(1_000 + 2 * 86_400, 1_000)).toBe('in 2 days');
  expect(relative(1_000, 1_000)).toBe('now');
});
