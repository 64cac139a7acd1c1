import { describe, expect, it } from 'vitest';
import { at } from '../wasm/expression.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import type { PrimeOps } from './field.ts';
import { fmaField } from './fma.ts';
import { type Fetch, memoryConstants } from './fma-constants.ts';
import { FLOATS } from './fma-operations.ts';
import { productProgram } from './fma-product.ts';
import { productValue, type Radix, radixOf, signedDigits, slotBounds, widthOf } from './fma-radix.ts';
import { reductionProgram } from './fma-reduction.ts';
import { type Bounds, exactly, holds, mapBounds, multiplyRanges } from './limb-bounds.ts';
import { replayProgram } from './program.ts';
import { PRIMES } from './test-fields.ts';
import { corners, vectorMachine } from './test-machine.ts';

/** How many times a slot's limbs the generator proves products, squares and reductions for. */
const PROVEN = {
  bn254: { product: 3n, square: 1n, reduction: 8n },
  'bn254 scalars': { product: 3n, square: 1n, reduction: 8n },
  'bls12-381': { product: 4n, square: 2n, reduction: 60n },
  'bls12-381 scalars': { product: 204n, square: 14n, reduction: 892n },
};

const times = (bounds: Bounds, factor: bigint): Bounds =>
  mapBounds((range) => multiplyRanges(range, exactly(factor)), bounds);

const total = (limbs: readonly bigint[], { bits }: Radix): bigint =>
  limbs.reduce((sum, limb, i) => sum + (limb << BigInt(bits * i)), 0n);

describe.each(Object.entries(PRIMES))('bounds on doubles modulo %s', (name, prime) => {
  const radix = radixOf(prime);
  const stored = slotBounds(radix);
  const wide = times(stored, widthOf(radix));
  const proven = PROVEN[name as keyof typeof PROVEN];
  const fetch = memoryConstants(new ModuleBuilder());
  const product = (a: Bounds, b?: Bounds) => (constants: Fetch) =>
    productProgram(radix, constants, 1, a, b).program;

  const follows = (
    make: (fetch: Fetch) => ReturnType<typeof productProgram>['program'],
    bounds: Bounds[],
  ) => {
    const [run, program] = [vectorMachine(make), make(fetch)];
    const ranges = bounds.flatMap(({ limbs }) => limbs);
    for (const inputs of corners(ranges)) {
      const negated = inputs.map((limb) => -limb);
      expect(run([inputs, negated])).toEqual([
        replayProgram(program, inputs),
        replayProgram(program, negated),
      ]);
    }
  };

  it('products hold with every limb at an end of what kernels take, and of what is proven', () => {
    follows(product(wide, stored), [wide, stored]);
    const widest = times(stored, proven.product);
    follows(product(widest, stored), [widest, stored]);
    expect(() => product(times(stored, proven.product + 1n), stored)(fetch)).toThrow(RangeError);
  });

  it('squares hold with every limb at an end', () => {
    follows(product(stored), [stored]);
    const widest = times(stored, proven.square);
    follows(product(widest), [widest]);
    expect(() => product(times(stored, proven.square + 1n))(fetch)).toThrow(RangeError);
  });

  it('reductions hold with every limb at an end', () => {
    const from = times(stored, proven.reduction);
    const make = (constants: Fetch) => reductionProgram(radix, constants, from, stored.value).program;
    const [run, { program, bounds }] = [
      vectorMachine(make),
      reductionProgram(radix, fetch, from, stored.value),
    ];
    for (const inputs of corners(from.limbs)) {
      const limbs = replayProgram(program, inputs);
      expect(run([inputs, inputs])[1]).toEqual(limbs);
      expect((total(inputs, radix) - total(limbs, radix)) % prime).toBe(0n);
      expect(holds(bounds.value, exactly(total(limbs, radix)))).toBe(true);
    }
    expect(holds(stored.value, bounds.value)).toBe(true);
    const beyond = times(stored, proven.reduction + 1n);
    expect(() => reductionProgram(radix, fetch, beyond, stored.value)).toThrow(RangeError);
  });

  it('a slot times a slot fits a slot, at the ends of their values', () => {
    expect(holds(stored.value, productValue(stored.value, stored.value, radix))).toBe(true);
    const ends = [stored.value.min, stored.value.max].map((value) => signedDigits(value, radix));
    const [run, program] = [vectorMachine(product(wide, stored)), product(wide, stored)(fetch)];
    for (const a of ends) {
      for (const b of ends) {
        const limbs = run([
          [...a, ...b],
          [...a, ...b],
        ])[0]!;
        expect(limbs).toEqual(replayProgram(program, [...a, ...b]));
        expect(holds(stored.value, exactly(total(limbs, radix)))).toBe(true);
        for (const [i, limb] of limbs.entries()) expect(holds(stored.limbs[i]!, exactly(limb))).toBe(true);
      }
    }
  });

  /** Bytes of a function with the formula. */
  const sizeOf = (build: (ops: PrimeOps<unknown>, x: unknown) => unknown): number => {
    const size = (write: boolean) => {
      const m = new ModuleBuilder();
      const field = fmaField(m, prime);
      m.function('formula', { params: { r: 'i32', a: 'i32' }, export: true }, (f, { r, a }) => {
        const ops = field.ops(f);
        ops.store(at(r), write ? build(ops, ops.load(at(a))) : ops.toInteger(ops.load(at(a))));
      });
      return m.bytes().length;
    };
    return size(true) - size(false);
  };

  it('operands beyond what products take are reduced first', () => {
    const wider = (factor: number) => sizeOf((ops, x) => ops.toInteger(ops.times(x, factor)));
    const width = Number(widthOf(radix));
    expect(wider(width + 1)).toBeGreaterThan(wider(width) + 20 * radix.limbs);
  });

  it('sums beyond what reductions take are refused', () => {
    const summed = (factor: bigint) => sizeOf((ops, x) => ops.toInteger(ops.times(x, Number(factor))));
    expect(summed(proven.reduction)).toBeGreaterThan(0);
    // Where a double holds more than a reduction takes, nothing reduces in time.
    const held = FLOATS.max / stored.limbs[0]!.max;
    if (held > proven.reduction) expect(() => summed(proven.reduction + 1n)).toThrow(RangeError);
    else expect(summed(held + 1n)).toBeGreaterThan(summed(held));
  });
});
