import { wordBytes, wordFunctions } from '../field/words.ts';
import { type Address, at, type Expression, i32, i64 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';

/** Integers modulo p in memory: little-endian, in 64-bit words. Encodings are read and written here. */
export interface Integers {
  /** Bytes of one integer. */
  readonly bytes: number;
  /** (target, source): the bytes of one integer in the other order, big-endian to words and back. */
  readonly reverse: Callable<undefined>;
  /** (a) → 1 when the integer is below p. */
  readonly isCanonical: Callable<'i32'>;
  /** (a) → 1 when the integer is above (p − 1)/2. */
  readonly isLarger: Callable<'i32'>;
  /** (a): replaces the integer by p minus it, and leaves 0 as it is. */
  readonly negate: Callable<undefined>;
}

export function emitIntegers(m: ModuleBuilder, p: bigint, words: number): Integers {
  const { reverse, isBelow } = wordFunctions(m, words);
  const prime = m.constant(wordBytes(p, words));
  const half = m.constant(wordBytes((p - 1n) / 2n, words));
  const one = { params: { a: 'i32' } } as const;

  const isCanonical = m.function('isCanonical', { ...one, result: 'i32' }, (f, { a }) =>
    f.return(f.call(isBelow, a, prime)),
  );
  const isLarger = m.function('isLarger', { ...one, result: 'i32' }, (f, { a }) =>
    f.return(f.call(isBelow, half, a)),
  );
  const negate = m.function('negateInteger', one, (f, { a }) => {
    f.if(isZero(f, at(a), 8 * words), () => f.return());
    const borrow = f.local('i32');
    const [minuend, word] = [f.local('i64'), f.local('i64')];
    for (let i = 0; i < 8 * words; i += 8) {
      f.set(minuend, i64.load(at(prime, i)));
      f.set(word, i64.load(at(a, i)));
      f.store(at(a, i), i64.sub(i64.sub(minuend, word), i64.extendU(borrow)));
      f.set(borrow, i32.or(i64.ltU(minuend, word), i32.and(i64.eq(minuend, word), borrow)));
    }
  });

  return { bytes: 8 * words, reverse, isCanonical, isLarger, negate };
}

/** Whether so many bytes, a multiple of 8, are zero but for the first one, which must be `head`. */
export function isZero(f: FunctionBuilder, address: Address, bytes: number, head = 0): Expression<'i32'> {
  const all = f.local('i64', i64.xor(i64.load(address), BigInt(head)));
  for (let i = 8; i < bytes; i += 8) f.set(all, i64.or(all, i64.load(at(address, i))));
  return i64.eqz(all);
}
