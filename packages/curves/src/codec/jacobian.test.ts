import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AffineGroup, groupOne, groupTwo } from '../curve/affine.ts';
import { CURVES } from '../curve/parameters.ts';
import type { FieldOps } from '../field/field.ts';
import { integerOps } from '../field/model.ts';
import { quadratic } from '../tower/quadratic.ts';
import { addAffine, double, type Jacobian } from './jacobian.ts';

describe.each(Object.values(CURVES))('Jacobian formulas on $name', (curve) => {
  const prime = integerOps(curve.p);
  const second = quadratic({ prime: curve.p, slotBytes: 8 }, prime);
  test('hold on E', () => check(prime, groupOne(curve), (a) => a));
  test('hold on the twist', () => check(second, groupTwo(curve), ([c0, c1]) => second.pair(c0, c1)));
});

function check<E, F>(ops: FieldOps<E>, group: AffineGroup<F>, element: (a: F) => E): void {
  const small = fc.bigInt(1n, 1n << 40n);
  const affine = (k: bigint) => {
    const { x, y } = group.multiply(group.generator, k)!;
    return { x: element(x), y: element(y) };
  };
  /** The point with this Z. */
  const jacobian = (k: bigint, z: E): Jacobian<E> => {
    const { x, y } = affine(k);
    return { x: ops.mul(x, ops.sqr(z)), y: ops.mul(y, ops.mul(ops.sqr(z), z)), z };
  };
  const scale = (k: bigint) => ops.add(ops.times(affine(k).x, 3), ops.one());
  const expectPoint = (point: Jacobian<E>, k: bigint) => {
    expect(point.z).not.toEqual(ops.zero());
    expect(point).toEqual(jacobian(k, point.z));
  };
  const expectLost = (point: Jacobian<E>) => {
    expect(point.z).toEqual(ops.zero());
    // Nothing brings a point back.
    expect(double(ops, point).z).toEqual(ops.zero());
    expect(addAffine(ops, point, affine(7n)).z).toEqual(ops.zero());
  };

  fc.assert(
    fc.property(small, small, (a, b) => {
      fc.pre(a !== b);
      const p = jacobian(a, scale(b));
      expectPoint(double(ops, p), 2n * a);
      expectPoint(addAffine(ops, p, affine(b)), a + b);
      const opposite = { ...affine(a), y: ops.neg(affine(a).y) };
      expectLost(addAffine(ops, p, affine(a)));
      expectLost(addAffine(ops, p, opposite));
    }),
    { numRuns: 10 },
  );
}
