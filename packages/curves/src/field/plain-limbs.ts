import type { Bounds } from './limb-bounds.ts';
import type { Range } from './program.ts';

/** Bits of a limb: nine cover 254-bit primes with 7 to spare, fourteen 381 bits with 25. */
export const LIMB_BITS = 29;

const LIMB = 1n << BigInt(LIMB_BITS);

/** Half a limb: digits lie between −2^28 and 2^28−1. */
export const HALF = LIMB >> 1n;

/** Limbs for the prime: at least six bits of R more than the prime has. */
export function limbsOf(prime: bigint): number {
  return Math.ceil((prime.toString(2).length + 5) / LIMB_BITS);
}

/** Digits in −2^28 … 2^28−1, lowest first; the highest takes what is left. */
export function digitsOf(integer: bigint, count: number): bigint[] {
  const digits: bigint[] = [];
  let rest = integer;
  for (let i = 0; i < count - 1; i++) {
    const digit = BigInt.asIntN(LIMB_BITS, rest);
    digits.push(digit);
    rest = (rest - digit) / LIMB;
  }
  return [...digits, rest];
}

/** What a slot holds: digits of a value from −4p to 4p − 1. */
export const slotBounds = (prime: bigint): Bounds =>
  carried({ min: -4n * prime, max: 4n * prime - 1n }, limbsOf(prime));

/** What a product promises: digits of a value from −2p to 3p. */
export const productBounds = (prime: bigint): Bounds =>
  carried({ min: -2n * prime, max: 3n * prime }, limbsOf(prime));

/** The bounds of limbs that a carry left: digits, and the highest limb as far as the value allows. */
export function carried(value: Range, count: number): Bounds {
  const weight = 1n << BigInt(LIMB_BITS * (count - 1));
  // Σ digitᵢ·2^29i of the lower limbs is more than −weight and less than weight.
  const top = { min: value.min / weight - 1n, max: value.max / weight + 1n };
  return { limbs: [...Array(count - 1).fill({ min: -HALF, max: HALF - 1n }), top], value };
}
