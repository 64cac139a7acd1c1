import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modulo } from './arithmetic.ts';
import { evaluateCyclotomic, quarterLattice, reduceCyclotomic } from './cyclotomic.ts';
import { decompose, eisensteinLattice } from './eisenstein.ts';
import { cubicEndomorphism } from './endomorphism.ts';
import { componentBounds } from './lattice.ts';
import { CURVES } from './parameters.ts';
import { COMBINATION_RANGE, signedWindows, windowCount } from './windows.ts';

const width = fc.integer({ min: 2, max: 16 });

function joined(digits: number[], bits: number): bigint {
  return digits.reduceRight((sum, digit) => {
    expect(digit).toBeGreaterThanOrEqual(-(2 ** (bits - 1)));
    expect(digit).toBeLessThan(2 ** (bits - 1));
    return (sum << BigInt(bits)) + BigInt(digit);
  }, 0n);
}

describe('signed windows', () => {
  test('add up to the scalar, in a range and at its ends', () => {
    const [low, high] = COMBINATION_RANGE;
    fc.assert(
      fc.property(width, fc.bigInt({ min: low, max: high }), (bits, v) => {
        const count = windowCount(bits, COMBINATION_RANGE);
        for (const scalar of [v, low, high])
          expect(joined(signedWindows(scalar, bits, count), bits)).toBe(scalar);
      }),
    );
    expect(windowCount(13, COMBINATION_RANGE)).toBe(10);
    expect(windowCount(16, COMBINATION_RANGE)).toBe(9);
  });

  test('are refused when they cannot hold it', () => {
    const high = COMBINATION_RANGE[1];
    expect(() => signedWindows(high, 13, 9)).toThrow(RangeError);
    expect(() => signedWindows(-(1n << 127n), 14, 9)).toThrow(RangeError);
    expect(() => signedWindows(high, 16, 8)).toThrow(RangeError);
  });

  test.each(Object.values(CURVES))('hold the parts of a split scalar of $name', (curve) => {
    const { lambda } = cubicEndomorphism(curve);
    const quarter = quarterLattice(curve);
    const hull = (bounds: [bigint, bigint][]): [bigint, bigint] => [
      bounds.reduce((low, [next]) => (next < low ? next : low), 0n),
      bounds.reduce((high, [, next]) => (next > high ? next : high), 0n),
    ];
    const halves = hull(componentBounds(eisensteinLattice(curve)));
    const quarters = hull(componentBounds(quarter));
    const twice = (part: bigint, bits: number, range: [bigint, bigint]) =>
      joined(signedWindows(part, bits, windowCount(bits, range)), bits);
    fc.assert(
      fc.property(width, fc.bigInt({ min: 0n, max: curve.r - 1n }), (bits, k) => {
        const { a, b } = decompose(curve, k);
        expect(modulo(twice(a, bits, halves) + lambda * twice(b, bits, halves), curve.r)).toBe(k);
        const [c0, c1, c2, c3] = reduceCyclotomic(quarter, k);
        const parts = [c0, c1, c2, c3].map((part) => twice(part, bits, quarters));
        expect(evaluateCyclotomic(curve, parts as [bigint, bigint, bigint, bigint])).toBe(k);
      }),
    );
  });
});
