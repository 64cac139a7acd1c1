import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModuleBuilder } from '../wasm/module.ts';
import { f64x2 } from '../wasm/vector.ts';
import { type Fetch, memoryConstants } from './fma-constants.ts';
import { type BoundedProgram, productProgram } from './fma-product.ts';
import { negatedInverse, type Radix, radixOf, slotBounds, widthOf } from './fma-radix.ts';
import { reductionProgram } from './fma-reduction.ts';
import { type Bounds, exactly, holds, mapBounds, multiplyRanges } from './limb-bounds.ts';
import { type Program, type Range, replayProgram, type Step } from './program.ts';
import { PRIMES } from './test-fields.ts';
import { vectorMachine } from './test-machine.ts';

const total = (limbs: readonly bigint[], { bits }: Radix): bigint =>
  limbs.reduce((sum, limb, i) => sum + (limb << BigInt(bits * i)), 0n);

const times = (bounds: Bounds, factor: bigint): Bounds =>
  mapBounds((range) => multiplyRanges(range, exactly(factor)), bounds);

/** Integers within the range: often an end of it, zero, or a product of a power of two, which makes ties. */
function integer({ min, max }: Range): fc.Arbitrary<bigint> {
  const clamped = (value: bigint) => (value < min ? min : value > max ? max : value);
  const shifted = fc.tuple(fc.bigInt({ min: -7n, max: 7n }), fc.integer({ min: 0, max: 51 }));
  return fc.oneof(
    fc.bigInt({ min, max }),
    fc.constantFrom(min, max, min + 1n, max - 1n, 0n, 1n, -1n).map(clamped),
    shifted.map(([odd, shift]) => clamped((2n * odd + 1n) << BigInt(shift))),
  );
}

const limbsOf = (bounds: Bounds): fc.Arbitrary<bigint[]> => fc.tuple(...bounds.limbs.map(integer));

/** Where a step of this name first gives the integer. */
const sees = (program: Program, name: string, integer: bigint, inputs: readonly bigint[]): boolean => {
  const steps = program.steps.filter(({ operation }) => operation.name === name);
  const watched = program.reordered(program.steps);
  watched.outputs.splice(0, watched.outputs.length, ...steps.map(({ result }) => result));
  return replayProgram(watched, inputs).includes(integer);
};

function withSteps(program: Program, change: (step: Step) => Step): Program {
  return program.reordered(program.steps.map(change));
}

describe.each(Object.entries(PRIMES))('products modulo %s', (_, prime) => {
  const radix = radixOf(prime);
  const stored = slotBounds(radix);
  const wide = times(stored, widthOf(radix));
  const half = 1n << BigInt(radix.bits - 1);
  const kinds: [string, (fetch: Fetch, slots: 1 | 2) => BoundedProgram, Bounds[]][] = [
    ['mul', (fetch, slots) => productProgram(radix, fetch, slots, wide, stored), [wide, stored]],
    ['sqr', (fetch, slots) => productProgram(radix, fetch, slots, stored), [stored]],
  ];
  const inputsOf = (operands: Bounds[], slots: number) =>
    fc
      .tuple(...Array.from({ length: slots }, () => fc.tuple(...operands.map(limbsOf))))
      .map((all) => all.flat(2));
  const fetch = memoryConstants(new ModuleBuilder());

  it.each(kinds)('%s: the machine does what the integers say', (_, make, operands) => {
    for (const slots of [1, 2] as const) {
      const run = vectorMachine((constants) => make(constants, slots).program);
      const { program, bounds } = make(fetch, slots);
      fc.assert(
        fc.property(inputsOf(operands, slots), inputsOf(operands, slots), (...lanes) => {
          const results = run(lanes);
          for (const [lane, inputs] of lanes.entries()) {
            expect(results[lane]).toEqual(replayProgram(program, inputs));
            for (let slot = 0; slot < slots; slot++) {
              const part = (values: readonly bigint[], k: number) =>
                values.slice(k * radix.limbs, (k + 1) * radix.limbs);
              const [a, b] = operands.map((_, k) => total(part(inputs, slot * operands.length + k), radix));
              const limbs = part(results[lane]!, slot);
              const value = total(limbs, radix);
              expect((value * radix.montgomery - a! * (b ?? a!)) % prime).toBe(0n);
              if ([a!, b ?? a!].every((x, k) => holds((operands[k] ?? stored).value, exactly(x)))) {
                expect(holds(bounds.value, exactly(value))).toBe(true);
                for (const [i, limb] of limbs.entries())
                  expect(holds(bounds.limbs[i]!, exactly(limb))).toBe(true);
              }
            }
          }
        }),
        { numRuns: 60 },
      );
    }
  });

  it('mul: ties of every shape, also in the digit of the last row', () => {
    const run = vectorMachine((constants) => kinds[0]![1](constants, 1).program);
    const { program } = kinds[0]![1](fetch, 1);
    const { limbs, bits } = radix;
    const clip = (x: bigint) => (x > half || x < -half ? half : x);
    const only = (limb: number, value: bigint) => stored.limbs.map((_, i) => (i === limb ? value : 0n));
    let [digits, lows] = [0, 0];
    for (let k = 0; k < bits; k++) {
      for (const odd of [1n, -3n]) {
        const [x, y] = [clip(odd << BigInt(k)), 1n << BigInt(bits - 1 - k)];
        const dense = [...stored.limbs.slice(1).map(() => x), 0n, ...stored.limbs.slice(1).map(() => y), 1n];
        const place = 1 + (k % (limbs - 2));
        const sparse = [...only(place, x), ...only(limbs - 1 - place, y)];
        for (const inputs of [dense, sparse]) {
          const negated = inputs.map((limb) => -limb);
          const lanes = [inputs, negated];
          const results = run(lanes);
          expect(results).toEqual(lanes.map((lane) => replayProgram(program, lane)));
          for (const [lane, values] of lanes.entries()) {
            const [a, b] = [values.slice(0, limbs), values.slice(limbs)].map((part) => total(part, radix));
            expect((total(results[lane]!, radix) * radix.montgomery - a! * b!) % prime).toBe(0n);
          }
          const seen = (name: string) => [half, -half].some((tie) => sees(program, name, tie, inputs));
          if (seen('asFloat') || seen('distance')) digits++;
          if (seen('low')) lows++;
        }
      }
    }
    expect(digits).toBeGreaterThan(bits);
    expect(lows).toBeGreaterThan(bits);
  });

  it('cancels the digit −2^(bits−1) as every other', () => {
    const prime0 = BigInt.asIntN(radix.bits, prime);
    const inverse = negatedInverse(radix);
    expect(BigInt.asUintN(2, prime0 * inverse)).toBe(3n);
  });

  it('an engine that does not fuse is noticed', () => {
    const [, make, operands] = kinds[0]!;
    const unfused = (step: Step): Step =>
      ['high', 'low'].includes(step.operation.name)
        ? {
            ...step,
            operation: {
              ...step.operation,
              code: ([x, y, z]) => f64x2.add(f64x2.mul(x as never, y as never), z as never),
            },
          }
        : step;
    const run = vectorMachine((constants) => withSteps(make(constants, 1).program, unfused));
    const { program } = make(fetch, 1);
    const [inputs] = fc.sample(
      inputsOf(operands, 1).filter((limbs) => limbs.every((limb) => limb % 7n !== 0n)),
      1,
    );
    expect(run([inputs!])[0]).not.toEqual(replayProgram(program, inputs!));
  });

  it.each([1n, 2n, 5n, 8n])('reduces %s times a stored element', (factor) => {
    const from = times(stored, factor);
    const make = (constants: Fetch) => reductionProgram(radix, constants, from, stored.value);
    const run = vectorMachine((constants) => make(constants).program);
    const { program, bounds } = make(fetch);
    fc.assert(
      fc.property(limbsOf(from), limbsOf(from), (...lanes) => {
        const results = run(lanes);
        for (const [lane, inputs] of lanes.entries()) {
          expect(results[lane]).toEqual(replayProgram(program, inputs));
          const [before, after] = [total(inputs, radix), total(results[lane]!, radix)];
          expect((before - after) % prime).toBe(0n);
          if (!holds(from.value, exactly(before))) continue;
          expect(holds(bounds.value, exactly(after))).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('refuses operands that are too wide', () => {
    expect(() => productProgram(radix, fetch, 1, times(stored, 64n), times(stored, 64n))).toThrow(RangeError);
  });
});
