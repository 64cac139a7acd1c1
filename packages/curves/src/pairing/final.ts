import type { Fp12Bls } from '@noble/curves/abstract/tower.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { CURVES, type CurveName } from '../curve/parameters.ts';
import { storageIntegers } from '../curve/storage.ts';

type Fp12 = ReturnType<Fp12Bls['fromBigTwelve']>;

const FIELDS: Record<CurveName, Fp12Bls> = {
  'bls12-381': bls12_381.fields.Fp12,
  bn254: bn254.fields.Fp12,
};

/** noble's final exponentiation of a Miller value: the pairing product. noble's tower is ours. */
export function finalExponentiation(curve: CurveName, value: Uint8Array): Fp12 {
  const field = FIELDS[curve];
  const parts = storageIntegers(CURVES[curve], value) as Parameters<Fp12Bls['fromBigTwelve']>[0];
  return field.finalExponentiate(field.fromBigTwelve(parts));
}

/** Whether the product of the pairings of a Miller value, twelve integers in storage form, is one. */
export function isOneAfterFinalExponentiation(curve: CurveName, value: Uint8Array): boolean {
  const field = FIELDS[curve];
  return field.eql(finalExponentiation(curve, value), field.ONE);
}
