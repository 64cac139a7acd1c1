import type { Fp12Bls } from '@noble/curves/abstract/tower.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { CURVES, type CurveName, type CurveParameters } from '../curve/parameters.ts';
import { storageBytes, storageIntegers } from '../curve/storage.ts';

type Fp12 = ReturnType<Fp12Bls['fromBigTwelve']>;

const FIELDS: Record<CurveName, Fp12Bls> = {
  'bls12-381': bls12_381.fields.Fp12,
  bn254: bn254.fields.Fp12,
};

/** noble's final exponentiation of a Miller value, the oracle: the pairing product. noble's tower is ours. */
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

/** By what the kernels' final exponentiation multiplies (p¹² − 1)/r; nothing that r divides. */
export function finalFactor({ name, parameter: x }: CurveParameters): bigint {
  return name === 'bn254' ? 2n * x * (6n * x ** 2n + 3n * x + 1n) : 3n;
}

/** What the kernels' final exponentiation makes of a value, by the definition of a power. */
export function powerByDefinition(curve: CurveParameters, value: Uint8Array): Uint8Array {
  const field = FIELDS[curve.name];
  const parts = storageIntegers(curve, value) as Parameters<Fp12Bls['fromBigTwelve']>[0];
  const exponent = (finalFactor(curve) * (curve.p ** 12n - 1n)) / curve.r;
  const { c0, c1 } = field.pow(field.fromBigTwelve(parts), exponent % (curve.p ** 12n - 1n));
  const coefficients = [c0, c1].flatMap((six) => [six.c0, six.c1, six.c2]);
  return storageBytes(
    curve,
    coefficients.map((two) => [two.c0, two.c1]),
  );
}
