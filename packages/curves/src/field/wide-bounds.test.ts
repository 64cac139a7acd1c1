import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { inverse } from '../curve/arithmetic.ts';
import { at } from '../wasm/expression.ts';
import { FunctionBuilder } from '../wasm/function.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import type { PrimeOps } from './field.ts';
import { spellOutWide } from './spelled-wide.ts';
import { PRIMES } from './test-fields.ts';
import { wideField } from './wide.ts';
import { wideFunctions } from './wide-functions.ts';
import { wordBytes, wordsOf } from './words.ts';

const SLOTS = 4;

/** A module with four slots, read and written as integers, and the functions that `emit` exports. */
function start(prime: bigint, emit: (m: ModuleBuilder, slot: (i: number) => number) => void) {
  const words = wordsOf(prime);
  const m = new ModuleBuilder();
  const slots = m.reserve(SLOTS * 8 * words);
  const slot = (i: number) => slots + 8 * words * i;
  emit(m, slot);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes()));
  const { buffer } = exports.memory as WebAssembly.Memory;
  return {
    calls: exports as unknown as Record<string, () => void>,
    put: (i: number, value: bigint) => new Uint8Array(buffer).set(wordBytes(value, words), slot(i)),
    get: (i: number) =>
      new BigUint64Array(buffer, slot(i), words).reduceRight((sum, word) => (sum << 64n) + word, 0n),
  };
}

describe.each(Object.entries(PRIMES))('bounds on whole words modulo %s', (_, prime) => {
  let restore: () => void;
  beforeAll(() => {
    restore = spellOutWide();
  });
  afterAll(() => restore());

  const radix = 1n << BigInt(64 * wordsOf(prime));
  const exact = radix <= 4n * prime;
  const limit = exact ? 1n : 2n;
  const unit = inverse(radix, prime);

  it('products hold where a·b reaches p·R and a reaches R − p', () => {
    const { calls, put, get } = start(prime, (m, slot) => {
      const { mul } = wideFunctions(m, prime, exact);
      m.function('mul', { params: {}, export: true }, (f) => f.run(mul, slot(0), slot(1), slot(2)));
    });
    const largest = radix - prime;
    const firsts = [largest, largest - 1n, limit * prime, prime, prime - 1n, 1n];
    for (const a of firsts) {
      const most = (prime * radix) / a;
      for (const b of [most, most - 1n, radix - 1n, limit * prime, 0n, 1n]) {
        if (b > most || b >= radix || b < 0n) continue;
        put(1, a);
        put(2, b);
        calls.mul!();
        expect((get(0) - a * b * unit) % prime).toBe(0n);
        expect(get(0)).toBeLessThan(limit * prime);
      }
    }
  });

  it('a product beyond p·R is no longer below 2p', () => {
    const { calls, put, get } = start(prime, (m, slot) => {
      const { mul } = wideFunctions(m, prime, false);
      m.function('mul', { params: {}, export: true }, (f) => f.run(mul, slot(0), slot(1), slot(2)));
    });
    const a = radix - prime;
    let largest = 0n;
    for (let b = radix - 50n; b < radix; b++) {
      put(1, a);
      put(2, b);
      calls.mul!();
      if (get(0) > largest) largest = get(0);
    }
    expect(a * (radix - 1n)).toBeGreaterThan(prime * radix);
    expect(largest).toBeGreaterThan(2n * prime);
  });

  it('sums, differences and what is packed hold for slots at the ends of what they may hold', () => {
    const ends = [0n, 1n, prime - 1n, prime, limit * prime - 1n, limit * prime].filter(
      (value) => value <= limit * prime,
    );
    const formulas: [
      (ops: PrimeOps<unknown>, x: unknown, y: unknown) => unknown,
      (x: bigint, y: bigint) => bigint,
    ][] = [
      [(ops, x, y) => ops.add(x, y), (x, y) => x + y],
      [(ops, x, y) => ops.sub(x, y), (x, y) => x - y],
      [(ops, x) => ops.neg(x), (x) => -x],
      [(ops, x, y) => ops.sub(ops.times(x, 7), ops.times(y, 5)), (x, y) => 7n * x - 5n * y],
      [(ops, x, y) => ops.mul(ops.add(x, x), ops.add(y, y)), (x, y) => 4n * x * y * unit],
    ];
    const { calls, put, get } = start(prime, (m, slot) => {
      const field = wideField(m, prime);
      for (const [i, [formula]] of formulas.entries()) {
        m.function(`formula${i}`, { params: {}, export: true }, (f) => {
          const ops = field.ops(f);
          ops.store(at(slot(0)), formula(ops, ops.load(at(slot(1))), ops.load(at(slot(2)))));
          f.run(field.pack, slot(3), slot(0), 0);
        });
      }
    });
    const mod = (value: bigint) => ((value % prime) + prime) % prime;
    for (const x of ends) {
      for (const y of ends) {
        for (const [i, [, expected]] of formulas.entries()) {
          put(1, x);
          put(2, y);
          calls[`formula${i}`]!();
          expect(get(0)).toBeLessThanOrEqual(limit * prime);
          expect(get(3)).toBe(mod(expected(x, y)));
        }
      }
    }
  });

  it('sums that would leave their words, and operands beyond products, are reduced first', () => {
    /** Subtractions of integers in the module of a product of so many times a slot. */
    const subtractions = (factor: number) => {
      const calls = vi.spyOn(FunctionBuilder.prototype, 'sub128');
      const m = new ModuleBuilder();
      const field = wideField(m, prime);
      m.function('formula', { params: { r: 'i32', a: 'i32' }, export: true }, (f, { r, a }) => {
        const ops = field.ops(f);
        ops.store(at(r), ops.mul(ops.times(ops.load(at(a)), factor), ops.one()));
      });
      const count = calls.mock.calls.length / wordsOf(prime);
      calls.mockRestore();
      return count;
    };
    const reductions = (factor: number) => subtractions(factor) - subtractions(1);
    // Neither a sum of so many slots, nor that sum and p, may reach R; one is below p.
    const fits = (factor: number) => (BigInt(factor) * limit + 1n) * prime <= radix;
    const fitting = [1, 2, 4, 8].filter(fits);
    for (const factor of fitting) expect(reductions(factor)).toBe(0);
    expect(reductions(2 * fitting.at(-1)!)).toBeGreaterThan(0);
  });
});
