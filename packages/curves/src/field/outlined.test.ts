import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instance, littleEndian } from '../batch/test-instance.ts';
import { at, i32 } from '../wasm/expression.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import type { PrimeOps } from './field.ts';
import { integerOps } from './model.ts';
import { testFields } from './test-fields.ts';

describe.each(testFields())('outlined formulas over $name', ({ make, prime }) => {
  const integer = fc.oneof(fc.constantFrom(0n, 1n, prime - 1n), fc.bigInt(0n, prime - 1n));

  /** Runs a formula from two elements to three in place of the first, on the kernel and on integers. */
  function compare(formula: <E>(ops: PrimeOps<E>, a: E, b: E) => readonly [E, E, E]): void {
    const m = new ModuleBuilder();
    const field = make(m);
    const { lanes, slotBytes, unroll, words } = field;
    const count = lanes * unroll;
    const slots = m.reserve(5 * unroll * slotBytes);
    const integers = m.reserve(5 * count * 8 * words);
    const run = m.function('formula', { params: { slots: 'i32' } }, (f, { slots }) => {
      const [a, b, c] = [slots, i32.add(slots, unroll * slotBytes), i32.add(slots, 2 * unroll * slotBytes)];
      field.outlined(f, slotBytes, (ops) => {
        const results = formula(ops, ops.load(at(a)), ops.load(at(b)));
        for (const [i, place] of [a, b, c].entries()) ops.store(at(place), results[i]);
      });
    });
    m.function('run', { params: {}, export: true }, (f) => {
      const convert = (part: number, conversion: (ops: PrimeOps<unknown>, a: unknown) => unknown) => {
        const place = at(slots, part * unroll * slotBytes);
        field.outlined(f, slotBytes, (ops) => ops.store(place, conversion(ops, ops.load(place))));
      };
      const each = (part: number, then: (slot: number, lane: number, integer: number) => void) => {
        for (let i = 0; i < count; i++) {
          const slot = slots + (part * unroll + Math.floor(i / lanes)) * slotBytes;
          then(slot, i % lanes, integers + (part * count + i) * 8 * words);
        }
      };
      for (const part of [0, 1]) {
        each(part, (slot, lane, from) => f.run(field.unpack, slot, lane, from));
        convert(part, (ops, a) => ops.fromInteger(a));
      }
      f.run(run, slots);
      for (const part of [0, 1, 2]) {
        convert(part, (ops, a) => ops.toInteger(a));
        each(part, (slot, lane, to) => f.run(field.pack, to, slot, lane));
      }
    });
    const { calls, bytes } = instance(m);
    const pairs = fc.array(fc.tuple(integer, integer), { minLength: count, maxLength: count });
    fc.assert(
      fc.property(pairs, (inputs) => {
        for (const [i, pair] of inputs.entries()) {
          for (const [part, value] of pair.entries()) {
            bytes(integers + (part * count + i) * 8 * words, 8 * words).set(littleEndian(value, 8 * words));
          }
        }
        calls.run!();
        for (const [i, [a, b]] of inputs.entries()) {
          const expected = formula(integerOps(prime), a, b);
          for (const [part, value] of expected.entries()) {
            const found = bytes(integers + (part * count + i) * 8 * words, 8 * words);
            expect(found).toEqual(littleEndian(value, 8 * words));
          }
        }
      }),
      { numRuns: 20 },
    );
  }

  it('computes with sums of sums', () =>
    compare((ops, a, b) => {
      const sums = ops.add(ops.times(ops.add(a, b), 9), ops.sub(a, ops.times(b, 4)));
      const product = ops.mul(sums, ops.neg(sums));
      return [product, ops.sqr(ops.sub(product, sums)), ops.sub(ops.zero(), sums)];
    }));

  it('exchanges places', () => compare((_, a, b) => [b, a, b]));

  it('has constants, and leaves out what nothing needs', () =>
    compare((ops, a, b) => {
      ops.mul(a, b);
      return [ops.add(a, ops.one()), ops.mul(b, ops.constant(12345n)), ops.zero()];
    }));

  it('refuses a load of what a store will overwrite', () => {
    const m = new ModuleBuilder();
    const field = make(m);
    const place = at(m.reserve(field.slotBytes));
    m.function('formula', { params: {} }, (f) => {
      expect(() =>
        field.outlined(f, undefined, (ops) => {
          ops.store(place, ops.one());
          ops.load(place);
        }),
      ).toThrow('after a store');
    });
  });
});
