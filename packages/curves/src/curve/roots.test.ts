import { rootsOfUnity } from '@noble/curves/abstract/fft.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { buildBn128 } from 'ffjavascript';
import { describe, expect, test } from 'vitest';
import { power } from './arithmetic.ts';
import { CURVES } from './parameters.ts';
import { rootOfUnity, twoAdicity } from './roots.ts';

describe.each(Object.values(CURVES))('roots of unity of $name', ({ name, r }) => {
  test('have exactly their order and square to the next', () => {
    const s = twoAdicity(name);
    expect(s).toBe(name === 'bn254' ? 28 : 32);
    expect(rootOfUnity(name, 0)).toBe(1n);
    expect(rootOfUnity(name, 1)).toBe(r - 1n);
    for (let log = 1; log <= s; log++) {
      expect(power(rootOfUnity(name, log), 2n, r)).toBe(rootOfUnity(name, log - 1));
    }
    for (const none of [s + 1, -1, 1.5]) expect(() => rootOfUnity(name, none)).toThrow(RangeError);
  });
});

test('the roots of BLS12-381 are those of EIP-4844', () => {
  const noble = rootsOfUnity(bls12_381.fields.Fr, 7n);
  for (const log of [1, 2, 12, 15]) expect(rootOfUnity('bls12-381', log)).toBe(noble.omega(log));
});

test('the roots of BN254 are those of snarkjs', async () => {
  const curve = await buildBn128(true);
  const { w, toObject } = curve.Fr as unknown as {
    w: Uint8Array[];
    toObject(this: unknown, element: Uint8Array): bigint;
  };
  for (let log = 0; log <= 28; log++) {
    expect(toObject.call(curve.Fr, w[log]!)).toBe(rootOfUnity('bn254', log));
  }
  await curve.terminate();
});
