import { expect, test } from 'vitest';
import { FormatError } from './format-error.ts';
import { ETHEREUM_SIZES, formatSizes, parseSizes, sizesOf } from './sizes.ts';

test('Ethereum’s sizes', () => {
  const text = '4096,65:8192,65:16384,65:32768,65';
  expect(parseSizes(text)).toEqual(ETHEREUM_SIZES);
  expect(formatSizes(ETHEREUM_SIZES)).toBe(text);
  expect(ETHEREUM_SIZES.reduce((sum, size) => sum + size.g1, 0)).toBe(61_440);
  expect(ETHEREUM_SIZES.reduce((sum, size) => sum + size.g2, 0)).toBe(260);
});

test('sizes of packed powers', () => {
  expect(sizesOf([{ g1: new Uint8Array(4 * 48), g2: new Uint8Array(3 * 96) }])).toEqual([{ g1: 4, g2: 3 }]);
});

test.each([
  '',
  '4',
  '4,3,2',
  '4,3:',
  '4;3',
  '0,0',
  '4,1',
  '1,1',
  '2,3',
  '-4,3',
  '4.5,3',
  '04,3',
  '9999999999,3',
  'a,b',
])('refuses %j', (text) => {
  expect(() => parseSizes(text)).toThrow(FormatError);
});
