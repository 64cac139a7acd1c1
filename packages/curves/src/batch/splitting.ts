import type { LatticeReduction } from '../curve/lattice.ts';
import { type Address, at, i32, i64 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';

/** Memory that holds what was computed from a secret. */
export interface Area {
  readonly address: number;
  readonly bytes: number;
}

/** {@link LatticeReduction} as a function of the module. */
export interface Splitting {
  /** (scalar): splits 32 little-endian bytes of an integer below the order. The same steps for every scalar. */
  readonly split: Callable<undefined>;
  /** Reads component j: 64-bit words of a two's complement, lowest first. */
  read(f: FunctionBuilder, j: number): Local<'i64'>[];
  readonly area: Area;
}

/** 32-bit words of a scalar, and of a product with g_i; those below the point. */
const SCALAR = 8;
const PRODUCT = 18;
const FRACTION = 10;

export function splitting(m: ModuleBuilder, reduction: LatticeReduction, label: string): Splitting {
  const { rows, factors, roundings, constant, words } = reduction;
  const width = 2 * words;
  const negated = rows.map((row) => row.map((entry) => m.constant(integerBytes(-entry, width))));
  const rounded = roundings.map((value) => m.constant(integerBytes(value, PRODUCT)));
  const factor = factors.map((value) => m.constant(integerBytes(value, FRACTION)));
  const starts = m.constant(new Uint8Array(constant.flatMap((value) => [...integerBytes(value, width)])));
  const one = m.constant(integerBytes(1n, 1));
  const bytes = 8 * words * constant.length;
  const address = m.reserve(bytes + 4 * PRODUCT);
  const product = address + bytes;
  const accumulate = multiplyAccumulate(m, label);

  const split = m.function(`${label}Split`, { params: { scalar: 'i32' } }, (f, { scalar }) => {
    f.copy(address, starts, bytes);
    f.run(accumulate, address, width, scalar, SCALAR, one, 1);
    for (const [i, row] of negated.entries()) {
      f.copy(product, rounded[i]!, 4 * PRODUCT);
      f.run(accumulate, product, PRODUCT, scalar, SCALAR, factor[i]!, FRACTION);
      for (const [j, entry] of row.entries()) {
        const quotient = [product + 4 * FRACTION, PRODUCT - FRACTION] as const;
        f.run(accumulate, address + 8 * words * j, width, ...quotient, entry, width);
      }
    }
  });

  return {
    split,
    read: (f, j) =>
      Array.from({ length: words }, (_, word) =>
        f.local('i64', i64.load(at(address + 8 * (words * j + word)))),
      ),
    area: { address, bytes: bytes + 4 * PRODUCT },
  };
}

/**
 * (t, tWords, a, aWords, b, bWords): t += a·b modulo 2^(32·tWords), integers of 32-bit words, lowest first. A step
 * is at most (2^32 − 1)² + 2·(2^32 − 1) = 2^64 − 1.
 */
function multiplyAccumulate(m: ModuleBuilder, label: string): Callable<undefined> {
  const params = { t: 'i32', tWords: 'i32', a: 'i32', aWords: 'i32', b: 'i32', bWords: 'i32' } as const;
  return m.function(`${label}Accumulate`, { params }, (f, { t, tWords, a, aWords, b, bWords }) => {
    const [i, j] = [f.local('i32'), f.local('i32')];
    const [factor, sum, carry] = [f.local('i64'), f.local('i64'), f.local('i64')];
    const word = (base: Local<'i32'>, index: Local<'i32'>): Address => at(i32.add(base, i32.shl(index, 2)));
    const step = (value: Parameters<typeof i64.add>[0]) => {
      f.set(sum, i64.add(i64.add(value, i64.load32U(word(t, j))), carry));
      f.store32(word(t, j), sum);
      f.set(carry, i64.shrU(sum, 32n));
    };
    // t moves up with i, so that its word j takes a[i]·b[j].
    const rounds = f.local('i32', i32.select(aWords, tWords, i32.ltU(aWords, tWords)));
    f.for(i, 0, rounds, 1, () => {
      f.set(factor, i64.load32U(word(a, i)));
      f.set(carry, 0n);
      f.for(j, 0, i32.select(bWords, tWords, i32.ltU(bWords, tWords)), 1, () =>
        step(i64.mul(factor, i64.load32U(word(b, j)))),
      );
      f.while(
        () => i32.ltU(j, tWords),
        () => {
          step(0n);
          f.set(j, i32.add(j, 1));
        },
      );
      f.set(t, i32.add(t, 4));
      f.set(tWords, i32.sub(tWords, 1));
    });
  });
}

/** The integer modulo 2^(32·words), little-endian. */
function integerBytes(value: bigint, words: number): Uint8Array {
  const bytes = new Uint8Array(4 * words);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < words; i++) {
    view.setUint32(4 * i, Number(BigInt.asUintN(32, value >> BigInt(32 * i))), true);
  }
  return bytes;
}
