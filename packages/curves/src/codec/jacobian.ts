import type { FieldOps } from '../field/field.ts';

/**
 * Jacobian formulas of y² = x³ + b over any field: (X, Y, Z) stands for (X/Z², Y/Z³). b does not occur in them, so
 * they hold on every curve of that form at once. From Bernstein and Lange, "Explicit-Formulas Database", short
 * Weierstrass curves with a = 0.
 *
 * They need no inversion, and what they cannot do shows in the end: where an addition meets equal or opposite
 * points or infinity, its Z is 0, and Z stays 0 whatever is doubled or added afterwards.
 */
export interface Jacobian<E> {
  readonly x: E;
  readonly y: E;
  readonly z: E;
}

/** 2P, by dbl-2009-l: two products, five squares. */
export function double<E>(ops: FieldOps<E>, { x, y, z }: Jacobian<E>): Jacobian<E> {
  const xx = ops.sqr(x);
  const yy = ops.sqr(y);
  const yyyy = ops.sqr(yy);
  const d = ops.times(ops.sub(ops.sqr(ops.add(x, yy)), ops.add(xx, yyyy)), 2);
  const slope = ops.times(xx, 3);
  const x3 = ops.sub(ops.sqr(slope), ops.times(d, 2));
  return {
    x: x3,
    y: ops.sub(ops.mul(slope, ops.sub(d, x3)), ops.times(yyyy, 8)),
    z: ops.times(ops.mul(y, z), 2),
  };
}

/** P + Q for an affine Q, by madd-2007-bl: seven products, four squares. */
export function addAffine<E>(
  ops: FieldOps<E>,
  { x, y, z }: Jacobian<E>,
  q: { readonly x: E; readonly y: E },
): Jacobian<E> {
  const zz = ops.sqr(z);
  const h = ops.sub(ops.mul(q.x, zz), x);
  const hh = ops.sqr(h);
  const r = ops.times(ops.sub(ops.mul(ops.mul(q.y, z), zz), y), 2);
  const i = ops.times(hh, 4);
  const j = ops.mul(h, i);
  const v = ops.mul(x, i);
  const x3 = ops.sub(ops.sqr(r), ops.add(j, ops.times(v, 2)));
  const y3 = ops.sub(ops.mul(r, ops.sub(v, x3)), ops.times(ops.mul(y, j), 2));
  return { x: x3, y: y3, z: ops.sub(ops.sqr(ops.add(z, h)), ops.add(zz, hh)) };
}
