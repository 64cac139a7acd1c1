import { type Expression, expression, i64 } from '../wasm/expression.ts';
import { addRanges, exactly, hull, multiplyRanges, subtractRanges } from './limb-bounds.ts';
import type { Operation, Range } from './program.ts';

/**
 * Steps on integers in 64-bit variables. A variable holds its integer modulo 2^64, so sums, differences,
 * products and low bits are right whatever the size of what they work on. Only a step that looks at the
 * highest bits needs an integer that is in the variable as it is: {@link shiftRight} checks that, and so do
 * outputs.
 */

/** What an i64 holds, as a signed integer. */
export const INT64: Range = { min: -(1n << 63n), max: (1n << 63n) - 1n };

function operation(
  name: string,
  exact: (...values: bigint[]) => bigint,
  range: (...ranges: Range[]) => Range,
  code: (...values: Expression<'i64'>[]) => Expression<'i64'>,
): Operation {
  return {
    name,
    type: 'i64',
    exact: (values) => exact(...values),
    range: (ranges) => range(...ranges),
    code: (values) => code(...(values as Expression<'i64'>[])),
  };
}

/** Throws a RangeError unless a variable holds every such integer itself. */
export function requireFit(name: string, range: Range): Range {
  if (range.min < INT64.min || range.max > INT64.max) throw new RangeError(`${name}: beyond 64 bits`);
  return range;
}

export const add = operation('add', (a, b) => a + b, addRanges, i64.add);

export const subtract = operation('subtract', (a, b) => a - b, subtractRanges, i64.sub);

export const multiply = operation('multiply', (a, b) => a * b, multiplyRanges, i64.mul);

/** The square; its range knows that it is not negative. */
export const square = operation(
  'square',
  (a) => a * a,
  (a) => {
    const ends = hull([a.min ** 2n, a.max ** 2n].map(exactly));
    return a.min <= 0n && a.max >= 0n ? { min: 0n, max: ends.max } : ends;
  },
  (a) => i64.mul(a, a),
);

/** The product with a constant. */
export const multiplyBy = (factor: bigint): Operation =>
  operation(
    `multiply by ${factor}`,
    (a) => a * factor,
    (a) => multiplyRanges(a, exactly(factor)),
    (a) => i64.mul(a, factor),
  );

/** The sum with a constant. */
export const addConstant = (term: bigint): Operation =>
  operation(
    `add ${term}`,
    (a) => a + term,
    (a) => addRanges(a, exactly(term)),
    (a) => i64.add(a, term),
  );

/** ⌊a / 2^bits⌋. */
export const shiftRight = (bits: number): Operation =>
  operation(
    `shift right ${bits}`,
    (a) => a >> BigInt(bits),
    (a) => {
      const { min, max } = requireFit(`shift right ${bits}`, a);
      return { min: min >> BigInt(bits), max: max >> BigInt(bits) };
    },
    (a) => i64.shrS(a, BigInt(bits)),
  );

/** a·2^bits. */
export const shiftLeft = (bits: number): Operation =>
  operation(
    `shift left ${bits}`,
    (a) => a << BigInt(bits),
    (a) => ({ min: a.min << BigInt(bits), max: a.max << BigInt(bits) }),
    (a) => i64.shl(a, BigInt(bits)),
  );

/** a mod 2^bits, from 0. */
export const lowBits = (bits: number): Operation =>
  operation(
    `low ${bits}`,
    (a) => BigInt.asUintN(bits, a),
    () => ({ min: 0n, max: (1n << BigInt(bits)) - 1n }),
    (a) => i64.and(a, (1n << BigInt(bits)) - 1n),
  );

/** The same integer, which lies within the range for a reason that ranges of single steps cannot see. */
export const known = (range: Range): Operation =>
  operation(
    `known within ${range.min} … ${range.max}`,
    (a) => a,
    (a) => ({
      min: a.min > range.min ? a.min : range.min,
      max: a.max < range.max ? a.max : range.max,
    }),
    (a) => expression('i64', [...a.code]),
  );
