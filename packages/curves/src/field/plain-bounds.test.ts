import { describe, expect, it } from 'vitest';
import { inverse } from '../curve/arithmetic.ts';
import { type Bounds, exactly, holds, holdsBounds, mapBounds, multiplyRanges } from './limb-bounds.ts';
import { productRanges } from './plain-clearing.ts';
import { LIMB_BITS, limbsOf, productBounds, slotBounds } from './plain-limbs.ts';
import { productProgram, reductionProgram, squareProgram } from './plain-product.ts';
import { replayProgram } from './program.ts';
import { PRIMES } from './test-fields.ts';
import { corners, integerMachine } from './test-machine.ts';

/** How many times a slot's limbs the generator proves: one operand beside a slot, both, and what reductions take. */
const PROVEN = {
  bn254: { one: 15n, both: 3n, reduction: 2n ** 18n - 1n },
  'bn254 scalars': { one: 15n, both: 3n, reduction: 2n ** 18n - 1n },
  'bls12-381': { one: 9n, both: 3n, reduction: 2n ** 27n - 1n },
  'bls12-381 scalars': { one: 8n, both: 2n, reduction: 2n ** 17n - 1n },
};

const times = (bounds: Bounds, factor: bigint): Bounds =>
  mapBounds((range) => multiplyRanges(range, exactly(factor)), bounds);

const total = (limbs: readonly bigint[]): bigint =>
  limbs.reduce((sum, limb, i) => sum + (limb << BigInt(LIMB_BITS * i)), 0n);

describe.each(Object.entries(PRIMES))('bounds on limbs of 29 bits modulo %s', (name, prime) => {
  const stored = slotBounds(prime);
  const product = productBounds(prime);
  const proven = PROVEN[name as keyof typeof PROVEN];
  const unit = inverse(1n << BigInt(LIMB_BITS * limbsOf(prime)), prime);
  const accepts = (a: Bounds, b: Bounds) => {
    try {
      return holdsBounds(product, productRanges(prime, a, b).bounds);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  };
  /** Bounds of the same limbs whose value is not narrower than they are: any of them is a corner then. */
  const loose = ({ limbs }: Bounds): Bounds => ({
    limbs,
    value: { min: total(limbs.map(({ min }) => min)), max: total(limbs.map(({ max }) => max)) },
  });

  it.each([
    ['a slot and a slot', 1n, 1n],
    ['as wide as one may be', proven.one, 1n],
    ['as wide as both may be', proven.both, proven.both],
  ])('products hold with every limb at an end: %s', (_, first, second) => {
    const [a, b] = [times(stored, first), times(stored, second)];
    expect(accepts(a, b)).toBe(true);
    const { program } = productProgram(prime, loose(a), loose(b));
    const run = integerMachine(program);
    for (const inputs of corners([...a.limbs, ...b.limbs])) {
      const limbs = run(inputs);
      expect(limbs).toEqual(replayProgram(program, inputs));
      const [x, y] = [total(inputs.slice(0, stored.limbs.length)), total(inputs.slice(stored.limbs.length))];
      expect((total(limbs) - x * y * unit) % prime).toBe(0n);
    }
  });

  it('squares hold with every limb at an end', () => {
    const wide = times(stored, proven.both);
    const { program } = squareProgram(prime, loose(wide));
    const run = integerMachine(program);
    for (const inputs of corners(wide.limbs)) {
      const limbs = run(inputs);
      expect(limbs).toEqual(replayProgram(program, inputs));
      expect((total(limbs) - total(inputs) ** 2n * unit) % prime).toBe(0n);
    }
  });

  it('operands beyond are not accepted', () => {
    expect(accepts(times(stored, proven.one + 1n), stored)).toBe(false);
    const wide = times(stored, proven.both + 1n);
    expect(accepts(wide, wide)).toBe(false);
  });

  it('reductions hold with every limb at an end, and fit slots', () => {
    const from = times(stored, proven.reduction);
    const { program, bounds } = reductionProgram(prime, from, stored.value);
    expect(holdsBounds(stored, bounds)).toBe(true);
    const run = integerMachine(program);
    // The highest limb is as the value allows with the others at an end.
    const lower = from.limbs.slice(0, -1);
    const { min, max } = from.limbs.at(-1)!;
    const weight = 1n << BigInt(LIMB_BITS * lower.length);
    for (const ends of corners([...lower, from.value], 1000)) {
      const [limbs, value] = [ends.slice(0, -1), ends.at(-1)!];
      const highest = (value - total(limbs)) / weight;
      const inputs = [...limbs, highest < min ? min : highest > max ? max : highest];
      const reduced = run(inputs);
      expect(reduced).toEqual(replayProgram(program, inputs));
      expect((total(reduced) - total(inputs)) % prime).toBe(0n);
      expect(holds(bounds.value, exactly(total(reduced)))).toBe(true);
    }
    const beyond = times(stored, proven.reduction + 1n);
    expect(() => reductionProgram(prime, beyond, stored.value)).toThrow(RangeError);
  });
});
