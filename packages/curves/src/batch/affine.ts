import type { FieldOps } from '../field/field.ts';

/**
 * Affine formulas of y² = x³ + b over any field. Each takes the inverse of its denominator, times a constant, so
 * that a batch can share one inversion; where a denominator is zero they do not hold. Cohen and Frey (eds.), "Handbook of Elliptic
 * and Hyperelliptic Curve Cryptography", 2005, section 13.2.1.
 */
export interface Affine<E> {
  readonly x: E;
  readonly y: E;
}

/** 2P from 3/(2y): λ = 3x²/(2y). Four products. */
export function double<E>(ops: FieldOps<E>, p: Affine<E>, inverse: E): Affine<E> {
  const slope = ops.mul(ops.sqr(p.x), inverse);
  const x = ops.sub(ops.sqr(slope), ops.times(p.x, 2));
  return { x, y: ordinate(ops, slope, p, x) };
}

/** x_Q − x_P, the denominator of {@link add} and {@link chord}. */
export function addDenominator<E>(ops: FieldOps<E>, p: Pick<Affine<E>, 'x'>, q: Pick<Affine<E>, 'x'>): E {
  return ops.sub(q.x, p.x);
}

/** P + Q from 1/(x_Q − x_P). Three products. */
export function add<E>(ops: FieldOps<E>, p: Affine<E>, q: Affine<E>, inverse: E): Affine<E> {
  const { slope, x } = chord(ops, p, q, inverse);
  return { x, y: ordinate(ops, slope, p, x) };
}

/** Slope of the line through P and Q, and the abscissa of P + Q, from 1/(x_Q − x_P). Two products. */
export function chord<E>(ops: FieldOps<E>, p: Affine<E>, q: Affine<E>, inverse: E): { slope: E; x: E } {
  const slope = ops.mul(ops.sub(q.y, p.y), inverse);
  return { slope, x: ops.sub(ops.sqr(slope), ops.add(p.x, q.x)) };
}

/**
 * (P + Q) + P from the slope and abscissa of P + Q, and 2/(x_{P+Q} − x_P). The ordinate of P + Q is not needed:
 * the slope is −λ − 2y_P/(x_{P+Q} − x_P). Three products. Eisenträger, Lauter and Montgomery, "Fast Elliptic Curve
 * Arithmetic and Improved Weil Pairing Evaluation", 2003, section 3.
 */
export function addAgain<E>(ops: FieldOps<E>, p: Affine<E>, sum: { slope: E; x: E }, inverse: E): Affine<E> {
  const slope = ops.neg(ops.add(sum.slope, ops.mul(p.y, inverse)));
  const x = ops.sub(ops.sqr(slope), ops.add(p.x, sum.x));
  return { x, y: ordinate(ops, slope, p, x) };
}

/** The ordinate of the third point's mirror on the line through P. */
function ordinate<E>(ops: FieldOps<E>, slope: E, p: Affine<E>, x: E): E {
  return ops.sub(ops.mul(slope, ops.sub(p.x, x)), p.y);
}
