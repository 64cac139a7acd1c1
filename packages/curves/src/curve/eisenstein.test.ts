import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modulo } from './arithmetic.ts';
import { oracle } from './curve-oracle.ts';
import {
  decompose,
  decomposeOdd,
  digitsOf,
  digitTable,
  digitValue,
  EISENSTEIN_DIGITS,
  EISENSTEIN_TABLE,
  type Eisenstein,
  eisensteinLattice,
  eisensteinPrime,
  norm,
} from './eisenstein.ts';
import { cubicEndomorphism } from './endomorphism.ts';
import { componentBounds } from './lattice.ts';
import { CURVES } from './parameters.ts';
import { scalars } from './test-scalars.ts';

const times = (m: bigint, { a, b }: Eisenstein) => ({ a: m * a, b: m * b });
const plus = (s: Eisenstein, d: Eisenstein) => ({ a: s.a + d.a, b: s.b + d.b });
const minus = (s: Eisenstein, d: Eisenstein) => plus(s, times(-1n, d));
const isOdd = ({ a, b }: Eisenstein) => ((a | b) & 1n) === 1n;

describe('digits of Z[ω]', () => {
  const table = digitTable();

  test('are 24 odd elements of norm at most 9', () => {
    const bytes = new Set(table.filter((byte) => byte !== 0xff));
    expect(bytes.size).toBe(24);
    for (const byte of bytes) {
      const value = digitValue(byte);
      expect(isOdd(value)).toBe(true);
      expect(norm(value)).toBe([1n, 3n, 9n, 7n][byte & 3]);
    }
    expect(new Set([...bytes].map((byte) => Object.values(digitValue(byte)).join())).size).toBe(24);
  });

  test('leave an odd multiple of 4 for every odd class modulo 8', () => {
    for (let index = 0; index < 64; index++) {
      const kappa = { a: BigInt(index & 7), b: BigInt(index >> 3) };
      expect(table[index] === 0xff).toBe(!isOdd(kappa));
      if (table[index] === 0xff) continue;
      const { a, b } = minus(kappa, digitValue(table[index]!));
      expect(a % 4n).toBe(0n);
      expect(b % 4n).toBe(0n);
      expect(isOdd({ a: a / 4n, b: b / 4n })).toBe(true);
    }
  });

  test('find the twelve elements of norm 1 and 3 at the index of the top digit', () => {
    let found = 0;
    for (let a = -2n; a <= 2n; a++) {
      for (let b = -2n; b <= 2n; b++) {
        if (![1n, 3n].includes(norm({ a, b }))) continue;
        found++;
        expect(digitValue(table[Number((a & 7n) | ((b & 7n) << 3n)) ^ 4]!)).toEqual({ a, b });
      }
    }
    expect(found).toBe(12);
  });
});

describe.each(Object.values(CURVES))('regular digits for G1 of $name', (curve) => {
  const { r } = curve;
  const { lambda } = cubicEndomorphism(curve);
  const prime = eisensteinPrime(curve);
  const value = ({ a, b }: Eisenstein) => modulo(a + b * lambda, r);
  const any = scalars(curve, [lambda, modulo(lambda * lambda, r)]);
  const named = [1n, 2n, 3n, r - 1n, r - 2n, lambda, r - lambda, modulo(lambda * lambda, r), (r - 1n) / 2n];

  test('rest on an ideal of norm r', () => {
    expect(norm(prime)).toBe(r);
    expect(value(prime)).toBe(0n);
    expect(isOdd(prime)).toBe(true);
    // Five words of 64 bits, as the recipe says.
    for (const factor of eisensteinLattice(curve).factors) expect(factor >> 320n).toBe(0n);
    for (const [low, high] of componentBounds(eisensteinLattice(curve))) {
      expect(high).toBeLessThan(1n << 127n);
      expect(low).toBeGreaterThan(-(1n << 127n));
    }
  });

  test('split k into short parts that act like k', () => {
    fc.assert(
      fc.property(any, (k) => {
        const short = decompose(curve, k);
        expect(value(short)).toBe(k);
        expect(10_000n * norm(short)).toBeLessThan(7_502n * r);
        const odd = decomposeOdd(curve, k);
        expect(value(odd)).toBe(k);
        expect(isOdd(odd)).toBe(true);
        expect(10_000n * norm(odd)).toBeLessThan(34_824n * r);
      }),
      { numRuns: 3000, examples: named.map((k) => [k]) },
    );
    expect(decompose(curve, 0n)).toEqual({ a: 0n, b: 0n });
  });

  test('are always 65, none zero, and meet no exceptional case', () => {
    fc.assert(
      fc.property(any, (k) => requireRegular(k)),
      { numRuns: 3000, examples: named.map((k) => [k]) },
    );
  });

  test('the norms of sums near half of √r do not reach r', () => {
    // The scalars whose κ is even and far out, where π is added: the corners of the rounding.
    for (const corner of [
      [1n, 1n],
      [1n, -1n],
      [-1n, 1n],
    ]) {
      const half = { a: (corner[0]! * r) / 2n, b: (corner[1]! * r) / 2n };
      const product = {
        a: half.a * prime.a - half.b * prime.b,
        b: half.a * prime.b + half.b * prime.a - half.b * prime.b,
      };
      const near = { a: product.a / r, b: product.b / r };
      for (let i = -8n; i < 8n; i++) requireRegular(value(plus(near, { a: i, b: i * i })));
    }
  });

  test('give k·P on points, against noble', () => {
    const { G1 } = oracle[curve.name];
    fc.assert(
      fc.property(any, (k) => {
        const base = G1.BASE.multiply(r - 7n);
        const image = base.multiply(lambda);
        const at = ({ a, b }: Eisenstein) =>
          base.multiplyUnsafe(modulo(a, r)).add(image.multiplyUnsafe(modulo(b, r)));
        const multiples = EISENSTEIN_TABLE.map(at);
        let sum = G1.ZERO;
        for (const byte of digitsOf(curve, k)) {
          let digit = multiples[byte & 3]!;
          for (let j = (byte >> 2) & 3; j > 0; j--) digit = digit.multiplyUnsafe(lambda);
          if (byte & 16) digit = digit.negate();
          sum = sum.double().double().add(digit);
        }
        expect(sum.equals(base.multiply(k))).toBe(true);
      }),
      { numRuns: 3, examples: [[1n], [r - 1n]] },
    );
  });

  /** Goes through the multiplication by k and checks each condition the docstring's proof names. */
  function requireRegular(k: bigint): void {
    const digits = digitsOf(curve, k);
    expect(digits).toHaveLength(EISENSTEIN_DIGITS);
    let alpha = digitValue(digits[0]!);
    expect(norm(alpha)).toBeLessThanOrEqual(3n);
    for (const byte of digits.subarray(1)) {
      const digit = digitValue(byte);
      const double = times(2n, alpha);
      const sum = plus(double, digit);
      for (const nonzero of [alpha, double, sum, minus(double, digit), digit]) {
        const size = norm(nonzero);
        if (size === 0n || size >= r) throw new Error('an exceptional case');
      }
      alpha = plus(sum, double);
    }
    expect(alpha).toEqual(decomposeOdd(curve, k));
    expect(value(alpha)).toBe(k);
  }
});
