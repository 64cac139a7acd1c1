import { at, i64 } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { PrimeField } from './field.ts';
import { type Bounds, holdsBounds } from './limb-bounds.ts';
import type { LimbArithmetic } from './limb-formulas.ts';
import { limbFormulas } from './limb-ops.ts';
import { emitPack, emitUnpack } from './plain-canonical.ts';
import { productRanges } from './plain-clearing.ts';
import { digitsOf, HALF, LIMB_BITS, limbsOf, productBounds, slotBounds } from './plain-limbs.ts';
import { INT64 } from './plain-operations.ts';
import { productProgram, reductionProgram, squareProgram } from './plain-product.ts';
import { montgomeryField } from './prime-field.ts';
import { emitProgram, type Range } from './program.ts';

/**
 * The kernel that runs on every engine: elements are signed limbs of 29 bits in 64-bit integers, nine for a
 * prime of 254 bits, fourteen for 381, in Montgomery form with R = 2^(29·limbs).
 *
 * A slot holds digits between −2^28 and 2^28−1 and a value between −4p and 4p. Sums and differences are taken
 * limb by limb and may grow far beyond that: a product takes any two operands whose columns, up to
 * limbs·(|aᵢbⱼ| + 2^57) and a carry, stay below 2^63. Nothing overflows because the product, the square and
 * the reduction are programs whose values have proven ranges (program.ts), and operands are accepted exactly
 * when that proof succeeds for their bounds (plain-clearing.ts).
 */
export function plainField(m: ModuleBuilder, prime: bigint): PrimeField {
  const count = limbsOf(prime);
  const stored = slotBounds(prime);
  const product = productBounds(prime);
  const radix = 1n << BigInt(LIMB_BITS * count);
  const accepts = acceptance(prime, product);
  if (!accepts(stored, stored) || !holdsBounds(stored, product)) {
    throw new RangeError('products of slots would not fit slots');
  }
  const slot = (value: bigint) => new Uint8Array(BigInt64Array.from(digitsOf(value, count)).buffer);
  const mul = m.function('mul', { params: { r: 'i32', a: 'i32', b: 'i32' } }, (f, { r, a, b }) => {
    const { program } = productProgram(prime, stored, stored);
    const inputs = [a, b].flatMap((from) =>
      stored.limbs.map((_, i) => f.local('i64', i64.load(at(from, 8 * i)))),
    );
    for (const [i, limb] of emitProgram(program, f, inputs).entries()) f.store(at(r, 8 * i), limb);
  });
  const sqr = m.function('sqr', { params: { r: 'i32', a: 'i32' } }, (f, { r, a }) => {
    const { program } = squareProgram(prime, stored);
    const inputs = stored.limbs.map((_, i) => f.local('i64', i64.load(at(a, 8 * i))));
    for (const [i, limb] of emitProgram(program, f, inputs).entries()) f.store(at(r, 8 * i), limb);
  });
  const arithmetic: LimbArithmetic<'i64'> = {
    type: 'i64',
    prime,
    radix,
    limbBytes: 8,
    unroll: 1,
    exact: INT64,
    stored,
    product,
    load: i64.load,
    constant: i64.const,
    add: i64.add,
    sub: i64.sub,
    neg: (a) => i64.sub(0n, a),
    scale: (a, factor) => i64.mul(a, BigInt(factor)),
    accepts,
    reduction: (from) => reductionProgram(prime, from, stored.value),
    mul,
    sqr,
    slot,
  };
  const own = {
    kernel: 'plain',
    prime,
    lanes: 1,
    slotBytes: 8 * count,
    unroll: 1,
    ops: limbFormulas(m, arithmetic),
    unpack: emitUnpack(m, prime),
    pack: emitPack(m, prime, stored),
    moveLane: emitMoveLane(m, count),
  } as const;
  return montgomeryField(m, own, { radix, mul, slot });
}

/**
 * Whether the program of a product has a proof for such operands, and a result that products promise; the
 * columns of a square lie within the same ranges. Bounds are rounded up first, so that few proofs serve all.
 */
function acceptance(prime: bigint, product: Bounds): LimbArithmetic['accepts'] {
  const units = { lower: HALF, highest: product.limbs.at(-1)!.max, value: prime };
  const round = ({ limbs, value }: Bounds) => ({
    lower: multipleOf(units.lower, limbs.slice(0, -1)),
    highest: multipleOf(units.highest, limbs.slice(-1)),
    value: multipleOf(units.value, [value]),
  });
  const rounded = ({ lower, highest, value }: ReturnType<typeof round>): Bounds => ({
    limbs: [...Array(product.limbs.length - 1).fill(within(lower)), within(highest)],
    value: within(value),
  });
  const prove = (a: Bounds, b: Bounds): boolean => {
    try {
      return holdsBounds(product, productRanges(prime, a, b).bounds);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  };
  const known = new Map<string, boolean>();
  return (a, b) => {
    const [x, y] = [round(a), round(b)];
    const pair = [x, y].flatMap(Object.values).join();
    const answer = known.get(pair) ?? prove(rounded(x), rounded(y));
    known.set(pair, answer);
    return answer;
  };
}

/** The least multiple of the unit that no magnitude exceeds. */
function multipleOf(unit: bigint, ranges: readonly Range[]): bigint {
  const magnitude = ranges.map(({ min, max }) => (max > -min ? max : -min)).reduce((a, b) => (a > b ? a : b));
  return ((magnitude + unit - 1n) / unit) * unit;
}

const within = (magnitude: bigint): Range => ({ min: -magnitude, max: magnitude });

function emitMoveLane(m: ModuleBuilder, count: number): Callable<undefined> {
  return m.function(
    'moveLane',
    { params: { slot: 'i32', lane: 'i32', fromSlot: 'i32', fromLane: 'i32' } },
    (f, { slot, fromSlot }) => {
      for (let i = 0; i < count; i++) f.store(at(slot, 8 * i), i64.load(at(fromSlot, 8 * i)));
    },
  );
}
