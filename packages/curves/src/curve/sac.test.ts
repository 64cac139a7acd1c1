import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modulo } from './arithmetic.ts';
import { oracle } from './curve-oracle.ts';
import {
  type Cyclotomic,
  cyclotomicBasis,
  cyclotomicPrime,
  evaluateCyclotomic,
  quarterLattice,
  reduceCyclotomic,
} from './cyclotomic.ts';
import { frobeniusEndomorphism } from './endomorphism.ts';
import { componentBounds } from './lattice.ts';
import { CURVES } from './parameters.ts';
import { columnsOf, columnValue, SAC_COLUMNS, sacSplitting, splitScalar, splittingBounds } from './sac.ts';
import { scalars } from './test-scalars.ts';

/** Steps, counted from the last, in which the norm alone does not exclude an exceptional case. */
const STEPS_TO_EXHAUST = { 'bls12-381': 2, bn254: 3 };

describe.each(Object.values(CURVES))('sign-aligned columns for G2 of $name', (curve) => {
  const { r, name } = curve;
  const { mu } = frobeniusEndomorphism(curve);
  const value = (kappa: Cyclotomic) => evaluateCyclotomic(curve, kappa);
  const any = scalars(curve, [mu, modulo(mu * mu, r), modulo(mu ** 3n, r)]);
  const examples = [1n, 2n, 3n, r - 1n, r - 2n, mu, r - mu, modulo(mu * mu, r), (r - 1n) / 2n].map(
    (k): [bigint] => [k],
  );

  test('rest on an ideal of norm r', () => {
    expect(sacSplitting(curve).lattice.order).toBe(r);
    // Five words of 64 bits, as the recipe says.
    for (const factor of sacSplitting(curve).lattice.factors) expect(factor >> 320n).toBe(0n);
    for (const row of cyclotomicBasis(curve)) expect(value(row)).toBe(0n);
    expect(value(sacSplitting(curve).parity)).toBe(0n);
    expect(sacSplitting(curve).parity[0] & 1n).toBe(1n);
    expect(value([0n, 1n, 0n, 0n])).toBe(mu);
    expect(meanSquare(cyclotomicPrime(curve)) ** 2n).toBeGreaterThanOrEqual(r);
  });

  test('split k into parts of the right size that act like k', () => {
    const bounds = splittingBounds(sacSplitting(curve));
    for (const [j, [low, high]] of bounds.entries()) {
      expect(low).toBeGreaterThanOrEqual(j === 0 ? 1n << 65n : 0n);
      expect(high).toBeLessThan(j === 0 ? 1n << 66n : 1n << 65n);
    }
    fc.assert(
      fc.property(any, (k) => {
        const kappa = splitScalar(curve, k);
        expect(value(kappa)).toBe(k);
        expect(kappa[0] & 1n).toBe(1n);
        for (const [j, [low, high]] of bounds.entries()) {
          expect(kappa[j]! >= low && kappa[j]! <= high).toBe(true);
        }
      }),
      { numRuns: 3000, examples },
    );
  });

  test('split k around 0 for multi-scalar multiplication', () => {
    const lattice = quarterLattice(curve);
    for (const [low, high] of componentBounds(lattice)) {
      expect(low).toBeGreaterThan(-(1n << 64n));
      expect(high).toBeLessThan(1n << 64n);
    }
    fc.assert(
      fc.property(any, (k) => {
        expect(value(reduceCyclotomic(lattice, k))).toBe(k);
      }),
      { numRuns: 1000, examples },
    );
  });

  test('are always 66, none zero, and meet no exceptional case', () => {
    fc.assert(
      fc.property(any, (k) => requireRegular(k)),
      { numRuns: 1000, examples },
    );
  });

  test('exclude exceptional cases by norm up to the last steps', () => {
    const reach = (step: number) =>
      splittingBounds(sacSplitting(curve)).map(([, high]) => (high >> BigInt(step + 1)) + 3n);
    const last = STEPS_TO_EXHAUST[name];
    expect(meanSquare(reach(last)) ** 2n).toBeLessThan(r);
    expect(meanSquare(reach(last - 1)) ** 2n).toBeGreaterThan(r);
  });

  test('meet none for any scalar the norm does not exclude', () => {
    const columns = Array.from({ length: 16 }, (_, byte) => value(columnValue(byte)));
    for (let steps = 1; steps <= STEPS_TO_EXHAUST[name]; steps++) {
      for (let choice = 0; choice < 16 ** steps; choice++) {
        const chosen = Array.from({ length: steps }, (_, i) => columns[(choice >> (4 * i)) & 15]!);
        const low = chosen.reduce((sum, column, i) => sum + (column << BigInt(i)), 0n);
        for (const epsilon of [0n, 1n, -1n]) {
          const k = modulo(low + ((epsilon * chosen.at(-1)!) << BigInt(steps)), r);
          if (k !== 0n) requireRegular(k);
        }
      }
    }
  });

  test('give k·Q on points, against noble', () => {
    const { G2 } = oracle[name];
    fc.assert(
      fc.property(any, (k) => {
        const base = G2.BASE.multiply(r - 7n);
        const multiples = Array.from({ length: 16 }, (_, byte) =>
          base.multiplyUnsafe(value(columnValue(byte))),
        );
        let sum = G2.ZERO;
        for (const byte of columnsOf(curve, k)) sum = sum.double().add(multiples[byte]!);
        expect(sum.equals(base.multiply(k))).toBe(true);
      }),
      { numRuns: 3, examples: [[1n], [r - 1n]] },
    );
  });

  test('the check sees an exceptional case', () => {
    // κ = 1, whose sum stays 1: opposite points in the second step.
    const ofOne = new Uint8Array(SAC_COLUMNS).fill(8).with(0, 0);
    expect(() => follow(ofOne)).toThrow('exceptional');
    // k = 0 ends in the sum of opposite points.
    expect(() => follow(columnsOf(curve, 0n))).toThrow('exceptional');
  });

  function requireRegular(k: bigint): void {
    const columns = columnsOf(curve, k);
    if (columns.length !== SAC_COLUMNS) throw new Error('a different number of columns');
    if (follow(columns) !== k) throw new Error(`not the columns of ${k}`);
  }

  /** Goes through a multiplication, checks modulo (γ) each condition the docstring's proof names; the scalar. */
  function follow(columns: Uint8Array): bigint {
    let alpha = value(columnValue(columns[0]!));
    for (const [i, byte] of columns.subarray(1).entries()) {
      const column = value(columnValue(byte));
      const start = i === 0 ? modulo(2n * alpha, r) : alpha;
      const next = modulo(2n * alpha + column, r);
      if (alpha === 0n || next === 0n || start === column || start === r - column) {
        throw new Error('an exceptional case');
      }
      alpha = next;
    }
    return alpha;
  }
});

/** The mean of |x|² over the two embeddings, an upper bound when the components are. */
function meanSquare(x: readonly bigint[]): bigint {
  const [x0, x1, x2, x3] = x as [bigint, bigint, bigint, bigint];
  return x0 * x0 + x0 * x2 + x2 * x2 + x1 * x1 + x1 * x3 + x3 * x3;
}
