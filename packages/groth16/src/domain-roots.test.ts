import { power } from '@brebaje/curves/curve/arithmetic';
import { CURVES } from '@brebaje/curves/curve/parameters';
import { rootOfUnity, twoAdicity } from '@brebaje/curves/curve/roots';
import { describe, expect, test } from 'vitest';
import { domainRoot, engineIndex, inFileOrder } from './domain-roots.ts';

describe.each(['bn254', 'bls12-381'] as const)('roots of unity on %s', (curve) => {
  const { r } = CURVES[curve];

  test('have the order of the domain', () => {
    for (let log = 1; log <= twoAdicity(curve); log++) {
      expect(power(domainRoot(curve, log), 1n << BigInt(log - 1), r)).toBe(r - 1n);
    }
    expect(domainRoot(curve, 0)).toBe(1n);
    expect(() => domainRoot(curve, twoAdicity(curve) + 1)).toThrow(RangeError);
  });

  test('start from the smallest non-residue', () => {
    const symbol = (value: bigint) => power(value, (r - 1n) / 2n, r);
    expect([2n, 3n, 4n].map(symbol)).toEqual([1n, 1n, 1n]);
    expect(symbol(5n)).toBe(r - 1n);
  });

  test('are the engines’ in another order', () => {
    for (const log of [0, 1, 2, 5, 20, twoAdicity(curve)]) {
      const indexOf = engineIndex(curve, log);
      for (const i of [0, 1, 2, 3, 17, 2 ** log - 1].filter((one) => one < 2 ** log)) {
        const theirs = power(rootOfUnity(curve, log), BigInt(indexOf(i)), r);
        expect(theirs).toBe(power(domainRoot(curve, log), BigInt(i), r));
      }
    }
  });

  test('order items', () => {
    const items = Uint8Array.from({ length: 3 * 16 }, (_, i) => i);
    const indexOf = engineIndex(curve, 4);
    const expected = Array.from({ length: 16 }, (_, i) => [0, 1, 2].map((k) => 3 * indexOf(i) + k)).flat();
    expect([...inFileOrder(curve, items, 3)]).toEqual(expected);
  });
});
