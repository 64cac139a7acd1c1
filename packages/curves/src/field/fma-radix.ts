import { addRanges, type Bounds, multiplyRanges } from './limb-bounds.ts';
import type { Range } from './program.ts';

/** A modulus and how integers modulo it are cut into limbs. */
export interface Radix {
  readonly prime: bigint;
  /** Bits of a limb, at most 51. */
  readonly bits: number;
  readonly limbs: number;
  /** Montgomery's R, 2^(bits·limbs). */
  readonly montgomery: bigint;
}

/** Products of limbs of 51 bits are two doubles, with a bit for the sum of two (fma-columns.ts). */
const MOST_BITS = 51;

/**
 * As few limbs as leave R above 2p; then no more bits than leave R above 4p, because narrow limbs allow
 * longer sums: 5·51 for 254 bits, 6·43 for 255, 8·48 for 381.
 */
export function radixOf(prime: bigint): Radix {
  const length = prime.toString(2).length;
  const limbs = Math.ceil((length + 1) / MOST_BITS);
  const bits = Math.min(MOST_BITS, Math.ceil((length + 2) / limbs));
  return { prime, bits, limbs, montgomery: 1n << BigInt(bits * limbs) };
}

/** Signed digits, lowest first, all but the last from −2^(bits−1) to 2^(bits−1) − 1. */
export function signedDigits(integer: bigint, { bits, limbs }: Radix): bigint[] {
  const digits: bigint[] = [];
  let left = integer;
  for (let limb = 1; limb < limbs; limb++) {
    const digit = BigInt.asIntN(bits, left);
    digits.push(digit);
    left = (left - digit) >> BigInt(bits);
  }
  return [...digits, left];
}

/** Whether limbs are so short that the sums of a whole column are doubles: sixteen lows below 2^51. */
export const hasRoom = ({ bits }: Radix): boolean => bits <= 48;

/** What a digit may exceed half a radix by where there is room: the carry of limbs that all carry at once. */
const EXCESS = 64n;

/**
 * Bounds of signed digits with the value. A digit may also be 2^(bits−1), where rounding gave it, and a
 * little more where there is room.
 */
export function digitBounds(value: Range, radix: Radix): Bounds {
  const { bits, limbs } = radix;
  const most = (1n << BigInt(bits - 1)) + (hasRoom(radix) ? EXCESS : 0n);
  const digit = { min: -most, max: most };
  const lower = Array.from({ length: limbs - 1 }, () => digit);
  const weight = 1n << BigInt(bits * (limbs - 1));
  // Digits below the highest are together less than its unit.
  const top = { min: value.min / weight - 1n, max: value.max / weight + 1n };
  return { limbs: [...lower, top], value };
}

/** What a slot holds, and products give: digits of a value between ±1.3p. */
export function slotBounds(radix: Radix): Bounds {
  const most = (13n * radix.prime) / 10n;
  return digitBounds({ min: -most, max: most }, radix);
}

/** As many times a slot's limbs as the first operand of a product may have at the cost of no step more. */
export const widthOf = (radix: Radix): bigint => (hasRoom(radix) ? 3n : 2n);

/** −1/prime modulo 2^bits, signed. */
export function negatedInverse({ prime, bits }: Radix): bigint {
  let inverse = 1n;
  // Newton's iteration doubles the bits that are right.
  for (let right = 1; right < bits; right *= 2)
    inverse = BigInt.asIntN(bits, inverse * (2n - prime * inverse));
  return BigInt.asIntN(bits, -inverse);
}

/**
 * Of which digits make the multiples that a product adds, all rows but the last: prime·(−1/prime modulo
 * 2^bits), which is −1 modulo 2^bits, so that a digit of the sum is itself what it must be multiplied by.
 */
export const reducer = (radix: Radix): bigint => radix.prime * negatedInverse(radix);

/** (a·b + u·reducer + m·prime·2^(bits·(limbs−1)))/R where u and m consist of digits of half a radix at most. */
export function productValue(a: Range, b: Range, radix: Radix): Range {
  const { prime, bits, limbs, montgomery } = radix;
  const half = 1n << BigInt(bits - 1);
  const weight = 1n << BigInt(bits * (limbs - 1));
  const u = half * ((weight - 1n) / (2n * half - 1n));
  const size = reducer(radix) < 0n ? -reducer(radix) : reducer(radix);
  const multiple = u * size + half * weight * prime;
  const { min, max } = addRanges(multiplyRanges(a, b), { min: -multiple, max: multiple });
  return { min: min / montgomery - 1n, max: max / montgomery + 1n };
}
