import {
  digitTable,
  digitValue,
  EISENSTEIN_DIGITS,
  eisensteinLattice,
  eisensteinPrime,
} from '../curve/eisenstein.ts';
import type { CurveParameters } from '../curve/parameters.ts';
import { SAC_COLUMNS, sacSplitting } from '../curve/sac.ts';
import type { Group } from '../engine.ts';
import { at, type Expression, type I64, i32, i64 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { type Area, splitting } from './splitting.ts';

/**
 * A secret scalar as digits: (scalar, out, stride) writes them as bytes, top first, `stride` bytes apart. The scalar
 * is 32 little-endian bytes, in 1…r−1. Every scalar takes the same steps and accesses the same memory.
 */
export interface Recoding {
  readonly digits: number;
  readonly recode: Callable<undefined>;
  readonly area: Area;
}

const signature = { params: { scalar: 'i32', out: 'i32', stride: 'i32' } } as const;

export function recoding(m: ModuleBuilder, curve: CurveParameters, group: Group): Recoding {
  return group === 'G1' ? eisensteinDigits(m, curve) : alignedColumns(m, curve);
}

/** The digits of curve/eisenstein.ts. */
function eisensteinDigits(m: ModuleBuilder, curve: CurveParameters): Recoding {
  const lattice = eisensteinLattice(curve);
  const { split, read, area } = splitting(m, lattice, 'g1');
  const prime = eisensteinPrime(curve);
  const table = new DataView(digitsWithCarries().buffer);
  const rows = Array.from({ length: 8 }, (_, i) => table.getBigUint64(8 * i, true));
  const recode = m.function('g1Recode', signature, (f, { scalar, out, stride }) => {
    f.run(split, scalar);
    const [a, b] = [read(f, 0), read(f, 1)];
    const even = f.local('i64', maskIfEven(i64.or(a[0]!, b[0]!)));
    addMasked(f, a, prime.a, even);
    addMasked(f, b, prime.b, even);
    /** Byte (a mod 8) + 8·(b mod 8) of the table, the bits `flip` of a turned over. */
    const digitOf = (flip: bigint): Expression<'i32'> => {
      const row = chosen(f, rows, b[0]!);
      const byte = i64.shl(i64.and(i64.xor(a[0]!, flip), 7n), 3n);
      return i32.wrap(i64.and(i64.shrU(row, byte), 0xffn));
    };
    const digit = f.local('i32');
    const left = f.local('i32');
    const place = f.local('i32', i32.add(out, i32.mul(stride, EISENSTEIN_DIGITS)));
    f.down(left, EISENSTEIN_DIGITS - 1, 0, 1, () => {
      f.set(place, i32.sub(place, stride));
      f.set(digit, digitOf(0n));
      f.store8(at(place), i32.and(digit, 31));
      shiftRight(f, a, 2n);
      increment(f, a, i64.extendU(i32.and(i32.shrU(digit, 5), 1)));
      shiftRight(f, b, 2n);
      increment(f, b, i64.extendU(i32.shrU(digit, 6)));
    });
    f.store8(at(out), i32.and(digitOf(4n), 31));
  });
  return { digits: EISENSTEIN_DIGITS, recode, area };
}

/** One of 2^k words, by the lowest k bits of an index: by masks, half of the words at a time. */
function chosen(f: FunctionBuilder, words: readonly bigint[], index: Local<'i64'>): Local<'i64'> {
  let left: I64[] = [...words];
  for (let bit = 0n; left.length > 1; bit++) {
    const mask = f.local('i64', i64.sub(0n, i64.and(i64.shrU(index, bit), 1n)));
    const pairs = Array.from(
      { length: left.length / 2 },
      (_, i) => [left[2 * i]!, left[2 * i + 1]!] as const,
    );
    left = pairs.map(([even, odd]) => {
      const differing = typeof even === 'bigint' && typeof odd === 'bigint' ? even ^ odd : i64.xor(even, odd);
      return f.local('i64', i64.xor(even, i64.and(differing, mask)));
    });
  }
  return left[0] as Local<'i64'>;
}

/**
 * The digit table with two more bits a byte: for κ = a + bω and the digit c + dω, bit 5 is ((a mod 4) − c)/4, what
 * (a − c)/4 is above ⌊a/4⌋; bit 6 the same for b and d.
 */
function digitsWithCarries(): Uint8Array {
  return digitTable().map((digit, index) => {
    if (digit === 0xff) return 0;
    const { a, b } = digitValue(digit);
    const carries = [BigInt(index & 3) - a, BigInt((index >> 3) & 3) - b].map((rest) => Number(rest / 4n));
    if (carries.some((carry) => carry !== 0 && carry !== 1)) throw new RangeError('a carry is not a bit');
    return digit | (carries[0]! << 5) | (carries[1]! << 6);
  });
}

/** The columns of curve/sac.ts. */
function alignedColumns(m: ModuleBuilder, curve: CurveParameters): Recoding {
  const { lattice, parity } = sacSplitting(curve);
  const { split, read, area } = splitting(m, lattice, 'g2');
  const recode = m.function('g2Recode', signature, (f, { scalar, out, stride }) => {
    f.run(split, scalar);
    const components = parity.map((_, j) => read(f, j));
    const [aligner, ...rest] = components;
    const even = f.local('i64', maskIfEven(aligner![0]!));
    for (const [j, component] of components.entries()) addMasked(f, component, parity[j]!, even);
    // A bit above the highest makes the sign of the top column +.
    const above = 1n << BigInt(SAC_COLUMNS - 64);
    f.set(aligner![1]!, i64.or(aligner![1]!, above));
    const negative = f.local('i64');
    const column = f.local('i64');
    const bit = f.local('i64');
    const left = f.local('i32');
    const place = f.local('i32', i32.add(out, i32.mul(stride, SAC_COLUMNS)));
    f.down(left, SAC_COLUMNS, 0, 1, () => {
      f.set(place, i32.sub(place, stride));
      shiftRight(f, aligner!, 1n);
      f.set(negative, i64.and(i64.xor(aligner![0]!, 1n), 1n));
      f.set(column, i64.shl(negative, 3n));
      for (const [j, component] of rest.entries()) {
        f.set(bit, i64.and(component[0]!, 1n));
        f.set(column, i64.or(column, i64.shl(bit, BigInt(j))));
        shiftRight(f, component, 1n);
        increment(f, component, i64.and(bit, negative));
      }
      f.store8(at(place), i32.wrap(column));
    });
  });
  return { digits: SAC_COLUMNS, recode, area };
}

type Words = readonly Local<'i64'>[];

/** All ones where the word is even. */
function maskIfEven(word: Expression<'i64'>): Expression<'i64'> {
  return i64.sub(i64.and(word, 1n), 1n);
}

/** words += value where the mask is all ones. */
function addMasked(f: FunctionBuilder, words: Words, value: bigint, mask: Local<'i64'>): void {
  const carry = f.local('i64', 0n);
  const sum = f.local('i64');
  for (const [i, word] of words.entries()) {
    const part = BigInt.asUintN(64, value >> BigInt(64 * i));
    f.set(sum, i64.add(word, i64.and(part, mask)));
    const overflow = f.local('i64', i64.extendU(i64.ltU(sum, word)));
    f.set(word, i64.add(sum, carry));
    f.set(carry, i64.or(overflow, i64.extendU(i64.ltU(word, carry))));
  }
}

/** words += bit. */
function increment(f: FunctionBuilder, words: Words, bit: Expression<'i64'>): void {
  const carry = f.local('i64', bit);
  for (const word of words) {
    f.set(word, i64.add(word, carry));
    f.set(carry, i64.extendU(i64.ltU(word, carry)));
  }
}

/** words >>= bits, arithmetically. */
function shiftRight(f: FunctionBuilder, words: Words, bits: bigint): void {
  for (const [i, word] of words.entries()) {
    const above = words[i + 1];
    const kept = above ? i64.or(i64.shrU(word, bits), i64.shl(above, 64n - bits)) : i64.shrS(word, bits);
    f.set(word, kept);
  }
}
