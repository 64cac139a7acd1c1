import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { describe, expect, it } from 'vitest';
import { CURVES } from '../curve/parameters.ts';
import { storageBytes } from '../curve/storage.ts';
import { finalExponentiation, isOneAfterFinalExponentiation } from './test-final.ts';

const noble = { 'bls12-381': bls12_381, bn254 };

describe.each(Object.values(CURVES))('final exponentiation of $name', (curve) => {
  const { Fp12 } = noble[curve.name].fields;
  const { finalExponentiate } = Fp12;
  const one = Array.from({ length: 12 }, (_, i) => (i === 0 ? 1n : 0n));

  it('takes the twelve integers in the order of noble’s tower', () => {
    const parts = Array.from({ length: 12 }, (_, i) => BigInt(i + 2)) as Parameters<
      typeof Fp12.fromBigTwelve
    >[0];
    const expected = finalExponentiate(Fp12.fromBigTwelve(parts));
    expect(finalExponentiation(curve.name, storageBytes(curve, parts))).toEqual(expected);
    expect(isOneAfterFinalExponentiation(curve.name, storageBytes(curve, parts))).toBe(false);
  });

  it('takes what lies in F_p² to one', () => {
    expect(isOneAfterFinalExponentiation(curve.name, storageBytes(curve, one))).toBe(true);
    const quadratic = one.map((part, i) => (i < 2 ? BigInt(i + 5) : part));
    expect(isOneAfterFinalExponentiation(curve.name, storageBytes(curve, quadratic))).toBe(true);
  });
});
