import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AffinePoint, groupOne, groupTwo } from './affine.ts';
import { type Fp2, modulo, power } from './arithmetic.ts';
import { oracle, toNoble } from './curve-oracle.ts';
import {
  cubicEndomorphism,
  frobeniusEndomorphism,
  isInGroupOne,
  isInGroupTwo,
  phi,
  psi,
} from './endomorphism.ts';
import { CURVES } from './parameters.ts';

describe.each(Object.values(CURVES))('endomorphisms of $name', (curve) => {
  const { p, r } = curve;
  const noble = oracle[curve.name];
  const scalar = fc.bigInt({ min: 1n, max: r - 1n });
  const one = groupOne(curve);
  const two = groupTwo(curve);
  const asNoble = (point: AffinePoint<Fp2>) => point && { x: toNoble(point.x), y: toNoble(point.y) };

  test('the model group agrees with noble', () => {
    fc.assert(
      fc.property(scalar, (k) => {
        expect(one.multiply(one.generator, k)).toEqual(noble.G1.BASE.multiply(k).toAffine());
        expect(asNoble(two.multiply(two.generator, k))).toEqual(noble.G2.BASE.multiply(k).toAffine());
      }),
      { numRuns: 5 },
    );
    expect(one.multiply(one.generator, r)).toBe(null);
    expect(two.multiply(two.generator, -r)).toBe(null);
    expect(one.add(one.generator, one.negate(one.generator))).toBe(null);
    expect(one.equal(one.generator, null)).toBe(false);
  });

  test('φ is λ on G1', () => {
    const { beta, lambda } = cubicEndomorphism(curve);
    expect(modulo(beta * beta + beta + 1n, p)).toBe(0n);
    expect(modulo(lambda * lambda + lambda + 1n, r)).toBe(0n);
    if (curve.name === 'bls12-381') expect(lambda).toBe(r - curve.parameter ** 2n);
    fc.assert(
      fc.property(scalar, (k) => {
        const point = noble.G1.BASE.multiply(k);
        expect(phi(curve, point.toAffine())).toEqual(point.multiply(lambda).toAffine());
      }),
      { numRuns: 10 },
    );
    // The other pairing of the roots does not hold.
    expect(phi(curve, curve.g1)).not.toEqual(noble.G1.BASE.multiply((lambda * lambda) % r).toAffine());
  });

  test('ψ is μ on G2, of order 12', () => {
    const { mu } = frobeniusEndomorphism(curve);
    expect(modulo(mu ** 4n - mu ** 2n + 1n, r)).toBe(0n);
    fc.assert(
      fc.property(scalar, (k) => {
        const point = two.multiply(two.generator, k);
        expect(asNoble(psi(curve, point))).toEqual(noble.G2.BASE.multiply((k * mu) % r).toAffine());
      }),
      { numRuns: 10 },
    );
  });

  test('tell the subgroups from the rest of the curve', () => {
    expect(isInGroupOne(curve, one.multiply(one.generator, 12345n))).toBe(true);
    expect(isInGroupTwo(curve, two.multiply(two.generator, 12345n))).toBe(true);
    expect(isInGroupOne(curve, null)).toBe(true);
    expect(isInGroupTwo(curve, null)).toBe(true);
    const outsideTwo = pointOfTwist();
    expect(two.isOnCurve(outsideTwo)).toBe(true);
    expect(two.multiply(outsideTwo, r)).not.toBe(null);
    expect(isInGroupTwo(curve, outsideTwo)).toBe(false);
    // Neither what is left of it when the part of order r is removed nor its sum with a good point.
    expect(isInGroupTwo(curve, two.multiply(outsideTwo, r))).toBe(false);
    expect(isInGroupTwo(curve, two.add(two.multiply(outsideTwo, r), two.generator))).toBe(false);
  });

  test.runIf(curve.name === 'bls12-381')('refuse the point (0, 2) of order 3', () => {
    const small = { x: 0n, y: 2n };
    expect(one.isOnCurve(small)).toBe(true);
    expect(one.multiply(small, 3n)).toBe(null);
    expect(isInGroupOne(curve, small)).toBe(false);
    expect(isInGroupOne(curve, one.add(small, one.generator))).toBe(false);
  });

  test('a point off the curve is seen', () => {
    expect(one.isOnCurve(one.generator)).toBe(true);
    expect(one.isOnCurve({ x: 1n, y: 1n })).toBe(false);
    expect(two.isOnCurve({ x: [1n, 0n], y: [1n, 0n] })).toBe(false);
  });

  /** The point of E'(F_p²) with the smallest x in F_p; the subgroup is a 2^-254th part of the curve. */
  function pointOfTwist(): AffinePoint<Fp2> {
    const field = noble.G2.Fp;
    for (let c0 = 1n; ; c0++) {
      const x: Fp2 = [c0, 0n];
      const right = field.add(toNoble([modulo(c0 ** 3n, p), 0n]), toNoble(curve.twistB));
      // A square in F_p² is what has a square norm.
      if (power(right.c0 ** 2n + right.c1 ** 2n, (p - 1n) / 2n, p) !== 1n) continue;
      const { c0: y0, c1: y1 } = field.sqrt(right);
      return { x, y: [y0, y1] };
    }
  }
});
