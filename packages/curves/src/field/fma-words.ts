import { f64x2, i64x2, v128 } from '../wasm/vector.ts';
import { binade, FLOATS, mapRange, operation, within } from './fma-operations.ts';
import { addRanges, subtractRanges } from './limb-bounds.ts';
import type { Operation, Range } from './program.ts';

/**
 * Steps between doubles and 64-bit words. A word stands for an integer modulo 2^64, so sums are exact whatever
 * their size; only steps that look at the bits of a word demand that the integer itself lies in [0, 2^64).
 */

const WORDS: Range = { min: 0n, max: 2n ** 64n - 1n };

/** The 64 bits of a positive double that is a multiple of 2^(k−52), where 2^k is the power of two below it. */
export function bitsOf(float: bigint): bigint {
  const k = BigInt(float.toString(2).length - 1);
  return ((1023n + k) << 52n) + (((float - (1n << k)) << 52n) >> k);
}

/** The double from 2^52 to 2^53 that has these bits. */
const floatOf = (word: bigint): bigint => word - bitsOf(2n ** 52n) + 2n ** 52n;

/** (word, float) ↦ word + the float's bits, which are a constant and float/2^bits as long as it stays in its binade. */
export const gather = (bits: number): Operation =>
  operation(
    'gather',
    (word, float) => word! + bitsOf(float!),
    (word, float) => addRanges(word!, mapRange(within(binade(bits), float!, 'gather'), bitsOf)),
    (word, float) => i64x2.add(word!, float!),
  );

/** The sum of two words. */
export const plus: Operation = operation(
  'plus',
  (a, b) => a! + b!,
  (a, b) => addRanges(a!, b!),
  (a, b) => i64x2.add(a!, b!),
);

/** (word, mask) ↦ the lowest bits of the word, as many as the mask 2^bits − 1 has. */
export const lowest: Operation = operation(
  'lowest',
  (word, mask) => word! & mask!,
  (word, mask) => {
    within(WORDS, word!, 'lowest');
    return { min: 0n, max: mask!.max };
  },
  (word, mask) => v128.and(word!, mask!),
);

/** The word without its lowest bits. */
export const shifted = (bits: number): Operation =>
  operation(
    'shifted',
    (word) => word! >> BigInt(bits),
    (word) => mapRange(within(WORDS, word!, 'shifted'), (end) => end >> BigInt(bits)),
    (word) => i64x2.shrU(word!, bits),
  );

/** (v, bits of 2^52) ↦ the bits of the float 2^52 + v, for an integer v below 2^52. */
export const onUnit: Operation = operation(
  'onUnit',
  (v, unit) => v! | unit!,
  (v, unit) => addRanges(within({ min: 0n, max: 2n ** 52n - 1n }, v!, 'onUnit'), unit!),
  (v, unit) => v128.or(v!, unit!),
);

/** (word, constant) ↦ the float between 2^52 and 2^53 whose bits the word is, less the constant. */
export const asFloat: Operation = operation(
  'asFloat',
  (word, constant) => floatOf(word!) - constant!,
  (word, constant) => {
    within(mapRange(binade(0), bitsOf), word!, 'asFloat');
    return within(FLOATS, subtractRanges(mapRange(word!, floatOf), constant!), 'asFloat');
  },
  (word, constant) => f64x2.sub(word!, constant!),
);
