import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instance, littleEndian } from '../batch/test-instance.ts';
import { integerOps } from '../field/model.ts';
import { testFields } from '../field/test-fields.ts';
import { at, i32 } from '../wasm/expression.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { type QuadraticOps, quadratic } from './quadratic.ts';
import { quadraticCalls } from './quadratic-calls.ts';

const PLACES = [0, 1, 2];

describe.each(testFields())('formulas of calls over F_p² of $name', ({ make, prime }) => {
  const integer = fc.oneof(fc.constantFrom(0n, 1n, prime - 1n), fc.bigInt(0n, prime - 1n));
  const element = fc.tuple(integer, integer);

  /** Runs a formula from two elements to three in place of the first, on the kernel and on integers. */
  function compare(formula: <E>(ops: QuadraticOps<E>, a: E, b: E) => readonly [E, E, E]): void {
    const m = new ModuleBuilder();
    const field = make(m);
    const { lanes, slotBytes, words } = field;
    const slots = field.unroll;
    const count = lanes * slots;
    const blockBytes = slots * 2 * slotBytes;
    const block = m.reserve(PLACES.length * blockBytes);
    const integers = m.reserve(PLACES.length * count * 16 * words);
    const run = m.function('formula', { params: { block: 'i32' } }, (f, { block }) =>
      quadraticCalls(m, field)(f, (ops) => {
        const places = PLACES.map((place) => at(block, place * blockBytes));
        const [a, b] = places.map((place) => ops.load(place));
        const results = formula(ops as QuadraticOps<unknown>, a, b);
        for (const [i, place] of places.entries()) ops.store(place, results[i] as typeof a & {});
      }),
    );
    m.function('run', { params: {}, export: true }, (f) => {
      const ops = field.ops(f);
      const each = (then: (slot: number, lane: number, integer: number) => void) => {
        for (let i = 0; i < PLACES.length * count; i++) {
          for (const part of [0, 1]) {
            const slot = block + Math.floor(i / lanes) * 2 * slotBytes + part * slotBytes;
            then(slot, i % lanes, integers + (2 * i + part) * 8 * words);
          }
        }
      };
      each((slot, lane, from) => f.run(field.unpack, slot, lane, from));
      const bytes = PLACES.length * blockBytes;
      const convert = (conversion: (a: unknown) => unknown) => {
        const offset = f.local('i32');
        f.for(offset, 0, bytes, slotBytes, () =>
          ops.store(at(offset, block), conversion(ops.load(at(offset, block)))),
        );
      };
      convert((a) => ops.fromInteger(a));
      f.run(run, i32.const(block));
      convert((a) => ops.toInteger(a));
      each((slot, lane, to) => f.run(field.pack, to, slot, lane));
    });
    const { calls, bytes } = instance(m);
    const numbers = (i: number, place: number) =>
      [0, 1].map((part) => bytes(integers + (2 * (place * count + i) + part) * 8 * words, 8 * words));
    const pairs = fc.array(fc.tuple(element, element), { minLength: count, maxLength: count });
    const model = quadratic(field, integerOps(prime));
    fc.assert(
      fc.property(pairs, (inputs) => {
        for (const [i, pair] of inputs.entries()) {
          for (const [place, value] of pair.entries()) {
            for (const [part, number] of numbers(i, place).entries()) {
              number.set(littleEndian(value[part]!, 8 * words));
            }
          }
        }
        calls.run!();
        for (const [i, [a, b]] of inputs.entries()) {
          const expected = formula(model, model.pair(...a), model.pair(...b));
          for (const [place, value] of expected.entries()) {
            const parts = model.parts(value).map((part) => littleEndian(part, 8 * words));
            expect(numbers(i, place)).toEqual(parts);
          }
        }
      }),
      { numRuns: 10 },
    );
  }

  it('computes with sums of sums', () =>
    compare((ops, a, b) => {
      const sums = ops.add(ops.times(ops.add(a, b), 9), ops.sub(a, ops.times(b, 4)));
      const product = ops.mul(sums, ops.neg(sums));
      return [product, ops.sqr(ops.sub(product, sums)), ops.sub(ops.zero(), ops.conjugate(sums))];
    }));

  it('takes equal terms together', () =>
    compare((ops, a, b) => {
      const x = ops.sub(ops.sqr(a), ops.times(a, 2));
      return [ops.mul(b, ops.sub(a, x)), ops.sub(a, ops.add(a, b)), ops.add(b, ops.add(b, b))];
    }));

  it('multiplies by the non-residue, and has constants', () =>
    compare((ops, a, b) => {
      ops.mul(a, b);
      return [ops.mulByNonResidue(a), ops.mul(b, ops.constant([5n, 7n])), ops.one()];
    }));

  it('refuses to exchange places', () => {
    expect(() => compare((_, a, b) => [b, a, b])).toThrow('overwrites');
  });
});
