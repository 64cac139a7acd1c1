import { add2, type Fp2, inverse, inverse2, modulo, multiply2, subtract2 } from './arithmetic.ts';
import type { CurveParameters } from './parameters.ts';

/** A point in affine coordinates over F, or null: the point at infinity. */
export type AffinePoint<F> = { readonly x: F; readonly y: F } | null;

/** The chord-and-tangent group of y² = x³ + constant over a field: the model that kernels are compared with. */
export interface AffineGroup<F> {
  readonly generator: AffinePoint<F>;
  add(a: AffinePoint<F>, b: AffinePoint<F>): AffinePoint<F>;
  negate(a: AffinePoint<F>): AffinePoint<F>;
  /** [k]a for any integer k, also outside the prime-order subgroup. */
  multiply(a: AffinePoint<F>, k: bigint): AffinePoint<F>;
  equal(a: AffinePoint<F>, b: AffinePoint<F>): boolean;
  isOnCurve(a: AffinePoint<F>): boolean;
}

/** E(F_p), in which G1 lies. */
export function groupOne(curve: CurveParameters): AffineGroup<bigint> {
  const { p } = curve;
  return affineGroup(
    {
      add: (a, b) => modulo(a + b, p),
      subtract: (a, b) => modulo(a - b, p),
      multiply: (a, b) => (a * b) % p,
      inverse: (a) => inverse(a, p),
      equal: (a, b) => a === b,
      zero: 0n,
    },
    curve.b,
    curve.g1,
  );
}

/** E'(F_p²), in which G2 lies. */
export function groupTwo(curve: CurveParameters): AffineGroup<Fp2> {
  const { p } = curve;
  return affineGroup<Fp2>(
    {
      add: (a, b) => add2(a, b, p),
      subtract: (a, b) => subtract2(a, b, p),
      multiply: (a, b) => multiply2(a, b, p),
      inverse: (a) => inverse2(a, p),
      equal: (a, b) => a[0] === b[0] && a[1] === b[1],
      zero: [0n, 0n],
    },
    curve.twistB,
    curve.g2,
  );
}

interface Field<F> {
  add(a: F, b: F): F;
  subtract(a: F, b: F): F;
  multiply(a: F, b: F): F;
  inverse(a: F): F;
  equal(a: F, b: F): boolean;
  zero: F;
}

function affineGroup<F>(field: Field<F>, constant: F, generator: AffinePoint<F>): AffineGroup<F> {
  const negate = (a: AffinePoint<F>): AffinePoint<F> => a && { x: a.x, y: field.subtract(field.zero, a.y) };

  function add(a: AffinePoint<F>, b: AffinePoint<F>): AffinePoint<F> {
    if (a === null) return b;
    if (b === null) return a;
    const { x, y } = a;
    let slope: F;
    if (!field.equal(x, b.x)) {
      slope = field.multiply(field.subtract(b.y, y), field.inverse(field.subtract(b.x, x)));
    } else {
      if (field.equal(y, field.subtract(field.zero, b.y))) return null;
      const square = field.multiply(x, x);
      slope = field.multiply(field.add(field.add(square, square), square), field.inverse(field.add(y, y)));
    }
    const sumX = field.subtract(field.subtract(field.multiply(slope, slope), x), b.x);
    return { x: sumX, y: field.subtract(field.multiply(slope, field.subtract(x, sumX)), y) };
  }

  function multiply(a: AffinePoint<F>, k: bigint): AffinePoint<F> {
    let result: AffinePoint<F> = null;
    let double = k < 0n ? negate(a) : a;
    for (let rest = k < 0n ? -k : k; rest > 0n; rest >>= 1n) {
      if (rest & 1n) result = add(result, double);
      double = add(double, double);
    }
    return result;
  }

  function equal(a: AffinePoint<F>, b: AffinePoint<F>): boolean {
    if (a === null || b === null) return a === b;
    return field.equal(a.x, b.x) && field.equal(a.y, b.y);
  }

  function isOnCurve(a: AffinePoint<F>): boolean {
    if (a === null) return true;
    const cube = field.multiply(field.multiply(a.x, a.x), a.x);
    return field.equal(field.multiply(a.y, a.y), field.add(cube, constant));
  }

  return { generator, add, negate, multiply, equal, isOnCurve };
}
