import { i64 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import {
  addConstant,
  carry,
  type Limbs,
  limbOf,
  limbOfWords,
  setUnlessNegative,
  storeWords,
} from './limb-words.ts';
import { negativeInverseModuloPower } from './two-adic.ts';
import { wordsOf } from './words.ts';

/** Divsteps per batch, and bits of a limb here: what a batch does to f and g depends on one limb of each. */
const BITS = 30;
const MASK = (1n << BigInt(BITS)) - 1n;

/** Divsteps after which g = 0 for every f and g below 2^bits: theorem 11.2 of the paper below. */
export function divstepsOf(bits: number): number {
  if (bits < 46) throw new RangeError('the bound on divsteps is for longer primes');
  return Math.floor((49 * bits + 57) / 17);
}

/** Batches that do at least so many. */
export const divstepBatches = (bits: number): number => Math.ceil(divstepsOf(bits) / BITS);

/**
 * (target, source): the inverse modulo p of a canonical integer in 64-bit words, canonical as well; 0 ↦ 0.
 * The places may be equal. Time and memory accesses do not depend on the integer.
 *
 * Bernstein and Yang, "Fast constant-time gcd computation and modular inversion" (eprint 2019/266): divsteps
 * on f = p and g = a, in batches whose effect is a matrix (u v; q r)/2^30 with |u|+|v| and |q|+|r| at most
 * 2^30 (section 10). After as many divsteps as theorem 11.2 asks for, g = 0, f = ±1 and d = ±1/a, where d and
 * e go along with f and g modulo p from 0 and 1.
 *
 * Limbs have 30 bits and are not negative but for the highest. A column u·xᵢ + v·yᵢ + m·pᵢ + carry is below
 * 2^60 + 2^59 + 2^33 in magnitude. Every batch adds at most p/2 to the magnitude of d and e; |f| and |g| do
 * not grow.
 */
export function emitInvertWords(m: ModuleBuilder, prime: bigint): Callable<undefined> {
  const bits = prime.toString(2).length;
  const batches = divstepBatches(bits);
  const doublings = Math.ceil(Math.log2(batches / 2 + 1));
  const count = Math.ceil((bits + doublings + 2) / BITS);
  return m.function('invertWords', { params: { target: 'i32', source: 'i32' } }, (f, { target, source }) => {
    const zero = () => Array.from({ length: count }, () => f.local('i64', 0n));
    const [fs, gs, ds, es] = [zero(), zero(), zero(), zero()];
    for (let i = 0; i < count; i++) {
      f.set(fs[i]!, (prime >> BigInt(BITS * i)) & MASK);
      f.set(gs[i]!, limbOfWords(source, wordsOf(prime), BITS, i));
      f.set(ds[i]!, 0n);
      f.set(es[i]!, i === 0 ? 1n : 0n);
    }
    const delta = f.local('i64', -1n);
    const round = f.local('i32');
    const matrix = [0, 0, 0, 0].map(() => f.local('i64')) as [
      Local<'i64'>,
      Local<'i64'>,
      Local<'i64'>,
      Local<'i64'>,
    ];
    f.for(round, 0, batches, 1, () => {
      divsteps(f, fs, gs, delta, matrix);
      apply(f, matrix, ds, es, prime);
      apply(f, matrix, fs, gs);
    });
    const sign = f.local('i64', i64.shrS(fs.at(-1)!, 63n));
    for (const limb of ds) f.set(limb, i64.sub(i64.xor(limb, sign), sign));
    makeCanonicalByRounds(f, ds, prime, doublings);
    storeWords(f, target, wordsOf(prime), BITS, ds);
  });
}

/** What the inversion of slots needs of a kernel with Montgomery's form. */
interface Inverting {
  readonly prime: bigint;
  /** Montgomery's R. */
  readonly radix: bigint;
  readonly lanes: 1 | 2;
  readonly slotBytes: number;
  readonly unpack: Callable<undefined>;
  readonly pack: Callable<undefined>;
  readonly moveLane: Callable<undefined>;
  readonly mul: Callable<undefined>;
  /** A slot whose lanes all hold the integer. */
  slot(value: bigint): Uint8Array;
}

/**
 * (target, source): inverts every lane of a slot. Two lanes are multiplied, the product a·b is inverted, and
 * the inverse times b and a is that of a and b; so a zero in either makes both zero.
 */
export function emitInvert(m: ModuleBuilder, kernel: Inverting): Callable<undefined> {
  const { prime, lanes, slotBytes, unpack, pack, moveLane, mul } = kernel;
  const invertWords = emitInvertWords(m, prime);
  const words = m.reserve(8 * wordsOf(prime));
  const [other, product] = [m.reserve(slotBytes), m.reserve(slotBytes)];
  // What pack gives of a·R has the inverse a⁻¹·R⁻¹; a product with R³ makes it a⁻¹·R.
  const cube = m.constant(kernel.slot(kernel.radix ** 3n % prime));
  return m.function('invert', { params: { target: 'i32', source: 'i32' } }, (f, { target, source }) => {
    if (lanes === 2) {
      f.run(moveLane, other, 0, source, 1);
      f.run(moveLane, other, 1, source, 0);
      f.run(mul, product, source, other);
    }
    f.run(pack, words, lanes === 2 ? product : source, 0);
    f.run(invertWords, words, words);
    for (let lane = 0; lane < lanes; lane++) f.run(unpack, product, lane, words);
    f.run(mul, lanes === 2 ? product : target, product, cube);
    if (lanes === 2) f.run(mul, target, product, other);
  });
}

/**
 * One batch: the matrix that 30 divsteps are, from the lowest bits of f and g alone. `delta` holds −δ.
 *
 * A divstep: where δ > 0 and g is odd, (δ, f, g) ← (1−δ, g, (g−f)/2), else (1+δ, f, (g + (g mod 2)·f)/2).
 * The rows (u v) and (q r) stand for f and g and are kept free of fractions by doubling (u v) instead of
 * halving (q r).
 */
function divsteps(
  f: FunctionBuilder,
  fs: Limbs,
  gs: Limbs,
  delta: Local<'i64'>,
  [u, v, q, r]: readonly [Local<'i64'>, Local<'i64'>, Local<'i64'>, Local<'i64'>],
): void {
  const [x, y] = [f.local('i64', fs[0]!), f.local('i64', gs[0]!)];
  for (const [entry, value] of [
    [u, 1n],
    [v, 0n],
    [q, 0n],
    [r, 1n],
  ] as const)
    f.set(entry, value);
  const [positive, odd, swap] = [f.local('i64'), f.local('i64'), f.local('i64')];
  const step = f.local('i32');
  f.for(step, 0, BITS, 1, () => {
    f.set(positive, i64.shrS(delta, 63n));
    f.set(odd, i64.sub(0n, i64.and(y, 1n)));
    // g ± f where g is odd, minus where δ > 0.
    for (const [into, from] of [
      [y, x],
      [q, u],
      [r, v],
    ] as const) {
      f.set(into, i64.add(into, i64.and(i64.sub(i64.xor(from, positive), positive), odd)));
    }
    f.set(swap, i64.and(positive, odd));
    f.set(delta, i64.sub(i64.xor(delta, swap), i64.add(1n, swap)));
    // f + (g − f) = g.
    for (const [into, from] of [
      [x, y],
      [u, q],
      [v, r],
    ] as const) {
      f.set(into, i64.add(into, i64.and(from, swap)));
    }
    f.set(y, i64.shrS(y, 1n));
    f.set(u, i64.shl(u, 1n));
    f.set(v, i64.shl(v, 1n));
  });
}

/**
 * (x, y) ← (u·x + v·y, q·x + r·y)/2^30. With a prime the division is modulo it: the multiple m·p that makes
 * the lowest limb vanish is added first, −2^29 ≤ m < 2^29; without, the lowest limb vanishes by itself.
 */
function apply(
  f: FunctionBuilder,
  [u, v, q, r]: readonly [Local<'i64'>, Local<'i64'>, Local<'i64'>, Local<'i64'>],
  xs: Limbs,
  ys: Limbs,
  prime?: bigint,
): void {
  const rows = [
    { a: u, b: v, into: xs },
    { a: q, b: r, into: ys },
  ].map(({ a, b, into }) => ({ a, b, into, multiple: f.local('i64'), carry: f.local('i64') }));
  const [x, y] = [f.local('i64'), f.local('i64')];
  for (let i = 0; i < xs.length; i++) {
    f.set(x, xs[i]!);
    f.set(y, ys[i]!);
    for (const { a, b, into, multiple, carry } of rows) {
      let sum = i64.add(i64.mul(a, x), i64.mul(b, y));
      if (i > 0) sum = i64.add(sum, carry);
      f.set(carry, sum);
      if (prime !== undefined) {
        const high = BigInt(64 - BITS);
        if (i === 0) {
          f.set(
            multiple,
            i64.shrS(i64.shl(i64.mul(carry, negativeInverseModuloPower(prime, BITS)), high), high),
          );
        }
        f.set(carry, i64.add(carry, i64.mul(multiple, (prime >> BigInt(BITS * i)) & MASK)));
      }
      if (i > 0) f.set(into[i - 1]!, i64.and(carry, MASK));
      f.set(carry, i64.shrS(carry, BigInt(BITS)));
      if (i === xs.length - 1) f.set(into[i]!, carry);
    }
  }
}

/** From a magnitude below 2^doublings·p to 0 … p − 1, as makeCanonical of limb-words.ts does it, in a loop. */
function makeCanonicalByRounds(f: FunctionBuilder, limbs: Limbs, prime: bigint, doublings: number): void {
  const largest = prime << BigInt(doublings);
  const multiple = limbs.map((_, i) => f.local('i64', limbOf(largest, BITS, i, limbs.length)));
  const rest = limbs.map(() => f.local('i64'));
  const round = f.local('i32');
  addConstant(f, BITS, limbs, largest);
  f.for(round, 0, doublings + 1, 1, () => {
    for (const [i, limb] of rest.entries()) f.set(limb, i64.sub(limbs[i]!, multiple[i]!));
    carry(f, BITS, rest);
    setUnlessNegative(f, limbs, rest);
    for (const [i, limb] of multiple.entries()) {
      const above = multiple[i + 1];
      const half = i64.shrU(limb, 1n);
      f.set(limb, above ? i64.or(half, i64.shl(i64.and(above, 1n), BigInt(BITS - 1))) : half);
    }
  });
}
