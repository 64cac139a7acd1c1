import { describe, expect, it } from 'vitest';
import { at } from '../wasm/expression.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { fmaField } from './fma.ts';
import { inverse } from './model.ts';
import { PRIMES } from './test-fields.ts';
import { wordBytes } from './words.ts';

type Calls = Record<string, (...values: number[]) => number>;

/** A field with eight slots, its functions and some formulas exported; elements come and go as integers. */
function start(prime: bigint) {
  const m = new ModuleBuilder();
  const field = fmaField(m, prime);
  const slots = m.reserve(8 * field.slotBytes);
  const words = m.reserve(8 * field.words);
  const place = (slot: number) => slots + slot * field.slotBytes;
  const pair = { r: 'i32', a: 'i32', b: 'i32' } as const;
  const formula = (label: string, stride: number | undefined) =>
    m.function(label, { params: pair, export: true }, (f, { r, a, b }) => {
      const ops = field.ops(f, stride);
      const [x, y] = [ops.load(at(a)), ops.load(at(b))];
      const wide = ops.times(ops.sub(x, ops.add(y, y)), 8);
      ops.store(at(r), ops.sub(ops.mul(ops.sqr(wide), ops.sub(y, x)), ops.neg(ops.mul(wide, wide))));
    });
  formula('formula', undefined);
  formula('paired', field.slotBytes);
  for (const [label, callee, count] of [
    ['unpack', field.unpack, 3],
    ['pack', field.pack, 3],
    ['moveLane', field.moveLane, 4],
    ['invert', field.invert, 2],
  ] as const) {
    const params = Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, 'i32' as const]));
    m.function(label, { params, export: true }, (f, values) => f.run(callee, ...Object.values(values)));
  }
  m.function(
    'isZero',
    { params: { a: 'i32', lane: 'i32' }, result: 'i32', export: true },
    (f, { a, lane }) => {
      f.return(f.call(field.isZero, a, lane));
    },
  );
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes()));
  const calls = exports as unknown as Calls;
  const memory = new Uint8Array((exports.memory as WebAssembly.Memory).buffer);
  const put = (slot: number, lane: number, value: bigint) => {
    memory.set(wordBytes(value, field.words), words);
    calls.unpack!(place(slot), lane, words);
  };
  const get = (slot: number, lane: number): bigint => {
    calls.pack!(words, place(slot), lane);
    const view = new BigUint64Array(memory.buffer, words, field.words);
    return view.reduceRight((value, word) => (value << 64n) | word, 0n);
  };
  return { field, calls, memory, place, put, get };
}

describe.each(Object.entries(PRIMES))('fma field modulo %s', (_, prime) => {
  const { field, calls, memory, place, put, get } = start(prime);
  const mod = (value: bigint) => ((value % prime) + prime) % prime;
  // An element's limbs stand for value·R: what the constant 1 unpacks to.
  memory.set(field.constantSlot(1n), place(7));
  const one = get(7, 0);
  const divided = (value: bigint) => mod(value * inverse(one, prime));
  const formula = (x: bigint, y: bigint) => {
    const wide = 8n * (x - 2n * y);
    // Every product divides by R once; the sum's terms have to agree.
    const square = divided(wide * wide);
    return mod(divided(square * (y - x)) + square);
  };
  const values = [0n, 1n, prime - 1n, prime / 2n, prime / 2n + 1n, mod(3n ** 400n), mod(7n ** 300n), 2n];

  it('takes canonical integers in and gives them back, lane by lane', () => {
    for (const [i, value] of values.entries()) {
      put(0, i % 2, value);
      expect(get(0, i % 2)).toBe(value);
    }
    expect(get(0, 0)).toBe(values[6]);
    calls.moveLane!(place(1), 0, place(0), 1);
    calls.moveLane!(place(1), 1, place(0), 0);
    expect([get(1, 0), get(1, 1)]).toEqual([values[7], values[6]]);
    put(0, 0, 0n);
    expect([calls.isZero!(place(0), 0), calls.isZero!(place(0), 1)]).toEqual([1, 0]);
  });

  it('computes formulas on one slot and on pairs, also in place', () => {
    for (const [label, count] of [
      ['formula', 1],
      ['paired', 2],
    ] as const) {
      for (const [r, a, b] of [
        [4, 0, 2],
        [0, 0, 2],
        [2, 0, 2],
        [0, 0, 0],
      ] as const) {
        for (const [i, value] of values.entries()) put(Math.floor(i / 2), i % 2, value);
        const expected = Array.from({ length: 2 * count }, (_, i) =>
          formula(values[2 * a + i]!, values[2 * b + i]!),
        );
        calls[label]!(place(r), place(a), place(b));
        const found = expected.map((_, i) => get(r + Math.floor(i / 2), i % 2));
        expect(found).toEqual(expected);
      }
    }
  });

  it('inverts both lanes, and gives zero for both when one is zero', () => {
    put(0, 0, values[5]!);
    put(0, 1, values[6]!);
    calls.invert!(place(0), place(0));
    expect([get(0, 0), get(0, 1)]).toEqual(
      [values[5]!, values[6]!].map((value) => mod(inverse(value, prime) * one * one)),
    );
    put(0, 0, 0n);
    calls.invert!(place(1), place(0));
    expect([get(1, 0), get(1, 1)]).toEqual([0n, 0n]);
  });
});
