import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { powScalar, SCALAR_ORDER } from '@brebaje/curves/scalar';
import { encodePoints, pointOf } from '@brebaje/curves/test-points';
import { expect, test } from 'vitest';
import { exportSetup, lagrangeMatches } from './setup.ts';
import { multiple, subPowers } from './testing/honest.ts';

const noble = createNobleEngine();
const TAU = 0x1234567890abcdefn;
const N = 8;
const state = { subs: [subPowers(5n, { g1: 4, g2: 2 }), subPowers(TAU, { g1: N, g2: 3 })] };

/** Lᵢ(τ)·G by the definition: ωⁱ(τⁿ − 1) / (n(τ − ωⁱ)). */
function lagrangeOf(tau: bigint, n: number): Uint8Array {
  const root = powScalar(7n, (SCALAR_ORDER - 1n) / BigInt(n));
  const inverse = (value: bigint) => powScalar(value + SCALAR_ORDER, SCALAR_ORDER - 2n);
  const vanishing = powScalar(tau, BigInt(n)) - 1n;
  const points = Array.from({ length: n }, (_, i) => {
    const at = powScalar(root, BigInt(i));
    const value = (at * vanishing * inverse((BigInt(n) * (tau - at)) % SCALAR_ORDER)) % SCALAR_ORDER;
    return pointOf.G1.BASE.multiply(value);
  });
  return encodePoints('G1', points);
}

test('a setup is the powers and their Lagrange form in natural order', async () => {
  const setup = await exportSetup(noble, state, 1);
  expect(setup.g1Monomial).toBe(state.subs[1]!.g1);
  expect(setup.g2Monomial).toBe(state.subs[1]!.g2);
  expect(setup.g1Lagrange).toEqual(lagrangeOf(TAU, N));
});

test('of the first sub-ceremony when none is named, of none that is not there', async () => {
  expect((await exportSetup(noble, state)).g1Lagrange).toEqual(lagrangeOf(5n, 4));
  await expect(exportSetup(noble, state, 2)).rejects.toThrow(RangeError);
});

test('Lagrange points that do not belong to the powers are noticed', async () => {
  const g1Monomial = state.subs[1]!.g1;
  const g1Lagrange = lagrangeOf(TAU, N);
  expect(await lagrangeMatches(noble, { g1Monomial, g1Lagrange })).toBe(true);
  for (let index = 0; index < N; index++) {
    const wrong = g1Lagrange.slice();
    wrong.set(multiple('G1', 3n), index * 48);
    expect(await lagrangeMatches(noble, { g1Monomial, g1Lagrange: wrong })).toBe(false);
  }
  const short = g1Lagrange.subarray(48);
  await expect(lagrangeMatches(noble, { g1Monomial, g1Lagrange: short })).rejects.toThrow(RangeError);
});

test('an engine that transforms wrongly exports nothing', async () => {
  const wrong = { ...noble, lagrange: async (points: Parameters<typeof noble.lagrange>[0]) => points };
  await expect(exportSetup(wrong, state, 1)).rejects.toThrow(/went wrong/);
});
