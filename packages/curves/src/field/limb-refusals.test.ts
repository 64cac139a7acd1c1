import { describe, expect, it } from 'vitest';
import { at, i64 } from '../wasm/expression.ts';
import { FunctionBuilder } from '../wasm/function.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { fmaField } from './fma.ts';
import type { Bounds } from './limb-bounds.ts';
import type { LimbArithmetic } from './limb-formulas.ts';
import { limbFormulas } from './limb-ops.ts';
import { plainField } from './plain.ts';
import { digitsOf, limbsOf, slotBounds } from './plain-limbs.ts';
import { INT64 } from './plain-operations.ts';
import { reductionProgram } from './plain-product.ts';
import { PRIMES } from './test-fields.ts';

const PRIME = PRIMES.bn254;
const STORED = slotBounds(PRIME);

/** Formulas of a kernel that accepts what it is told, and whose reductions give these bounds. */
function formulas(accepts: boolean, reduced: Bounds = STORED) {
  const m = new ModuleBuilder();
  const mul = m.function('mul', { params: { r: 'i32', a: 'i32', b: 'i32' } }, () => {});
  const sqr = m.function('sqr', { params: { r: 'i32', a: 'i32' } }, () => {});
  const arithmetic: LimbArithmetic<'i64'> = {
    type: 'i64',
    prime: PRIME,
    radix: 1n << BigInt(29 * limbsOf(PRIME)),
    limbBytes: 8,
    unroll: 1,
    exact: INT64,
    stored: STORED,
    product: STORED,
    load: i64.load,
    constant: i64.const,
    add: i64.add,
    sub: i64.sub,
    neg: (a) => i64.sub(0n, a),
    scale: (a, factor) => i64.mul(a, BigInt(factor)),
    accepts: () => accepts,
    reduction: (from) => ({ ...reductionProgram(PRIME, from, STORED.value), bounds: reduced }),
    mul,
    sqr,
    slot: (value) => new Uint8Array(BigInt64Array.from(digitsOf(value, limbsOf(PRIME))).buffer),
  };
  return limbFormulas(m, arithmetic)(new FunctionBuilder([]));
}

describe('formulas refuse', () => {
  it('a product, or a square, that takes not even reduced operands', () => {
    for (const accepts of [true, false]) {
      const ops = formulas(accepts);
      const a = ops.load(at(0));
      const made = [() => ops.mul(a, ops.load(at(128))), () => ops.sqr(a)];
      for (const make of made) {
        if (accepts) expect(make).not.toThrow();
        else expect(make).toThrow(RangeError);
      }
    }
  });

  it('to store what a reduction leaves too wide for a slot', () => {
    const { min, max } = STORED.value;
    for (const [value, fits] of [
      [STORED.value, true],
      [{ min, max: max + 1n }, false],
      [{ min: min - 1n, max }, false],
    ] as const) {
      const ops = formulas(true, { ...STORED, value });
      const store = () => ops.store(at(0), ops.times(ops.load(at(0)), 2));
      if (fits) expect(store).not.toThrow();
      else expect(store).toThrow(RangeError);
    }
  });
});

it('a prime whose products of slots do not fit slots is refused', () => {
  // −1/p modulo 2^51 is near half of that: the multiples that products add are as large as can be.
  const prime = 0x2fff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffffn;
  const awkward = prime - (prime % (1n << 51n)) + inverseOfHalf();
  expect(() => fmaField(new ModuleBuilder(), awkward)).toThrow('products of slots');
  expect(() => plainField(new ModuleBuilder(), awkward)).not.toThrow();
});

/** p modulo 2^51 for which −1/p is 2^50 − 1. */
function inverseOfHalf(): bigint {
  const wanted = (1n << 50n) - 1n;
  let inverse = 1n;
  for (let right = 1; right < 51; right *= 2) inverse = BigInt.asUintN(51, inverse * (2n - wanted * inverse));
  return BigInt.asUintN(51, -inverse);
}
