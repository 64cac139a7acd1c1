import { power } from './arithmetic.ts';
import { CURVES, type CurveName } from './parameters.ts';

/**
 * A generator g of the multiplicative group modulo r. BLS12-381: 7, PRIMITIVE_ROOT_OF_UNITY of the consensus
 * specifications (EIP-4844). BN254: 5, the smallest non-residue, which snarkjs starts from.
 */
const GENERATORS: Record<CurveName, bigint> = { 'bls12-381': 7n, bn254: 5n };

/** s: the largest power of two that divides r − 1 is 2^s. */
export function twoAdicity(name: CurveName): number {
  let rest = CURVES[name].r - 1n;
  let s = 0;
  for (; (rest & 1n) === 0n; rest >>= 1n) s++;
  return s;
}

/**
 * The root of unity of order 2^log that FFTs of that size use: g^((r−1)/2^log), so that the square of one is the
 * one of half the order. Throws a RangeError above the two-adicity, 32 for BLS12-381 and 28 for BN254.
 */
export function rootOfUnity(name: CurveName, log: number): bigint {
  if (!Number.isInteger(log) || log < 0 || log > twoAdicity(name)) {
    throw new RangeError(`no root of unity of order 2^${log} modulo the order of ${name}`);
  }
  const { r } = CURVES[name];
  return power(GENERATORS[name], (r - 1n) >> BigInt(log), r);
}
