import { at, type I64, i64 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { negativeInverseModuloPower } from './two-adic.ts';
import { wordsOf } from './words.ts';

/**
 * Functions on integers of saturated 64-bit words with wide arithmetic: i64.mul_wide_u gives both halves of a
 * product, i64.add128 and i64.sub128 give carries. Time does not depend on the values. Places may be equal.
 */
export interface WideFunctions {
  /** (r, a, b): a·b/R, R = 2^(64·words), for a·b ≤ p·R and a + p ≤ R: below 2p, with `exact` below p. */
  readonly mul: Callable<undefined>;
  readonly sqr: Callable<undefined>;
  /** (r, a): a − multiple·p where that is not negative, else a. */
  takeAway(multiple: bigint): Callable<undefined>;
}

type Words = readonly Local<'i64'>[];

/** With `exact`, products are below p. */
export function wideFunctions(m: ModuleBuilder, prime: bigint, exact: boolean): WideFunctions {
  const words = wordsOf(prime);
  const two = { params: { r: 'i32', a: 'i32', b: 'i32' } } as const;
  const load = (f: FunctionBuilder, from: Local<'i32'>): Local<'i64'>[] =>
    Array.from({ length: words }, (_, k) => f.local('i64', i64.load(at(from, 8 * k))));
  const store = (f: FunctionBuilder, to: Local<'i32'>, value: Words) => {
    for (const [k, word] of value.entries()) f.store(at(to, 8 * k), word);
  };
  const taken = new Map<bigint, Callable<undefined>>();
  return {
    mul: m.function('mul', two, (f, { r, a, b }) => {
      store(f, r, montgomery(f, prime, load(f, a), load(f, b), exact));
    }),
    sqr: m.function('sqr', { params: { r: 'i32', a: 'i32' } }, (f, { r, a }) => {
      const x = load(f, a);
      store(f, r, montgomery(f, prime, x, x, exact));
    }),
    takeAway(multiple) {
      const known =
        taken.get(multiple) ??
        m.function('takeAway', { params: { r: 'i32', a: 'i32' } }, (f, { r, a }) => {
          store(f, r, without(f, load(f, a), multiple * prime));
        });
      taken.set(multiple, known);
      return known;
    },
  };
}

function wordsOfInteger(value: bigint, words: number): bigint[] {
  return Array.from({ length: words }, (_, k) => BigInt.asUintN(64, value >> BigInt(64 * k)));
}

/** a + b, for a + b < 2^(64·words). */
export function sum(f: FunctionBuilder, a: readonly I64[], b: readonly I64[]): Words {
  const carry = f.local('i64');
  return a.map((word, k) => {
    const low = f.local('i64');
    const high = k === 0 ? carry : f.local('i64');
    f.add128(low, high, [word, 0n], [b[k]!, 0n]);
    if (k > 0) f.add128(low, carry, [low, high], [carry, 0n]);
    return low;
  });
}

/** a − b where b ≤ a, else a − b + back. */
export function difference(f: FunctionBuilder, a: readonly I64[], b: readonly I64[], back: bigint): Words {
  const { rest, borrow } = borrowing(f, a, b);
  return sum(
    f,
    rest,
    wordsOfInteger(back, a.length).map((word) => i64.and(borrow, word)),
  );
}

/** a − value where that is not negative, else a. */
export function without(f: FunctionBuilder, a: Words, value: bigint): Words {
  const { rest, borrow } = borrowing(f, a, wordsOfInteger(value, a.length));
  for (const [k, word] of rest.entries()) {
    f.set(word, i64.xor(word, i64.and(i64.xor(word, a[k]!), borrow)));
  }
  return rest;
}

/** a − b modulo 2^(64·words), and −1 where it is negative, else 0. */
function borrowing(
  f: FunctionBuilder,
  a: readonly I64[],
  b: readonly I64[],
): { rest: Words; borrow: Local<'i64'> } {
  const borrow = f.local('i64');
  const rest = a.map((word, k) => {
    const low = f.local('i64');
    const high = k === 0 ? borrow : f.local('i64');
    f.sub128(low, high, [word, 0n], [b[k]!, 0n]);
    if (k > 0) f.add128(low, borrow, [low, high], [borrow, borrow]);
    return low;
  });
  return { rest, borrow };
}

/**
 * Montgomery's product, word of b by word of b (coarsely integrated operand scanning), where the running sum
 * t < a + p fits its words, so that no carry leaves them: t ← (t + a·bᵢ + m·p)/2^64 with m chosen to clear
 * the lowest word.
 */
function montgomery(f: FunctionBuilder, prime: bigint, a: Words, b: Words, exact: boolean): Words {
  const p = wordsOfInteger(prime, a.length);
  const inverse = negativeInverseModuloPower(prime, 64);
  const t = a.map(() => f.local('i64'));
  const [low, upper, lower, m] = [f.local('i64'), f.local('i64'), f.local('i64'), f.local('i64')];
  const [high, cleared] = [f.local('i64'), f.local('i64')];
  for (const [i, factor] of b.entries()) {
    for (const [j, word] of a.entries()) {
      // low, upper ← aⱼ·bᵢ + tⱼ + the high word before: at most 2^128 − 1.
      f.mulWide(low, lower, word, factor);
      if (i > 0) f.add128(low, lower, [low, lower], [t[j]!, 0n]);
      if (j > 0) f.add128(low, lower, [low, lower], [upper, 0n]);
      f.set(upper, lower);
      if (j === 0) f.set(m, i64.mul(low, inverse));
      // high ← the same of m·pⱼ + low.
      f.mulWide(cleared, lower, m, p[j]!);
      f.add128(cleared, lower, [cleared, lower], [low, 0n]);
      if (j > 0) f.add128(cleared, lower, [cleared, lower], [high, 0n]);
      f.set(high, lower);
      if (j > 0) f.set(t[j - 1]!, cleared);
    }
    f.set(t.at(-1)!, i64.add(upper, high));
  }
  return exact ? without(f, t, prime) : t;
}
