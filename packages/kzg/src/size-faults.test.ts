import { expect, it } from 'vitest';
import { isPowerOfTwo, sizeFaults } from './size-faults.ts';
import { ETHEREUM_SIZES, type SubSize } from './sizes.ts';

it.each<[string, SubSize[], string[], string[]]>([
  ['Ethereum’s', ETHEREUM_SIZES, [], []],
  ['the smallest', [{ g1: 2, g2: 2 }], [], []],
  ['too few in G2', [{ g1: 2, g2: 1 }], ['SIZES'], ['sizes.0.g1', 'sizes.0.g2']],
  ['more in G2', [...ETHEREUM_SIZES, { g1: 4, g2: 8 }], ['SIZES'], ['sizes.4.g1', 'sizes.4.g2']],
  ['no power of two', [ETHEREUM_SIZES[0]!, { g1: 6, g2: 3 }], ['NO_POWER_OF_TWO'], ['sizes.1.g1']],
  ['more than anybody reads', Array(2).fill({ g1: 65536, g2: 65 }), ['TOO_LARGE'], ['sizes']],
  [
    'several faults',
    [{ g1: 6, g2: 8 }],
    ['SIZES', 'NO_POWER_OF_TWO'],
    ['sizes.0.g1', 'sizes.0.g2', 'sizes.0.g1'],
  ],
])('of sizes, %s', (_, sizes, codes, about) => {
  const faults = sizeFaults(sizes);
  expect(faults.map(({ code }) => code)).toEqual(codes);
  expect(faults.flatMap((fault) => fault.about)).toEqual(about);
});

it('knows powers of two', () => {
  expect([0, 1, 2, 3, 4, 6, 32768, 32769].filter(isPowerOfTwo)).toEqual([2, 4, 32768]);
});
