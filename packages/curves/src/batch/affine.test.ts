import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AffineGroup, groupOne, groupTwo } from '../curve/affine.ts';
import { inverse, inverse2 } from '../curve/arithmetic.ts';
import { CURVES } from '../curve/parameters.ts';
import type { FieldOps } from '../field/field.ts';
import { integerOps } from '../field/model.ts';
import { quadratic } from '../tower/quadratic.ts';
import { type Affine, add, addAgain, addDenominator, chord, double } from './affine.ts';

describe.each(Object.values(CURVES))('affine formulas on $name', (curve) => {
  const { p } = curve;
  const prime = integerOps(p);
  const second = quadratic({ prime: p, slotBytes: 8 }, prime);

  it('hold on E', () =>
    check(
      prime,
      groupOne(curve),
      (a) => inverse(a, p),
      (a) => a,
    ));
  it('hold on the twist', () =>
    check(
      second,
      groupTwo(curve),
      ({ c0, c1 }) => second.pair(...inverse2([c0, c1], p)),
      ([c0, c1]) => second.pair(c0, c1),
    ));
});

function check<E, F>(
  ops: FieldOps<E>,
  group: AffineGroup<F>,
  invert: (a: E) => E,
  element: (a: F) => E,
): void {
  const scalar = fc.bigInt(1n, 1n << 64n);
  const point = (k: bigint): Affine<E> => {
    const { x, y } = group.multiply(group.generator, k)!;
    return { x: element(x), y: element(y) };
  };
  fc.assert(
    fc.property(scalar, scalar, (a, b) => {
      fc.pre(a !== b);
      const [p, q] = [point(a), point(b)];
      expect(double(ops, p, ops.times(invert(ops.times(p.y, 2)), 3))).toEqual(point(2n * a));
      const inverse = invert(addDenominator(ops, p, q));
      expect(add(ops, p, q, inverse)).toEqual(point(a + b));
      const sum = chord(ops, p, q, inverse);
      expect(addAgain(ops, p, sum, ops.times(invert(addDenominator(ops, p, sum)), 2))).toEqual(
        point(2n * a + b),
      );
    }),
    { numRuns: 20 },
  );
}
