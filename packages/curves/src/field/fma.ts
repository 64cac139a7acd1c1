import { at } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { f64x2, v128 } from '../wasm/vector.ts';
import type { PrimeField } from './field.ts';
import { emitIsZero, emitMoveLane, emitPack, emitUnpack } from './fma-canonical.ts';
import { type Fetch, memoryConstants } from './fma-constants.ts';
import { FLOATS } from './fma-operations.ts';
import { productProgram } from './fma-product.ts';
import { digitBounds, type Radix, radixOf, signedDigits } from './fma-radix.ts';
import { reductionProgram } from './fma-reduction.ts';
import { emitInvert } from './invert.ts';
import { type Bounds, exactly, holdsBounds, mapBounds, multiplyRanges } from './limb-bounds.ts';
import type { LimbArithmetic } from './limb-formulas.ts';
import { limbFormulas } from './limb-ops.ts';
import { outlinedFormulas } from './outlined.ts';
import { emitProgram, type Program } from './program.ts';
import { wordsOf } from './words.ts';

const LIMB_BYTES = 16;

/**
 * The kernel on doubles with fused multiply-add (relaxed SIMD), two elements to a vector.
 */
export function fmaField(m: ModuleBuilder, prime: bigint): PrimeField {
  const radix = radixOf(prime);
  const fetch = memoryConstants(m);
  const bound = (13n * prime) / 10n;
  const stored = digitBounds({ min: -bound, max: bound }, radix);
  const products = new Products(m, radix, fetch, stored);
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
  const unpack = emitUnpack(m, radix);
  const pack = emitPack(m, radix, stored);
  const moveLane = emitMoveLane(m, radix.limbs);
  const montgomery = (value: bigint) => slot((((value % prime) + prime) * radix.montgomery) % prime);
  return {
    kernel: 'fma',
    prime,
    words: wordsOf(prime),
    lanes: 2,
    slotBytes: LIMB_BYTES * radix.limbs,
    unroll: 2,
    ops: limbFormulas(m, arithmetic),
    outlined: outlinedFormulas(m, arithmetic),
    unpack,
    pack,
    moveLane,
    isZero: emitIsZero(m, pack, wordsOf(prime)),
    invert: emitInvert(m, {
      prime,
      radix: radix.montgomery,
      lanes: 2,
      slotBytes: LIMB_BYTES * radix.limbs,
      unpack,
      pack,
      moveLane,
      mul: products.mul,
      slot,
    }),
    constantSlot: montgomery,
  };
}

class Products {
  readonly mul: Callable<undefined>;
  readonly sqr: Callable<undefined>;
  readonly mul2: Callable<undefined>;
  readonly sqr2: Callable<undefined>;
  readonly #radix: Radix;
  readonly #fetch: Fetch;
  readonly #stored: Bounds;
  readonly #shapes: { mul: string; sqr: string };
  readonly #known = new Map<string, boolean>();

  constructor(m: ModuleBuilder, radix: Radix, fetch: Fetch, stored: Bounds) {
    this.#radix = radix;
    this.#fetch = fetch;
    this.#stored = stored;
    const factor = radix.bits === 51 ? 2n : 3n;
    const wide = mapBounds((range) => multiplyRanges(range, exactly(factor)), stored);
    const mul = (slots: 1 | 2) => productProgram(radix, fetch, slots, wide, stored).program;
    const sqr = (slots: 1 | 2) => productProgram(radix, fetch, slots, stored).program;
    this.#shapes = { mul: shape(mul(1)), sqr: shape(sqr(1)) };
    this.mul = emitProduct(m, 'mul', mul(1), ['a', 'b'], 1);
    this.sqr = emitProduct(m, 'sqr', sqr(1), ['a'], 1);
    this.mul2 = emitProduct(m, 'mul2', mul(2), ['a', 'b'], 2);
    this.sqr2 = emitProduct(m, 'sqr2', sqr(2), ['a'], 2);
  }

  /**
   * Whether the very steps of mul, and of sqr for twice the same bounds, have a proof for such operands, and
   * a result that products promise.
   */
  accept(a: Bounds, b: Bounds): boolean {
    const key = ({ limbs, value }: Bounds) => [...limbs, value].map(({ min, max }) => `${min}:${max}`).join();
    const pair = `${key(a)}/${key(b)}`;
    const known = this.#known.get(pair) ?? this.#proven(a, b);
    this.#known.set(pair, known);
    return known;
  }

  #proven(a: Bounds, b: Bounds): boolean {
    try {
      const mul = productProgram(this.#radix, this.#fetch, 1, a, b);
      if (shape(mul.program) !== this.#shapes.mul || !holdsBounds(this.#stored, mul.bounds)) return false;
      return a !== b || shape(productProgram(this.#radix, this.#fetch, 1, a).program) === this.#shapes.sqr;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }
}

/** Which step does what with which values, without the ranges. */
function shape(program: Program): string {
  return program.steps
    .map(({ operation, values }) => [operation.name, ...values.map((value) => value.id)])
    .join();
}

/** (r, a, b) or (r, a), for two slots (r0, a0, b0, r1, a1, b1): everything is read before r is written. */
function emitProduct(
  m: ModuleBuilder,
  label: string,
  program: Program,
  operands: readonly string[],
  slots: 1 | 2,
): Callable<undefined> {
  const limbs = program.outputs.length / slots;
  const names = Array.from({ length: slots }, (_, s) => ['r', ...operands].map((name) => `${name}${s}`));
  const params = Object.fromEntries(names.flat().map((name) => [name, 'i32' as const]));
  return m.function(label, { params }, (f, places) => {
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
