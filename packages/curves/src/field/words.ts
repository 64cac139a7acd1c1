import { at, type I64, i32, i64 } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';

/**
 * Functions on canonical integers: `words` unsigned 64-bit words, lowest first. Their time does not depend on
 * the values.
 */
interface WordFunctions {
  readonly words: number;
  /** (a, b) → 1 when a < b, else 0. */
  readonly isBelow: Callable<'i32'>;
  /** (a) → 1 when a = 0, else 0. */
  readonly isZero: Callable<'i32'>;
  /** (target, source): the bytes in the other order, big-endian to words and back. The places may be equal. */
  readonly reverse: Callable<undefined>;
}

export function wordFunctions(m: ModuleBuilder, words: number): WordFunctions {
  return {
    words,
    isBelow: emitIsBelow(m, words),
    isZero: emitIsZero(m, words),
    reverse: emitReverse(m, words),
  };
}

/** The integer, 0 ≤ v < 2^(64·words), as words; for {@link ModuleBuilder.constant}. */
export function wordBytes(value: bigint, words: number): Uint8Array {
  if (value < 0n || value >> BigInt(64 * words)) throw new RangeError(`${value} does not fit ${words} words`);
  const parts = Array.from({ length: words }, (_, k) => BigInt.asUintN(64, value >> BigInt(64 * k)));
  const bytes = new Uint8Array(8 * words);
  const view = new DataView(bytes.buffer);
  for (const [k, part] of parts.entries()) view.setBigUint64(8 * k, part, true);
  return bytes;
}

/** 64-bit words of integers below the prime. */
export function wordsOf(prime: bigint): number {
  return Math.ceil(prime.toString(2).length / 64);
}

/** a < b exactly when a − b borrows beyond the highest word. */
function emitIsBelow(m: ModuleBuilder, words: number): Callable<'i32'> {
  return m.function('isBelow', { params: { a: 'i32', b: 'i32' }, result: 'i32' }, (f, { a, b }) => {
    const borrow = f.local('i32');
    for (let k = 0; k < words; k++) {
      const [x, y] = [f.local('i64', i64.load(at(a, 8 * k))), f.local('i64', i64.load(at(b, 8 * k)))];
      f.set(borrow, i32.or(i64.ltU(x, y), i32.and(i64.eq(x, y), borrow)));
    }
    f.return(borrow);
  });
}

function emitIsZero(m: ModuleBuilder, words: number): Callable<'i32'> {
  return m.function('isZeroWords', { params: { a: 'i32' }, result: 'i32' }, (f, { a }) => {
    let all: I64 = i64.load(at(a));
    for (let k = 1; k < words; k++) all = i64.or(all, i64.load(at(a, 8 * k)));
    f.return(i64.eqz(all));
  });
}

function emitReverse(m: ModuleBuilder, words: number): Callable<undefined> {
  return m.function('reverse', { params: { target: 'i32', source: 'i32' } }, (f, { target, source }) => {
    const all = Array.from({ length: words }, (_, k) => f.local('i64', i64.load(at(source, 8 * k))));
    for (const [k, word] of all.entries()) {
      // Neighbouring bytes, then pairs, then halves change places.
      for (const [bits, mask] of [
        [8n, 0x00ff00ff00ff00ffn],
        [16n, 0x0000ffff0000ffffn],
      ] as const) {
        f.set(word, i64.or(i64.and(i64.shrU(word, bits), mask), i64.shl(i64.and(word, mask), bits)));
      }
      f.store(at(target, 8 * (words - 1 - k)), i64.or(i64.shrU(word, 32n), i64.shl(word, 32n)));
    }
  });
}
