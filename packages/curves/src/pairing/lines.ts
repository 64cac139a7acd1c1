import type { FieldOps, PrimeOps } from '../field/field.ts';

/** T after a step, and the slope λ and constant λ·x_T − y_T of the line that the step met. */
export interface SteppedLine<E> {
  readonly x: E;
  readonly y: E;
  readonly slope: E;
  readonly constant: E;
}

interface Point<E> {
  readonly x: E;
  readonly y: E;
}

/** The tangent at T and 2T, from 3/(2y). Three products and two squares. */
export function tangent<E>(ops: FieldOps<E>, t: Point<E>, inverse: E): SteppedLine<E> {
  return meet(ops, t, t.x, ops.mul(ops.sqr(t.x), inverse));
}

/** The line through T and Q and T + Q, from 1/(x_Q − x_T). Three products and a square. */
export function chord<E>(ops: FieldOps<E>, t: Point<E>, q: Point<E>, inverse: E): SteppedLine<E> {
  return meet(ops, t, q.x, ops.mul(ops.sub(q.y, t.y), inverse));
}

/** Where the line meets the curve a third time, mirrored. */
function meet<E>(ops: FieldOps<E>, t: Point<E>, otherX: E, slope: E): SteppedLine<E> {
  const constant = ops.sub(ops.mul(slope, t.x), t.y);
  const x = ops.sub(ops.sqr(slope), ops.add(t.x, otherX));
  return { x, y: ops.sub(constant, ops.mul(slope, x)), slope, constant };
}

/**
 * What P does to the lines of its pair. On a twist y² = x³ + b' with w⁶ = ξ they are, up to factors in subfields,
 *
 *   y_P − λ·x_P·w + c·w³ (D)   and   y_P·w³ − λ·x_P·w² + c (M),   c = λ·x_T − y_T.
 *
 * Divided by y_P one coefficient is one. On the isomorphic curve (x, y) → (s²x, s³y) slopes are s·λ and constants s³·c;
 * with s = −x_P/y_P the slope is a coefficient as it is, and the constant needs the factor −y_P²/x_P³ only.
 */
export interface Scaling<P> {
  /** s² and s³. */
  readonly square: P;
  readonly cube: P;
  /** 1/(s³·y_P) = −y_P²/x_P³. */
  readonly constant: P;
}

/** The scaling by P, from 1/(x_P·y_P). P has order r, and points with a zero coordinate have order 2 or 3. */
export function scaling<P>(ops: PrimeOps<P>, p: Point<P>, inverse: P): Scaling<P> {
  const reciprocal = ops.mul(p.y, inverse);
  const ratio = ops.mul(p.y, reciprocal);
  const s = ops.neg(ops.mul(ops.sqr(p.x), inverse));
  const square = ops.sqr(s);
  return {
    square,
    cube: ops.mul(square, s),
    constant: ops.neg(ops.mul(ops.sqr(ratio), reciprocal)),
  };
}
