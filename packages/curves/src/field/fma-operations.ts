import type { Expression } from '../wasm/expression.ts';
import { f64x2 } from '../wasm/vector.ts';
import { addRanges, exactly, holds, multiplyRanges, subtractRanges } from './limb-bounds.ts';
import type { Operation, Range } from './program.ts';

/** Steps on doubles that are integers (fma.ts says how they make a product), the same in both lanes. */

/** Every integer in here is a double, so sums and products that stay in here are exact. */
export const FLOATS: Range = { min: -(2n ** 53n), max: 2n ** 53n };

/** Doubles from 2^(bits+52) to 2^(bits+53) are the multiples of 2^bits, and so below zero. */
export const binade = (bits: number, sign: 1n | -1n = 1n): Range =>
  multiplyRanges({ min: 1n << BigInt(bits + 52), max: 1n << BigInt(bits + 53) }, exactly(sign));

/** The middle of that binade: room for as much below as above. */
export const middle = (bits: number): bigint => 3n << BigInt(bits + 51);

/** The multiple of 2^bits next to the integer, of two as near the even one (IEEE 754-2019, section 4.3.1). */
function roundToEven(integer: bigint, bits: number): bigint {
  const floor = integer >> BigInt(bits);
  const half = 1n << BigInt(bits - 1);
  const above = integer - (floor << BigInt(bits));
  const up = above > half || (above === half && floor % 2n !== 0n);
  return (up ? floor + 1n : floor) << BigInt(bits);
}

export function within(outer: Range, range: Range, what: string): Range {
  if (!holds(outer, range)) throw new RangeError(`${what}: ${range.min} … ${range.max} does not fit`);
  return range;
}

export const mapRange = (range: Range, f: (integer: bigint) => bigint): Range => ({
  min: f(range.min),
  max: f(range.max),
});

/** Multiples of 2^bits that are doubles, every one. */
const multiples = (bits: number): Range => mapRange(FLOATS, (end) => end << BigInt(bits));

type Vector = Expression<'v128'>;

export function operation(
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

/** What {@link addScaled} divides by, the only value that is no integer: its range says nothing. */
export const fraction = (code: Vector): Operation => constant(0n, code);

/** An integer that is known beforehand, as the bits that `code` fetches. */
export const constant = (integer: bigint, code: Vector): Operation =>
  operation(
    'constant',
    () => integer,
    () => exactly(integer),
    () => code,
  );

/** Whether x·y can be added to `before` without leaving its binade. */
export function fitsHigh(bits: number, x: Range, y: Range, before: Range): boolean {
  const sum = addRanges(multiplyRanges(x, y), before);
  return holds(binade(bits, sum.min < 0n ? -1n : 1n), sum);
}

/** (x, y, before) ↦ before + x·y rounded to a multiple of 2^bits: a fused multiply-add within one binade. */
export const high = (bits: number): Operation =>
  operation(
    'high',
    (x, y, before) => roundToEven(x! * y! + before!, bits),
    (x, y, before) => {
      if (!fitsHigh(bits, x!, y!, before!)) throw new RangeError('high: the sum may leave its binade');
      const sum = addRanges(multiplyRanges(x!, y!), before!);
      return mapRange(sum, (end) => roundToEven(end, bits));
    },
    (x, y, before) => f64x2.relaxedMadd(x!, y!, before!),
  );

/** (before, high) ↦ before − high, two multiples of 2^bits. */
export const rest = (bits: number): Operation =>
  operation(
    'rest',
    (before, high) => before! - high!,
    (before, high) => within(multiples(bits), subtractRanges(before!, high!), 'rest'),
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

/** The sum of two multiples of 2^bits. */
export const sum = (bits = 0): Operation =>
  operation(
    'sum',
    (a, b) => a! + b!,
    (a, b) => within(multiples(bits), addRanges(a!, b!), 'sum'),
    (a, b) => f64x2.add(a!, b!),
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

/** (float, before) ↦ before and the multiple of 2^bits next to the float: one addition within a binade. */
export const carryUp = (bits: number): Operation =>
  operation(
    'carryUp',
    (float, before) => roundToEven(float! + before!, bits),
    (float, before) =>
      mapRange(within(binade(bits), addRanges(float!, before!), 'carryUp'), (end) => roundToEven(end, bits)),
    (float, before) => f64x2.add(float!, before!),
  );

/** (float, a multiple of 2^bits that is {@link nearest}) ↦ the distance. */
export const distance = (bits: number): Operation =>
  operation(
    'distance',
    (float, multiple) => float! - multiple!,
    () => ({ min: -(1n << BigInt(bits - 1)), max: 1n << BigInt(bits - 1) }),
    (float, multiple) => f64x2.sub(float!, multiple!),
  );

/** (multiple of 2^bits, 2^−bits, float) ↦ float + multiple/2^bits, in one step: fused or not, it is exact. */
export const addScaled = (bits: number): Operation =>
  operation(
    'addScaled',
    (multiple, _, float) => float! + (multiple! >> BigInt(bits)),
    (multiple, _, float) =>
      within(
        FLOATS,
        addRanges(
          float!,
          mapRange(multiple!, (end) => end >> BigInt(bits)),
        ),
        'addScaled',
      ),
    (multiple, inverse, float) => f64x2.relaxedMadd(multiple!, inverse!, float!),
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
