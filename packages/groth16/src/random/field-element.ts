import { power } from '@brebaje/curves/curve/arithmetic';
import type { CurveName } from '@brebaje/curves/engine';
import { bigIntToScalar, SCALAR_ORDERS } from '@brebaje/curves/scalar';
import type { KeyStream } from './key-stream.ts';

/**
 * A uniform integer below the prime: as many 64-bit numbers as the prime has, the lowest first, cut to its length
 * in bits, until one is below it.
 */
function drawBelow(stream: KeyStream, prime: bigint): bigint {
  const bits = prime.toString(2).length;
  for (;;) {
    let value = 0n;
    for (let shift = 0; shift < bits; shift += 64) value |= stream.u64() << BigInt(shift);
    value = BigInt.asUintN(bits, value);
    if (value < prime) return value;
  }
}

const inverses = new Map<bigint, bigint>();

/** 1/R of Montgomery's form with whole 64-bit words, modulo the prime. */
function radixInverse(prime: bigint): bigint {
  const known = inverses.get(prime);
  if (known !== undefined) return known;
  const words = Math.ceil(prime.toString(2).length / 64);
  const inverse = power(2n, BigInt(64 * words) * (prime - 2n), prime);
  inverses.set(prime, inverse);
  return inverse;
}

/**
 * A uniform element of the field, as snarkjs draws it: the integer drawn is the element's Montgomery
 * representation, so the element is the integer times 1/R.
 */
export function drawElement(stream: KeyStream, prime: bigint): bigint {
  return (drawBelow(stream, prime) * radixInverse(prime)) % prime;
}

/**
 * A secret scalar in 1…r−1 as 32 little-endian bytes, which the caller wipes; curves/scalar.ts says what that
 * cannot promise. Throws a RangeError for zero, which nobody draws twice.
 */
export function drawScalar(stream: KeyStream, curve: CurveName): Uint8Array {
  const order = SCALAR_ORDERS[curve];
  const value = drawElement(stream, order);
  if (value === 0n) throw new RangeError('the random numbers gave the scalar zero');
  return bigIntToScalar(value, order);
}
