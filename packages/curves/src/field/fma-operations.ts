import type { Expression } from '../wasm/expression.ts';
import { f64x2, i64x2, v128 } from '../wasm/vector.ts';
import { addRanges, exactly, holds, multiplyRanges, subtractRanges } from './limb-bounds.ts';
import type { Operation, Range } from './program.ts';

/**
 * Steps of the kernel on doubles (fma.ts says how they make a product). Every value is an integer: of a
 * float the integer that it is, of a 64-bit word the integer that it stands for modulo 2^64. Words are added
 * modulo 2^64, so a sum is exact whatever its size; only steps that look at the bits of a word demand that
 * the integer itself lies in [0, 2^64).
 */

/** Every integer in here is a double, so sums and products that stay in here are exact. */
export const FLOATS: Range = { min: -(2n ** 53n), max: 2n ** 53n };

const WORDS: Range = { min: 0n, max: 2n ** 64n - 1n };

/** Doubles from 2^(bits+52) to 2^(bits+53) are the multiples of 2^bits. */
const binade = (bits: number): Range => ({ min: 1n << BigInt(bits + 52), max: 1n << BigInt(bits + 53) });

/** The middle of that binade: room for as much below as above. */
export const middle = (bits: number): bigint => 3n << BigInt(bits + 51);

/** The multiple of 2^bits next to the integer, of two as near the even one (IEEE 754-2019, section 4.3.1). */
export function roundToEven(integer: bigint, bits: number): bigint {
  const floor = integer >> BigInt(bits);
  const half = 1n << BigInt(bits - 1);
  const above = integer - (floor << BigInt(bits));
  const up = above > half || (above === half && floor % 2n !== 0n);
  return (up ? floor + 1n : floor) << BigInt(bits);
}

/** The 64 bits of a positive double that is a multiple of 2^(k−52), where 2^k is the power of two below it. */
export function bitsOf(float: bigint): bigint {
  const k = BigInt(float.toString(2).length - 1);
  return ((1023n + k) << 52n) + (((float - (1n << k)) << 52n) >> k);
}

/** The double from 2^52 to 2^53 that has these bits. */
const floatOf = (word: bigint): bigint => word - bitsOf(2n ** 52n) + 2n ** 52n;

function within(outer: Range, range: Range, what: string): Range {
  if (!holds(outer, range)) throw new RangeError(`${what}: ${range.min} … ${range.max} does not fit`);
  return range;
}

const mapRange = (range: Range, f: (integer: bigint) => bigint): Range => ({
  min: f(range.min),
  max: f(range.max),
});

type Vector = Expression<'v128'>;

function operation(
  name: string,
  exact: (...values: bigint[]) => bigint,
  range: (...ranges: Range[]) => Range,
  code: (...values: Vector[]) => Vector,
): Operation {
  return {
    name,
    type: 'v128',
    exact: (values) => exact(...values),
    range: (ranges) => range(...ranges),
    code: (values) => code(...(values as Vector[])),
  };
}

/** An integer that is known beforehand, as the bits that `code` fetches. */
export const constant = (integer: bigint, code: Vector): Operation =>
  operation(
    'constant',
    () => integer,
    () => exactly(integer),
    () => code,
  );

/** (x, y, before) ↦ before + x·y rounded to a multiple of 2^bits: a fused multiply-add within one binade. */
export const high = (bits: number): Operation =>
  operation(
    'high',
    (x, y, before) => roundToEven(x! * y! + before!, bits),
    (x, y, before) => {
      const sum = addRanges(multiplyRanges(x!, y!), before!);
      return mapRange(within(binade(bits), sum, 'high'), (end) => roundToEven(end, bits));
    },
    (x, y, before) => f64x2.relaxedMadd(x!, y!, before!),
  );

/**
 * (before, high) ↦ before − high, two multiples of 2^bits: less than 2^53 of them, so exact.
 */
export const rest = (bits: number): Operation =>
  operation(
    'rest',
    (before, high) => before! - high!,
    (before, high) => {
      const outer = mapRange(FLOATS, (end) => end << BigInt(bits));
      return within(outer, subtractRanges(before!, high!), 'rest');
    },
    (before, high) => f64x2.sub(before!, high!),
  );

/**
 * (x, y, rest) ↦ x·y + rest, where rest is `bias` less what {@link high} added for x·y: the distance of x·y
 * to a multiple of 2^bits, at most half of that, and the bias. Small, hence exact when fused.
 */
export const low = (bits: number, bias: bigint): Operation => {
  const half = 1n << BigInt(bits - 1);
  return operation(
    'low',
    (x, y, rest) => x! * y! + rest!,
    () => within(FLOATS, { min: bias - half, max: bias + half }, 'low'),
    (x, y, rest) => f64x2.relaxedMadd(x!, y!, rest!),
  );
};

/** The sum of two floats. */
export const sum: Operation = operation(
  'sum',
  (a, b) => a! + b!,
  (a, b) => within(FLOATS, addRanges(a!, b!), 'sum'),
  (a, b) => f64x2.add(a!, b!),
);

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

/**
 * (q, limb, float) ↦ float + q·limb, all of it small: exact whether the engine fuses or not. With `known`
 * the sum has that range because q was chosen so.
 */
export const multiplyAdd = (known?: Range): Operation =>
  operation(
    'multiplyAdd',
    (q, limb, float) => q! * limb! + float!,
    (q, limb, float) => {
      const product = within(FLOATS, multiplyRanges(q!, limb!), 'multiplyAdd');
      return within(FLOATS, known ?? addRanges(product, float!), 'multiplyAdd');
    },
    (q, limb, float) => f64x2.relaxedMadd(q!, limb!, float!),
  );

/** (float, middle of the binade of 2^bits) ↦ the multiple of 2^bits next to the float. */
export const nearest = (bits: number): Operation =>
  operation(
    'nearest',
    (float) => roundToEven(float!, bits),
    (float, top) => {
      within(binade(bits), addRanges(float!, top!), 'nearest');
      return mapRange(float!, (end) => roundToEven(end, bits));
    },
    (float, top) => f64x2.sub(f64x2.add(float!, top!), top!),
  );

/** (float, its {@link nearest}) ↦ the distance. */
export const distance = (bits: number): Operation =>
  operation(
    'distance',
    (float, multiple) => float! - multiple!,
    () => ({ min: -(1n << BigInt(bits - 1)), max: 1n << BigInt(bits - 1) }),
    (float, multiple) => f64x2.sub(float!, multiple!),
  );

/** (float, multiple of 2^bits) ↦ float + multiple/2^bits. */
export const carry = (bits: number, inverse: Vector): Operation =>
  operation(
    'carry',
    (float, multiple) => float! + (multiple! >> BigInt(bits)),
    (float, multiple) =>
      within(
        FLOATS,
        addRanges(
          float!,
          mapRange(multiple!, (end) => end >> BigInt(bits)),
        ),
        'carry',
      ),
    (float, multiple) => f64x2.relaxedMadd(multiple!, inverse, float!),
  );

/** (float) ↦ the integer next to float·factor, computed in doubles: rounding the product may move a tie. */
export const quotient = (factor: number, factorCode: Vector, roundCode: Vector): Operation => {
  const round = Number(middle(0));
  const exact = (float: bigint) => BigInt(Number(float) * factor + round - round);
  return operation(
    'quotient',
    (float) => exact(float!),
    (float) => within({ min: -(2n ** 32n), max: 2n ** 32n }, mapRange(float!, exact), 'quotient'),
    (float) => f64x2.sub(f64x2.add(f64x2.mul(float!, factorCode), roundCode), roundCode),
  );
};
