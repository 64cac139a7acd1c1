import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instance, littleEndian } from '../batch/test-instance.ts';
import type { ConstantOps } from '../field/field.ts';
import { integerOps } from '../field/model.ts';
import { testFields } from '../field/test-fields.ts';
import { at } from '../wasm/expression.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { primeCalls } from './prime-calls.ts';

describe.each(testFields())('formulas of calls over F_p of $name', ({ make, prime }) => {
  const integer = fc.oneof(fc.constantFrom(0n, 1n, prime - 1n), fc.bigInt(0n, prime - 1n));

  /** Runs a formula from two elements to two, in the places of the others, on the kernel and on integers. */
  function compare(formula: <E>(ops: ConstantOps<E>, a: E, b: E) => readonly [E, E]): void {
    const m = new ModuleBuilder();
    const field = make(m);
    const { lanes, slotBytes, unroll, words } = field;
    const count = lanes * unroll;
    const places = [0, 1].map(() => m.reserve(unroll * slotBytes));
    const integers = m.reserve(2 * count * 8 * words);
    m.function('run', { params: {}, export: true }, (f) => {
      const ops = field.ops(f);
      const each = (then: (slot: number, lane: number, integer: number) => void) => {
        for (const [which, place] of places.entries()) {
          for (let i = 0; i < count; i++) {
            const slot = place + Math.floor(i / lanes) * slotBytes;
            then(slot, i % lanes, integers + (which * count + i) * 8 * words);
          }
        }
      };
      const convert = (conversion: (a: unknown) => unknown) => {
        for (const place of places) {
          for (let slot = place; slot < place + unroll * slotBytes; slot += slotBytes) {
            ops.store(at(slot), conversion(ops.load(at(slot))));
          }
        }
      };
      each((slot, lane, from) => f.run(field.unpack, slot, lane, from));
      convert((a) => ops.fromInteger(a));
      primeCalls(m, field)(f, (calls) => {
        const [first, second] = places.map((place) => at(place));
        const results = formula(calls, calls.load(first!), calls.load(second!));
        calls.store(first!, results[0]);
        calls.store(second!, results[1]);
      });
      convert((a) => ops.toInteger(a));
      each((slot, lane, to) => f.run(field.pack, to, slot, lane));
    });
    const { calls, bytes } = instance(m);
    const number = (which: number, i: number) => bytes(integers + (which * count + i) * 8 * words, 8 * words);
    const operands = fc.array(fc.tuple(integer, integer), { minLength: count, maxLength: count });
    fc.assert(
      fc.property(operands, (inputs) => {
        for (const [i, pair] of inputs.entries()) {
          for (const [which, value] of pair.entries()) number(which, i).set(littleEndian(value, 8 * words));
        }
        calls.run!();
        for (const [i, [a, b]] of inputs.entries()) {
          for (const [which, value] of formula(integerOps(prime), a, b).entries()) {
            expect(number(which, i)).toEqual(littleEndian(value, 8 * words));
          }
        }
      }),
      { numRuns: 10 },
    );
  }

  it('computes with sums, products and constants', () =>
    compare((ops, a, b) => {
      const sum = ops.add(ops.times(ops.sub(a, b), 8), ops.constant(7n));
      return [ops.mul(ops.sqr(sum), ops.neg(b)), ops.sub(ops.mul(sum, a), ops.one())];
    }));

  it('stores zero, and what was loaded elsewhere', () => compare((ops, _, b) => [b, ops.zero()]));

  it('refuses to exchange places', () => {
    expect(() => compare((_, a, b) => [b, a])).toThrow('overwrites');
  });
});
