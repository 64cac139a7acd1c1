import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instance } from '../batch/test-instance.ts';
import { CURVES } from '../curve/parameters.ts';
import { storageBytes } from '../curve/storage.ts';
import { testFields } from '../field/test-fields.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { accumulator } from './accumulator.ts';
import { emitMiller } from './miller.ts';
import { finalExponentiation, isOneAfterFinalExponentiation } from './test-final.ts';

const noble = { 'bls12-381': bls12_381, bn254 };

/** e([a]G, [b]H); zero stands for infinity. */
type Pair = readonly [a: bigint, b: bigint];

const MOST = 64;
const CAPACITY = 16;

describe.each(testFields())('Miller loops over $name', ({ make, prime }) => {
  const curve = Object.values(CURVES).find(({ p }) => p === prime)!;
  const { G1, G2, pairing, fields } = noble[curve.name];
  const m = new ModuleBuilder();
  const field = make(m);
  emitMiller({ m, curve, field }, accumulator(m, curve, field), CAPACITY);
  const [g1Bytes, g2Bytes, valueBytes] = [2, 4, 12].map((parts) => parts * curve.coordinateBytes) as [
    number,
    number,
    number,
  ];
  const [left, right, out] = [
    m.reserve(MOST * g1Bytes),
    m.reserve(MOST * g2Bytes),
    m.reserve(4 * valueBytes),
  ];
  const { calls, bytes } = instance(m);

  const g1 = (a: bigint) => {
    const { x, y } = G1.Point.BASE.multiply(a).toAffine();
    return storageBytes(curve, [x, y]);
  };
  const g2 = (b: bigint) => {
    const { x, y } = G2.Point.BASE.multiply(b).toAffine();
    return storageBytes(curve, [x.c0, x.c1, y.c0, y.c1]);
  };
  function place(pairs: readonly Pair[]): void {
    for (const [i, [a, b]] of pairs.entries()) {
      bytes(left + i * g1Bytes, g1Bytes).set(a === 0n ? new Uint8Array(g1Bytes) : g1(a));
      bytes(right + i * g2Bytes, g2Bytes).set(b === 0n ? new Uint8Array(g2Bytes) : g2(b));
    }
  }
  function miller(pairs: readonly Pair[]): Uint8Array {
    place(pairs);
    expect(calls.miller!(left, right, pairs.length, out)).toBe(0);
    return bytes(out, valueBytes).slice();
  }
  function multiply(values: readonly Uint8Array[]): Uint8Array {
    for (const [i, value] of values.entries()) bytes(out + i * valueBytes, valueBytes).set(value);
    calls.fp12Multiply!(out, values.length, out);
    return bytes(out, valueBytes).slice();
  }
  const isOne = (value: Uint8Array) => isOneAfterFinalExponentiation(curve.name, value);
  const scalars = fc.bigInt(1n, curve.r - 1n);

  it.each([1, 2, 3, 7, 16, 64])('multiplies %i pairings as noble does', (n) => {
    const pairs = Array.from({ length: n }, (_, i): Pair => [BigInt(3 * i + 1), BigInt(i * i + 5)]);
    const total = pairs.reduce((sum, [a, b]) => sum + a * b, 0n);
    const expected = pairing(G1.Point.BASE.multiply(total), G2.Point.BASE);
    expect(fields.Fp12.eql(finalExponentiation(curve.name, miller(pairs)), expected)).toBe(true);
  });

  it('is bilinear, and not trivially', () => {
    fc.assert(
      fc.property(scalars, scalars, (a, b) => {
        const opposite = curve.r - ((a * b) % curve.r);
        expect(
          isOne(
            miller([
              [a, b],
              [opposite, 1n],
            ]),
          ),
        ).toBe(true);
        expect(
          isOne(
            miller([
              [a, b],
              [1n, opposite],
            ]),
          ),
        ).toBe(true);
        expect(
          isOne(
            miller([
              [a, b],
              [opposite - 1n, 1n],
            ]),
          ),
        ).toBe(false);
        expect(isOne(miller([[a, b]]))).toBe(false);
      }),
      { numRuns: 2 },
    );
  });

  it('lets pairs with infinity contribute one', () => {
    const value = miller([
      [5n, 7n],
      [3n, 2n],
    ]);
    expect(
      miller([
        [0n, 7n],
        [5n, 7n],
        [0n, 0n],
        [3n, 2n],
        [4n, 0n],
      ]),
    ).toEqual(value);
    for (const pairs of [[], [[0n, 3n]], [[3n, 0n]]] as Pair[][]) expect(isOne(miller(pairs))).toBe(true);
  });

  it('fills up a chunk that lacks one pair, and starts another when it is full', () => {
    for (const n of [CAPACITY - 1, CAPACITY, CAPACITY + 1]) {
      const pairs = Array.from({ length: n }, (_, i): Pair => [BigInt(i + 1), 2n]);
      const total = BigInt(n * (n + 1));
      expect(isOne(multiply([miller(pairs), miller([[curve.r - total, 1n]])]))).toBe(true);
      expect(isOne(multiply([miller(pairs), miller([[curve.r - total - 1n, 1n]])]))).toBe(false);
    }
  });

  it('multiplies values', () => {
    const [a, b, c] = [miller([[2n, 3n]]), miller([[4n, 5n]]), miller([[curve.r - 26n, 1n]])] as const;
    expect(isOne(multiply([a, b, c]))).toBe(true);
    expect(isOne(multiply([a, b]))).toBe(false);
    expect(multiply([a])).toEqual(a);
    expect(multiply([a, b])).toEqual(multiply([b, a]));
    expect(isOne(multiply([]))).toBe(true);
  });

  it('refuses points that have no part in G1 or G2 where that makes a denominator zero', () => {
    place([
      [1n, 1n],
      [2n, 3n],
    ]);
    // (0, y) has order 3, (x, 0) order 2.
    bytes(left, curve.coordinateBytes).fill(0);
    expect(calls.miller!(left, right, 2, out)).toBe(14);
    place([[1n, 1n]]);
    bytes(right + g2Bytes / 2, g2Bytes / 2).fill(0);
    expect(calls.miller!(left, right, 2, out)).toBe(14);
    place([[1n, 1n]]);
    expect(calls.miller!(left, right, 2, out)).toBe(0);
  });
});
