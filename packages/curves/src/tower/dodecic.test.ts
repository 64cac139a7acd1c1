import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURVES } from '../curve/parameters.ts';
import { integerOps } from '../field/model.ts';
import { dodecic } from './dodecic.ts';
import { type Quadratic, quadratic } from './quadratic.ts';
import { sextic } from './sextic.ts';

const noble = { 'bls12-381': bls12_381, bn254 };

describe.each(Object.values(CURVES))('the tower of $name', (curve) => {
  const { Fp2, Fp6, Fp12 } = noble[curve.name].fields;
  const counted = { products: 0 };
  const ops = quadratic({ prime: curve.p, slotBytes: 8 }, integerOps(curve.p));
  const counting = {
    ...ops,
    mul(a: Quadratic<bigint>, b: Quadratic<bigint>) {
      counted.products++;
      return ops.mul(a, b);
    },
  };
  const six = sextic(counting);
  const twelve = dodecic(counting, curve);

  const integer = fc.oneof(fc.constantFrom(0n, 1n, curve.p - 1n), fc.bigInt(0n, curve.p - 1n));
  const quadratics = fc.record({ c0: integer, c1: integer });
  const linears = fc.record({ c0: quadratics, c1: quadratics });
  const sextics = fc.record({ c0: quadratics, c1: quadratics, c2: quadratics });
  const dodecics = fc.record({ c0: sextics, c1: sextics });

  /** The answer of a formula that must cost so many products of F_p². */
  function costing<T>(products: number, formula: () => T): T {
    counted.products = 0;
    const answer = formula();
    expect(counted.products).toBe(products);
    return answer;
  }

  it('multiplies in F_p⁶ as noble does', () => {
    fc.assert(
      fc.property(sextics, sextics, linears, linears, (a, b, sparse, other) => {
        const whole = { ...sparse, c2: Fp2.ZERO };
        expect(costing(6, () => six.mul(a, b))).toEqual(Fp6.mul(a, b));
        expect(costing(5, () => six.mulByLinear(a, sparse))).toEqual(Fp6.mul(a, whole));
        const product = costing(3, () => six.mulLinears(sparse, other));
        expect(product).toEqual(Fp6.mul(whole, { ...other, c2: Fp2.ZERO }));
        expect(costing(0, () => six.mulByV(a))).toEqual(Fp6.mulByNonresidue(a));
        expect(six.sub(six.add(a, b), six.neg(a))).toEqual(Fp6.add(Fp6.add(a, b), a));
      }),
      { numRuns: 30 },
    );
  });

  it('multiplies in F_p¹² as noble does', () => {
    fc.assert(
      fc.property(dodecics, dodecics, (a, b) => {
        expect(costing(18, () => twelve.mul(a, b))).toEqual(Fp12.mul(a, b));
        expect(costing(12, () => twelve.sqr(a))).toEqual(Fp12.sqr(a));
        expect(costing(0, () => twelve.conjugate(a))).toEqual(Fp12.conjugate(a));
        const norm = { c0: costing(12, () => twelve.norm(a)), c1: Fp6.ZERO };
        expect(norm).toEqual(Fp12.mul(a, Fp12.conjugate(a)));
      }),
      { numRuns: 30 },
    );
  });

  it('raises to the powers of p as noble does', () => {
    fc.assert(
      fc.property(dodecics, (a) => {
        for (const power of [1, 2, 3] as const)
          expect(costing(5, () => twelve.frobenius(a, power))).toEqual(Fp12.frobeniusMap(a, power));
      }),
      { numRuns: 30 },
    );
  });

  it('inverts in F_p⁶ but for a norm', () => {
    fc.assert(
      fc.property(sextics, (a) => {
        const { multiple, norm } = costing(6, () => six.adjugate(a));
        expect(Fp6.mul(a, multiple)).toEqual({ c0: norm, c1: Fp2.ZERO, c2: Fp2.ZERO });
        expect(Fp2.is0(norm)).toBe(Fp6.is0(a));
      }),
      { numRuns: 30 },
    );
  });

  it('multiplies by two lines at once', () => {
    const v = { c0: Fp2.ZERO, c1: Fp2.ONE, c2: Fp2.ZERO };
    const line = (a: { c0: Quadratic<bigint>; c1: Quadratic<bigint> }) => {
      const coefficients = { ...a, c2: Fp2.ZERO };
      return curve.twist === 'D' ? { c0: Fp6.ONE, c1: coefficients } : { c0: coefficients, c1: v };
    };
    fc.assert(
      fc.property(dodecics, linears, linears, (a, left, right) => {
        const lines = costing(3, () => twelve.mulLines(left, right));
        const product = costing(17, () => twelve.mulByLines(a, lines));
        expect(product).toEqual(Fp12.mul(Fp12.mul(a, line(left)), line(right)));
      }),
      { numRuns: 30 },
    );
  });
});
