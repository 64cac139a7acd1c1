import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addScalars,
  bigIntToScalar,
  invertScalar,
  isSecretScalar,
  mulScalars,
  negateScalar,
  powScalar,
  randomScalar,
  randomScalarBelow,
  randomScalars,
  requireCombinationScalars,
  requireSecretScalar,
  SCALAR_ORDER,
  SCALAR_ORDERS,
  scalarToBigInt,
} from './scalar.ts';

const integer = fc.bigInt({ min: 0n, max: SCALAR_ORDER - 1n });

describe('scalars', () => {
  test('are little-endian bytes of integers modulo r', () => {
    expect(bigIntToScalar(0x0102n).slice(0, 3)).toEqual(Uint8Array.of(2, 1, 0));
    expect(scalarToBigInt(Uint8Array.of(1, 2, 3))).toBe(0x030201n);
    expect(scalarToBigInt(Uint8Array.from({ length: 11 }, (_, i) => i))).toBe(0x0a09080706050403020100n);
    fc.assert(
      fc.property(integer, (value) => {
        expect(scalarToBigInt(bigIntToScalar(value))).toBe(value);
      }),
    );
    expect(scalarToBigInt(bigIntToScalar(SCALAR_ORDER + 3n))).toBe(3n);
    expect(scalarToBigInt(bigIntToScalar(-1n))).toBe(SCALAR_ORDER - 1n);
  });

  test('form a field', () => {
    fc.assert(
      fc.property(integer, integer, (a, b) => {
        const [x, y] = [bigIntToScalar(a), bigIntToScalar(b)];
        expect(scalarToBigInt(addScalars(x, y))).toBe((a + b) % SCALAR_ORDER);
        expect(scalarToBigInt(mulScalars(x, y))).toBe((a * b) % SCALAR_ORDER);
        expect(scalarToBigInt(addScalars(x, negateScalar(x)))).toBe(0n);
        if (a > 0n) expect(scalarToBigInt(mulScalars(x, invertScalar(x)))).toBe(1n);
      }),
      { numRuns: 30 },
    );
    expect(() => invertScalar(new Uint8Array(32))).toThrow(RangeError);
    expect(powScalar(3n, 0n)).toBe(1n);
    expect(powScalar(3n, 5n)).toBe(243n);
  });

  test('of another order are residues modulo that order', () => {
    const order = SCALAR_ORDERS.bn254;
    expect(order).toBe(bn254.fields.Fr.ORDER);
    expect(SCALAR_ORDERS['bls12-381']).toBe(bls12_381.fields.Fr.ORDER);
    const value = fc.bigInt({ min: 0n, max: order - 1n });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [x, y] = [bigIntToScalar(a, order), bigIntToScalar(b, order)];
        expect(scalarToBigInt(addScalars(x, y, order))).toBe((a + b) % order);
        expect(scalarToBigInt(mulScalars(x, y, order))).toBe((a * b) % order);
        expect(scalarToBigInt(negateScalar(x, order))).toBe((order - a) % order);
        if (a > 0n) expect(mulScalars(x, invertScalar(x, order), order)).toEqual(bigIntToScalar(1n));
      }),
      { numRuns: 30 },
    );
    expect(() => invertScalar(bigIntToScalar(order), order)).toThrow(RangeError);
    const drawn = Array.from({ length: 200 }, () => randomScalarBelow(order));
    expect(drawn.every((bytes) => isSecretScalar(bytes, order))).toBe(true);
    // Uniform below r, which is about 1.5·2^253: one of three has bit 253 set.
    const high = drawn.filter((scalar) => scalar[31]! & 0x20).length;
    expect(high).toBeGreaterThan(35);
    expect(high).toBeLessThan(105);
    requireCombinationScalars(randomScalars(7, 32, order), 7, 32, order);
    expect(() => requireCombinationScalars(bigIntToScalar(order), 1, 32, order)).toThrow(RangeError);
  });

  test('are drawn in range, and differ', () => {
    const drawn = Array.from({ length: 200 }, () => randomScalar());
    expect(drawn.every((bytes) => isSecretScalar(bytes))).toBe(true);
    expect(new Set(drawn.map(scalarToBigInt)).size).toBe(200);
    // Uniform below r, which lies between 2^254 and 2^255: about 45 of 100 have bit 254 set.
    const high = drawn.filter((scalar) => scalar[31]! & 0x40).length;
    expect(high).toBeGreaterThan(50);
    expect(high).toBeLessThan(130);
  });

  test('for combinations are packed and fill every byte', () => {
    expect(randomScalars(0, 16)).toHaveLength(0);
    // More than one call of getRandomValues is needed.
    const narrow = randomScalars(5000, 16);
    expect(narrow).toHaveLength(80_000);
    expect(
      new Set(Array.from({ length: 5000 }, (_, i) => narrow.slice(i * 16, i * 16 + 16).join())).size,
    ).toBe(5000);
    requireCombinationScalars(narrow, 5000, 16);
    requireCombinationScalars(randomScalars(7, 32), 7, 32);
  });

  test('out of range are refused, without telling their value', () => {
    const order = new Uint8Array(32).map((_, i) => Number((SCALAR_ORDER >> BigInt(8 * i)) & 0xffn));
    for (const bad of [new Uint8Array(32), order, new Uint8Array(16).fill(1), new Uint8Array(33)]) {
      expect(isSecretScalar(bad)).toBe(false);
      expect(() => requireSecretScalar(bad)).toThrow(/^a scalar must be 32 little-endian bytes in 1…r−1$/);
    }
    for (const [name, r] of Object.entries(SCALAR_ORDERS)) {
      for (const value of [0n, 1n, r - 256n, r - 1n, r, r + 1n, r + 256n, 2n ** 248n, 2n ** 256n - 1n]) {
        const bytes = new Uint8Array(32).map((_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
        expect([name, value, isSecretScalar(bytes, r)]).toEqual([name, value, value > 0n && value < r]);
      }
    }
    expect(() => requireCombinationScalars(order, 1, 32)).toThrow('scalar 0 is not below r');
    expect(() => requireCombinationScalars(order, 2, 32)).toThrow(RangeError);
    requireCombinationScalars(new Uint8Array(32), 1, 32);
  });
});
