import { type AffinePoint, groupOne, groupTwo } from './affine.ts';
import { conjugate2, type Fp2, inverse, inverse2, modulo, multiply2, power2 } from './arithmetic.ts';
import type { CurveParameters } from './parameters.ts';

/**
 * The endomorphism φ(x, y) = (β·x, y) of E(F_p), which is [λ] on the points of order r. Gallant, Lambert and
 * Vanstone, "Faster Point Multiplication on Elliptic Curves with Efficient Endomorphisms", 2001.
 */
export interface CubicEndomorphism {
  /** A primitive cube root of one modulo p. */
  readonly beta: bigint;
  /** The eigenvalue, a primitive cube root of one modulo r. −z² for BLS12. */
  readonly lambda: bigint;
}

/**
 * β and λ that belong together. Let s stand for √−3 as an endomorphism: Frobenius is π = (t + f·s)/2. π acts on
 * the rational points of order r as 1, hence s as (2 − t)/f mod r; π is inseparable, it takes the differential
 * dx/y to 0, hence s takes it to −t/f times itself mod p. φ = (−1 + s)/2 multiplies dx/y by β, points by λ.
 */
export function cubicEndomorphism(curve: CurveParameters): CubicEndomorphism {
  const { p, r, t, f } = curve;
  return {
    beta: modulo((-1n - t * inverse(f, p)) * inverse(2n, p), p),
    lambda: modulo((-1n + (2n - t) * inverse(f, r)) * inverse(2n, r), r),
  };
}

/**
 * The endomorphism ψ(x, y) = (cx·x̄, cy·ȳ) of E'(F_p²): untwist, Frobenius, twist. On G2 it is [μ].
 * Galbraith, Lin and Scott, "Endomorphisms for Faster Elliptic Curve Cryptography on a Large Class of Curves",
 * 2009. ψ⁴ − ψ² + 1 = 0 on G2, since p has order 12 modulo r.
 */
export interface FrobeniusEndomorphism {
  readonly cx: Fp2;
  readonly cy: Fp2;
  /** The eigenvalue p mod r: z for BLS12, 6x² for BN. */
  readonly mu: bigint;
}

/**
 * With w⁶ = ξ the untwist is (x·w⁻², y·w⁻³) for an M twist and (x·w², y·w³) for a D twist, and conjugation takes
 * w to w^p: c is ξ^((p−1)/3) and ξ^((p−1)/2) for D, their inverses for M.
 */
export function frobeniusEndomorphism(curve: CurveParameters): FrobeniusEndomorphism {
  const { p, r, xi, twist } = curve;
  const base = twist === 'M' ? inverse2(xi, p) : xi;
  return { cx: power2(base, (p - 1n) / 3n, p), cy: power2(base, (p - 1n) / 2n, p), mu: modulo(p, r) };
}

/** φ(P). */
export function phi(curve: CurveParameters, point: AffinePoint<bigint>): AffinePoint<bigint> {
  const { beta } = cubicEndomorphism(curve);
  return point && { x: (beta * point.x) % curve.p, y: point.y };
}

/** ψ(Q). */
export function psi(curve: CurveParameters, point: AffinePoint<Fp2>): AffinePoint<Fp2> {
  const { cx, cy } = frobeniusEndomorphism(curve);
  const { p } = curve;
  return (
    point && {
      x: multiply2(cx, conjugate2(point.x, p), p),
      y: multiply2(cy, conjugate2(point.y, p), p),
    }
  );
}

/**
 * Whether a point of E(F_p) lies in G1. BN254: always, the cofactor is 1. BLS12-381: φ(P) = −[z²]P; the
 * characteristic equation of φ then gives [z⁴ − z² + 1]P = [r]P = 0. Scott, "A note on group membership tests
 * for G1, G2 and GT on BLS pairing-friendly curves", 2021, section 5.
 */
export function isInGroupOne(curve: CurveParameters, point: AffinePoint<bigint>): boolean {
  if (curve.name === 'bn254') return true;
  const group = groupOne(curve);
  return group.equal(phi(curve, point), group.multiply(point, -(curve.parameter ** 2n)));
}

/**
 * Whether a point of E'(F_p²) lies in G2. BLS12-381: ψ(Q) = [z]Q (Scott, section 4). BN254: ψ(Q) = [6x²]Q; as
 * ψ² − tψ + p = 0 and t = 6x² + 1, this gives [p − 6x²]Q = [r]Q = 0.
 */
export function isInGroupTwo(curve: CurveParameters, point: AffinePoint<Fp2>): boolean {
  const group = groupTwo(curve);
  return group.equal(psi(curve, point), group.multiply(point, curve.t - 1n));
}
