import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instance, littleEndian } from '../batch/test-instance.ts';
import { inverse, modulo, power } from '../curve/arithmetic.ts';
import { CURVES } from '../curve/parameters.ts';
import { rootOfUnity, twoAdicity } from '../curve/roots.ts';
import { testFields } from '../field/test-fields.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { emitScalarBatches, SCALAR_BYTES } from './batches.ts';
import { emitDotProducts } from './dot-products.ts';
import { emitScalarTransform } from './transform.ts';

const MOST = 1 << 12;

describe.each(testFields('scalar'))('batches over $name', ({ make, prime: r }) => {
  const curve = Object.values(CURVES).find((one) => one.r === r)!;
  const m = new ModuleBuilder();
  const field = make(m);
  emitScalarBatches(m, curve, field);
  emitScalarTransform(m, curve, field);
  emitDotProducts(m, curve, field);
  const heap = m.reserve(3 * MOST * SCALAR_BYTES, 64);
  const { calls, bytes } = instance(m);

  const set = (index: number, values: readonly bigint[]) => {
    const address = heap + index * MOST * SCALAR_BYTES;
    for (const [i, value] of values.entries()) {
      bytes(address + i * SCALAR_BYTES, SCALAR_BYTES).set(littleEndian(value, SCALAR_BYTES));
    }
    return address;
  };
  const get = (address: number, count: number) =>
    Array.from({ length: count }, (_, i) =>
      bytes(address + i * SCALAR_BYTES, SCALAR_BYTES).reduceRight(
        (sum, byte) => (sum << 8n) | BigInt(byte),
        0n,
      ),
    );

  const edges = fc.constantFrom(0n, 1n, 2n, r - 1n, r - 2n, r >> 1n, (1n << 192n) - 1n);
  const scalar = fc.oneof(edges, fc.bigInt(0n, r - 1n));
  const unit = scalar.filter((value) => value !== 0n);
  const spread = (count: number) => Array.from({ length: count }, (_, i) => modulo(7n ** BigInt(i + 200), r));

  it.each([
    ['frMultiply', (a: bigint, b: bigint) => a * b],
    ['frAdd', (a: bigint, b: bigint) => a + b],
    ['frSubtract', (a: bigint, b: bigint) => a - b],
  ] as const)('%s agrees with integers', (name, exact) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(scalar, scalar), { maxLength: 40 }), fc.nat(2), (pairs, out) => {
        const a = set(
          0,
          pairs.map(([left]) => left),
        );
        const b = set(
          1,
          pairs.map(([, right]) => right),
        );
        const target = [a, b, set(2, [])][out]!;
        calls[name]!(a, b, target, pairs.length);
        expect(get(target, pairs.length)).toEqual(
          pairs.map(([left, right]) => modulo(exact(left, right), r)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('frInvert agrees with Euclid', () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 20 }), fc.boolean(), (values, inPlace) => {
        const from = set(0, values);
        const out = inPlace ? from : set(1, []);
        expect(calls.frInvert!(from, out, values.length)).toBe(0);
        expect(get(out, values.length)).toEqual(values.map((value) => inverse(value, r)));
      }),
      { numRuns: 100 },
    );
    for (const count of [255, 256, 257, 700]) {
      const values = spread(count);
      expect(calls.frInvert!(set(0, values), set(1, []), count)).toBe(0);
      expect(get(set(1, []), count)).toEqual(values.map((value) => inverse(value, r)));
    }
  });

  it('frInvert says where the first zero is', () => {
    for (const index of [0, 1, 2, 254, 255, 256, 257, 599]) {
      const values = spread(600).with(index, 0n).with(599, 0n);
      expect(calls.frInvert!(set(0, values), set(1, []), values.length)).toBe(index + 1);
    }
    expect(calls.frInvert!(set(0, [0n]), set(1, []), 1)).toBe(1);
    expect(calls.frInvert!(set(0, []), set(1, []), 0)).toBe(0);
  });

  it('frPowers gives powers', () => {
    fc.assert(
      fc.property(scalar, scalar, fc.nat(30), (s, t, n) => {
        const [first, ratio] = [set(0, [s]), set(1, [t])];
        calls.frPowers!(first, ratio, set(2, []), n);
        const expected = Array.from({ length: n }, (_, i) => modulo(s * power(t, BigInt(i), r), r));
        expect(get(set(2, []), n)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('frDots gives sums of products', () => {
    const lists = fc.array(fc.array(fc.tuple(scalar, scalar), { maxLength: 9 }), { maxLength: 9 });
    fc.assert(
      fc.property(lists, (sums) => {
        const pairs = sums.flat();
        const [a, b] = [pairs.map(([left]) => left), pairs.map(([, right]) => right)];
        const out = set(2, []);
        // Behind the products: what counts the pairs of each sum.
        const counts = out + 16 * SCALAR_BYTES;
        for (const [i, list] of sums.entries()) bytes(counts + 4 * i, 4).set([list.length, 0, 0, 0]);
        calls.frDots!(set(0, a), set(1, b), counts, sums.length, out);
        expect(get(out, sums.length)).toEqual(
          sums.map((list) =>
            modulo(
              list.reduce((sum, [left, right]) => sum + left * right, 0n),
              r,
            ),
          ),
        );
      }),
      { numRuns: 200 },
    );
  });

  it.each([0, 1, 2, 3, 5])('frTransform of 2^%i scalars is the sum that defines it', (log) => {
    const n = 1 << log;
    fc.assert(
      fc.property(fc.array(scalar, { minLength: n, maxLength: n }), fc.boolean(), (values, back) => {
        const root = rootOfUnity(curve.name, log);
        const omega = back ? inverse(root, r) : root;
        const factor = back ? inverse(BigInt(n), r) : 1n;
        const expected = values.map((_, i) =>
          modulo(factor * values.reduce((sum, v, j) => sum + v * power(omega, BigInt(i * j), r), 0n), r),
        );
        const address = set(0, values);
        calls.frTransform!(address, log, back ? 1 : 0);
        expect(get(address, n)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it.each([8, 9, 10, 11, 12])('frTransform of 2^%i scalars evaluates the polynomial, and back', (log) => {
    const values = spread(1 << log);
    const address = set(0, values);
    calls.frTransform!(address, log, 0);
    const found = get(address, values.length);
    const omega = rootOfUnity(curve.name, log);
    for (const i of [0, 1, 2, 3, 511, values.length >> 1, values.length - 1]) {
      const x = power(omega, BigInt(i), r);
      expect(found[i % values.length]).toBe(
        values.reduceRight((sum, value) => modulo(sum * x + value, r), 0n),
      );
    }
    calls.frTransform!(address, log, 1);
    expect(get(address, values.length)).toEqual(values);
  });

  it('frTransform refuses more than there are roots of unity for', () => {
    expect(() => calls.frTransform!(set(0, []), twoAdicity(curve.name) + 1, 0)).toThrow(
      WebAssembly.RuntimeError,
    );
  });
});
