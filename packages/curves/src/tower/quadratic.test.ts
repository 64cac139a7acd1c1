import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURVES } from '../curve/parameters.ts';
import { integerOps } from '../field/model.ts';
import { at } from '../wasm/expression.ts';
import { quadratic } from './quadratic.ts';

const noble = { 'bls12-381': bls12_381, bn254 };

describe.each(Object.values(CURVES))('F_p² of $name', (curve) => {
  const { Fp2 } = noble[curve.name].fields;
  const prime = integerOps(curve.p);
  const ops = quadratic({ prime: curve.p, slotBytes: 64 }, prime);
  const integer = fc.oneof(fc.constantFrom(0n, 1n, curve.p - 1n), fc.bigInt(0n, curve.p - 1n));
  const element = fc.record({ c0: integer, c1: integer });

  it('computes as noble does', () => {
    fc.assert(
      fc.property(element, element, integer, (a, b, s) => {
        expect(ops.mul(a, b)).toEqual(Fp2.mul(a, b));
        expect(ops.sqr(a)).toEqual(Fp2.sqr(a));
        expect(ops.add(a, b)).toEqual(Fp2.add(a, b));
        expect(ops.sub(a, b)).toEqual(Fp2.sub(a, b));
        expect(ops.neg(a)).toEqual(Fp2.neg(a));
        expect(ops.times(a, -3)).toEqual(Fp2.mul(a, -3n));
        expect(ops.conjugate(a)).toEqual(Fp2.frobeniusMap(a, 1));
        expect(ops.mulByNonResidue(a)).toEqual(Fp2.mul(a, Fp2.NONRESIDUE));
        expect(ops.mulByPrime(a, s)).toEqual(Fp2.mul(a, s));
      }),
      { numRuns: 50 },
    );
  });

  it('has constants and parts', () => {
    expect(ops.one()).toEqual(Fp2.ONE);
    expect(ops.zero()).toEqual(Fp2.ZERO);
    expect(ops.constant([5n, -1n])).toEqual({ c0: 5n, c1: curve.p - 1n });
    expect(ops.parts(ops.pair(1n, 2n))).toEqual([1n, 2n]);
  });

  it('keeps the second part one slot behind the first', () => {
    ops.store(at(256), { c0: 3n, c1: 4n });
    expect(prime.memory.get(256)).toBe(3n);
    expect(prime.memory.get(320)).toBe(4n);
    expect(ops.load(at(256))).toEqual({ c0: 3n, c1: 4n });
  });
});

it('refuses a prime that is none of the curves’', () => {
  expect(() => quadratic({ prime: 7n, slotBytes: 8 }, integerOps(7n))).toThrow(RangeError);
});
