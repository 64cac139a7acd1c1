import fc from 'fast-check';
import type { CurveParameters } from './parameters.ts';

/** Scalars of 1…r−1: uniform, small, near r, and near the multiples of `special` where splittings are tiny. */
export function scalars(curve: CurveParameters, special: readonly bigint[]): fc.Arbitrary<bigint> {
  const { r } = curve;
  const near = fc.bigInt({ min: -64n, max: 64n });
  return fc
    .oneof(
      fc.bigInt({ min: 1n, max: r - 1n }),
      near,
      fc.bigInt({ min: 1n, max: 1n << 70n }),
      fc
        .tuple(fc.array(near, { minLength: special.length, maxLength: special.length }), near)
        .map(([factors, rest]) => factors.reduce((sum, factor, i) => sum + factor * special[i]!, rest)),
    )
    .map((k) => ((k % r) + r) % r)
    .filter((k) => k > 0n);
}
