import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inverse } from '../curve/arithmetic.ts';
import { type Bounds, exactly, holds, mapBounds, multiplyRanges } from './limb-bounds.ts';
import { productRanges } from './plain-clearing.ts';
import { carried, digitsOf, LIMB_BITS, limbsOf, productBounds, slotBounds } from './plain-limbs.ts';
import { productProgram, reductionProgram, squareProgram } from './plain-product.ts';
import { type Program, type Range, replayProgram } from './program.ts';
import { PRIMES } from './test-fields.ts';
import { integerMachine } from './test-machine.ts';

const total = (limbs: readonly bigint[]): bigint =>
  limbs.reduce((sum, limb, i) => sum + (limb << BigInt(LIMB_BITS * i)), 0n);

const times = (bounds: Bounds, factor: bigint): Bounds =>
  mapBounds((range) => multiplyRanges(range, exactly(factor)), bounds);

const inRange = ({ min, max }: Range): fc.Arbitrary<bigint> =>
  fc.oneof(fc.bigInt(min, max), fc.constantFrom(min, max, min + 1n, max - 1n));

/** Limbs within the bounds, often all at an end: the lowest at random, the highest as the value allows. */
function limbsWithin(bounds: Bounds): fc.Arbitrary<bigint[]> {
  const lower = bounds.limbs.slice(0, -1);
  const weight = 1n << BigInt(LIMB_BITS * lower.length);
  const limbs = fc.oneof(
    fc.tuple(...lower.map(inRange)),
    fc.constantFrom(
      lower.map(({ min }) => min),
      lower.map(({ max }) => max),
    ),
  );
  return fc.tuple(limbs, fc.oneof(inRange(bounds.value), inRange(exactly(0n)))).map(([low, value]) => {
    const { min, max } = bounds.limbs.at(-1)!;
    let top = (value - total(low)) / weight;
    while (top * weight + total(low) < bounds.value.min) top++;
    while (top * weight + total(low) > bounds.value.max) top--;
    return [...low, top < min ? min : top > max ? max : top];
  });
}

/** The code of a program, whatever the ranges. */
const shape = (program: Program): string[] =>
  program.steps.map(({ operation, values, result }) =>
    [
      operation.name.startsWith('known') ? 'known' : operation.name,
      ...values.map(({ id }) => id),
      result.id,
    ].join(),
  );

describe.each(Object.entries(PRIMES))('modulo %s', (_, prime) => {
  const count = limbsOf(prime);
  const radix = 1n << BigInt(LIMB_BITS * count);
  const stored = slotBounds(prime);
  const product = productBounds(prime);
  const accepted = (factor: bigint) => {
    try {
      return holds(product.value, productRanges(prime, times(stored, factor), stored).bounds.value);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  };
  let widest = 1n;
  while (accepted(widest + 1n)) widest++;

  const check = (
    program: Program,
    bounds: Bounds,
    inputs: readonly bigint[],
    expected: bigint,
    run = integerMachine(program),
  ) => {
    const limbs = run(inputs);
    expect(limbs).toEqual(replayProgram(program, inputs));
    expect((total(limbs) - expected) % prime).toBe(0n);
    expect(holds(bounds.value, exactly(total(limbs)))).toBe(true);
    for (const [i, limb] of limbs.entries()) expect(holds(bounds.limbs[i]!, exactly(limb))).toBe(true);
  };

  it.each([1n, widest])('multiplies operands %s times as wide as slots', (factor) => {
    const wide = times(stored, factor);
    const { program, bounds } = productProgram(prime, wide, stored);
    const run = integerMachine(program);
    const unit = inverse(radix, prime);
    fc.assert(
      fc.property(limbsWithin(wide), limbsWithin(stored), (a, b) => {
        check(program, bounds, [...a, ...b], total(a) * total(b) * unit, run);
      }),
      { numRuns: 60 },
    );
  });

  it('squares', () => {
    const { program, bounds } = squareProgram(prime, stored);
    const run = integerMachine(program);
    const unit = inverse(radix, prime);
    fc.assert(
      fc.property(limbsWithin(stored), (a) => check(program, bounds, a, total(a) ** 2n * unit, run)),
      { numRuns: 60 },
    );
  });

  it.each([1n, 3n, 40n, 4000n])('reduces what is %s times as wide as slots', (factor) => {
    const wide = times(stored, factor);
    const { program, bounds } = reductionProgram(prime, wide, stored.value);
    const run = integerMachine(program);
    expect(holds(stored.value, bounds.value)).toBe(true);
    fc.assert(
      fc.property(limbsWithin(wide), (a) => check(program, bounds, a, total(a), run)),
      { numRuns: 60 },
    );
  });

  it('has the same code for all operands, so that one function takes whatever is proven', () => {
    const code = shape(productProgram(prime, stored, stored).program);
    expect(shape(productProgram(prime, times(stored, widest), stored).program)).toEqual(code);
    expect(shape(productProgram(prime, carried(exactly(1n), count), stored).program)).toEqual(code);
  });

  it('refuses what could overflow', () => {
    expect(widest >= 2n).toBe(true);
    expect(accepted(widest + 1n)).toBe(false);
    const limbs = stored.limbs.map(() => ({ min: -(1n << 30n), max: 1n << 30n }));
    const wide = { limbs, value: stored.value };
    expect(() => productProgram(prime, wide, times(wide, 2n))).toThrow(RangeError);
    expect(() => squareProgram(prime, times(wide, 2n))).toThrow(RangeError);
    expect(() => reductionProgram(prime, times(stored, 1n << 36n), stored.value)).toThrow(RangeError);
  });

  it('takes the values of digits only', () => {
    for (const value of [0n, 1n, prime - 1n, -prime]) expect(total(digitsOf(value, count))).toBe(value);
    for (const digit of digitsOf(prime - 1n, count).slice(0, -1))
      expect(holds(stored.limbs[0]!, exactly(digit))).toBe(true);
  });
});
