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
  const zh = ops.sub(ops.sqr(ops.add(z, h)), ops.add(zz, hh));
  return chord(ops, { x, y }, h, ops.times(hh, 4), r, zh);
}

/** P + Q, by add-2007-bl: eleven products, five squares. */
export function add<E>(ops: FieldOps<E>, p: Jacobian<E>, q: Jacobian<E>): Jacobian<E> {
  const pp = ops.sqr(p.z);
  const qq = ops.sqr(q.z);
  const x = ops.mul(p.x, qq);
  const y = ops.mul(ops.mul(p.y, q.z), qq);
  const h = ops.sub(ops.mul(q.x, pp), x);
  const r = ops.times(ops.sub(ops.mul(ops.mul(q.y, p.z), pp), y), 2);
  const zz = ops.sub(ops.sqr(ops.add(p.z, q.z)), ops.add(pp, qq));
  return chord(ops, { x, y }, h, ops.sqr(ops.times(h, 2)), r, ops.mul(zz, h));
}

/** The sum from the differences of the points, once both have the same Z: i = 4h², r twice the difference of y. */
function chord<E>(
  ops: FieldOps<E>,
  { x, y }: { readonly x: E; readonly y: E },
  h: E,
  i: E,
  r: E,
  z: E,
): Jacobian<E> {
  const j = ops.mul(h, i);
  const v = ops.mul(x, i);
  const x3 = ops.sub(ops.sqr(r), ops.add(j, ops.times(v, 2)));
  const y3 = ops.sub(ops.mul(r, ops.sub(v, x3)), ops.times(ops.mul(y, j), 2));
  return { x: x3, y: y3, z };
}
