import { at } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { f64x2, v128 } from '../wasm/vector.ts';
import type { PrimeField } from './field.ts';
import { emitMoveLane, emitPack, emitUnpack } from './fma-canonical.ts';
import { type Fetch, memoryConstants } from './fma-constants.ts';
import { FLOATS } from './fma-operations.ts';
import { productProgram } from './fma-product.ts';
import { productValue, type Radix, radixOf, signedDigits, slotBounds, widthOf } from './fma-radix.ts';
import { reductionProgram } from './fma-reduction.ts';
import { type Bounds, exactly, holds, mapBounds, multiplyRanges } from './limb-bounds.ts';
import type { LimbArithmetic } from './limb-formulas.ts';
import { limbFormulas } from './limb-ops.ts';
import { montgomeryField } from './prime-field.ts';
import { emitProgram, type Program } from './program.ts';

const LIMB_BYTES = 16;

/**
 * The kernel on doubles with fused multiply-add (f64x2.relaxed_madd of relaxed SIMD), two elements to a vector.
 *
 * **Elements.** Limbs are doubles that are integers: signed digits of 51 bits, five of them, for a prime of 254
 * bits; 48 and eight for 381; 43 and six for 255. They stand for the class of Σ limbᵢ·2^(bits·i) divided by
 * R = 2^(bits·limbs) (Montgomery). A slot holds digits between ±2^(bits−1), little more where there is room,
 * and a value between ±1.3p. Sums and
 * differences are taken limb by limb and may grow to ±2^53.
 *
 * **Products.** With c = 1.5·2^(52+bits), the sum c + x·y lies in the binade whose doubles are the multiples of
 * 2^bits, so that h = madd(x, y, c) is c and the nearest such multiple, and madd(x, y, c − h) is the rest,
 * exactly: the difference c − h is one of multiples of 2^bits less than 2^53 of them apart, and the rest has
 * less than 53 bits. Emmart, Zheng and Weems, "Faster Modular Exponentiation Using Double Precision Floating Point
 * Arithmetic on the GPU", 2018. How such pairs are summed by columns is told in fma-columns.ts.
 *
 * **Why it is right.** A product, a square and a reduction are programs (program.ts): every step has an exact
 * meaning in integers and proves, from the ranges of its operands, that the double or the word holds it. The
 * same ranges decide which operands a product accepts. Ties round to even, in the model as in the machine.
 *
 * **Not fused.** An engine may round x·y before it adds. Then lows are lost and all results are wrong: nothing
 * here notices, a known answer must be asked for before this kernel is used.
 *
 * **Time.** Straight-line code without branches or table lookups; no operand is subnormal, infinite or NaN.
 * Inversion runs a fixed number of rounds.
 */
export function fmaField(m: ModuleBuilder, prime: bigint): PrimeField {
  const radix = radixOf(prime);
  const fetch = memoryConstants(m);
  const stored = slotBounds(radix);
  const products = new Products(m, radix, fetch, stored);
  if (!products.accept(stored, stored)) throw new RangeError('products of slots would not fit slots');
  const slot = (value: bigint) =>
    new Uint8Array(
      new Float64Array(signedDigits(value, radix).flatMap((d) => [Number(d), Number(d)])).buffer,
    );
  const arithmetic: LimbArithmetic<'v128'> = {
    type: 'v128',
    prime,
    radix: radix.montgomery,
    limbBytes: LIMB_BYTES,
    unroll: 2,
    exact: FLOATS,
    stored,
    product: stored,
    load: v128.load,
    constant: (limb) => f64x2.const(Number(limb)),
    add: f64x2.add,
    sub: f64x2.sub,
    neg: f64x2.neg,
    scale: (a, factor) => f64x2.mul(a, f64x2.const(factor)),
    accepts: (a, b) => products.accept(a, b),
    reduction: (from) => reductionProgram(radix, fetch, from, stored.value),
    mul: products.mul,
    sqr: products.sqr,
    mul2: products.mul2,
    sqr2: products.sqr2,
    slot,
  };
  const own = {
    kernel: 'fma',
    prime,
    lanes: 2,
    slotBytes: LIMB_BYTES * radix.limbs,
    unroll: 2,
    ops: limbFormulas(m, arithmetic),
    unpack: emitUnpack(m, radix),
    pack: emitPack(m, radix, stored),
    moveLane: emitMoveLane(m, radix.limbs),
  } as const;
  return montgomeryField(m, own, { radix: radix.montgomery, mul: products.alone, slot });
}

/** The functions, and which operands they are proven for. */
class Products {
  readonly mul: Callable<undefined>;
  readonly sqr: Callable<undefined>;
  readonly mul2: Callable<undefined>;
  readonly sqr2: Callable<undefined>;
  /** The same as mul where time does not matter: half of mul2, which modules have in any case. */
  readonly alone: Callable<undefined>;
  readonly #radix: Radix;
  readonly #stored: Bounds;
  readonly #wide: Bounds;

  constructor(m: ModuleBuilder, radix: Radix, fetch: Fetch, stored: Bounds) {
    this.#radix = radix;
    this.#stored = stored;
    this.#wide = mapBounds((range) => multiplyRanges(range, exactly(widthOf(radix))), stored);
    const mul = (slots: 1 | 2) => () => productProgram(radix, fetch, slots, this.#wide, stored).program;
    const sqr = (slots: 1 | 2) => () => productProgram(radix, fetch, slots, stored).program;
    this.mul = emitProduct(m, 'mul', mul(1), ['a', 'b'], 1);
    this.sqr = emitProduct(m, 'sqr', sqr(1), ['a'], 1);
    this.mul2 = emitProduct(m, 'mul2', mul(2), ['a', 'b'], 2);
    this.sqr2 = emitProduct(m, 'sqr2', sqr(2), ['a'], 2);
    const params = { r: 'i32', a: 'i32', b: 'i32' } as const;
    this.alone = m.function('mulAlone', { params }, (f, { r, a, b }) => f.run(this.mul2, r, a, b, r, a, b));
  }

  /** Whether the limbs are within what mul is proven for, and the result within what products promise. */
  accept(a: Bounds, b: Bounds): boolean {
    const fit = (outer: Bounds, { limbs }: Bounds) => limbs.every((limb, i) => holds(outer.limbs[i]!, limb));
    const result = productValue(a.value, b.value, this.#radix);
    return fit(this.#wide, a) && fit(this.#stored, b) && holds(this.#stored.value, result);
  }
}

/** (r, a, b) or (r, a), for two slots (r0, a0, b0, r1, a1, b1): everything is read before r is written. */
function emitProduct(
  m: ModuleBuilder,
  label: string,
  makeProgram: () => Program,
  operands: readonly string[],
  slots: 1 | 2,
): Callable<undefined> {
  const names = Array.from({ length: slots }, (_, s) => ['r', ...operands].map((name) => `${name}${s}`));
  const params = Object.fromEntries(names.flat().map((name) => [name, 'i32' as const]));
  return m.function(label, { params }, (f, places) => {
    const program = makeProgram();
    const limbs = program.outputs.length / slots;
    const inputs = names.flatMap(([, ...sources]) =>
      sources.flatMap((source) =>
        Array.from({ length: limbs }, (_, i) => v128.load(at(places[source]!, LIMB_BYTES * i))),
      ),
    );
    for (const [i, limb] of emitProgram(program, f, inputs).entries()) {
      const target = places[names[Math.floor(i / limbs)]![0]!]!;
      f.store(at(target, LIMB_BYTES * (i % limbs)), limb);
    }
  });
}
