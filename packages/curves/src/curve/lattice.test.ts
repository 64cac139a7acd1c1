import { describe, expect, test } from 'vitest';
import { componentBounds, latticeReduction, reduceScalar } from './lattice.ts';

// (5, 1) and (−1, 5) generate the vectors (a, b) with a + 21·b ≡ 0 mod 26.
const BASIS = [
  [5n, 1n],
  [-1n, 5n],
];

describe('splitting by a lattice', () => {
  test('keeps the residue, in a box around the centre', () => {
    for (const centre of [
      [0n, 0n],
      [100n, -7n],
    ]) {
      const reduction = latticeReduction(BASIS, centre, 1);
      const bounds = componentBounds(reduction);
      for (const [j, [low, high]] of bounds.entries()) {
        expect(low).toBe(centre[j]! - 3n);
        expect(high).toBe(centre[j]! + 3n);
      }
      for (let k = 0n; k < 26n; k++) {
        const kappa = reduceScalar(reduction, k);
        expect((kappa[0]! + 21n * kappa[1]! - k) % 26n).toBe(0n);
        for (const [j, part] of kappa.entries()) {
          expect(part).toBeGreaterThanOrEqual(bounds[j]![0]);
          expect(part).toBeLessThanOrEqual(bounds[j]![1]);
        }
      }
    }
  });

  test('needs only positive constants', () => {
    const { factors, roundings, rows } = latticeReduction(BASIS, [0n, 0n], 1);
    expect(rows).toEqual([
      [5n, 1n],
      [1n, -5n],
    ]);
    for (const constant of [...factors, ...roundings]) expect(constant).toBeGreaterThan(0n);
  });

  test('refuses a box wider than its words', () => {
    expect(() => latticeReduction(BASIS, [0n, 2n ** 63n], 1)).toThrow(RangeError);
    expect(() => latticeReduction(BASIS, [2n - 2n ** 63n, 0n], 1)).toThrow(RangeError);
    latticeReduction(BASIS, [4n - 2n ** 63n, 2n ** 63n - 5n], 1);
  });
});
