import { describe, expect, test } from 'vitest';
import { CURVES } from '../curve/parameters.ts';
import { chainCost, chainPlan } from './chain.ts';
import { curveOrder } from './samples.ts';

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b);
}

/** The determinant of multiplication by a + bψ, where ψ² = tψ − p: what annihilates the relation's solutions. */
function norm(a: bigint, b: bigint, t: bigint, p: bigint): bigint {
  return a * a + a * b * t + b * b * p;
}

describe('relations that subgroup tests rest on', () => {
  test('of BN254 G2 leaves nothing but the subgroup', () => {
    const { parameter: x, p, r, t } = CURVES.bn254;
    // Horner's rule for (x + 1) + xψ + xψ² − 2xψ³ modulo ψ² − tψ + p.
    const [a, b] = [-2n * x, x, x, x + 1n].reduce<[bigint, bigint]>(
      ([a, b], coefficient) => [coefficient - p * b, a + t * b],
      [0n, 0n],
    );
    expect(gcd(norm(a, b, t, p), curveOrder(CURVES.bn254, 'G2'))).toBe(r);
  });

  test('of BLS12-381 G2 leaves nothing but the subgroup', () => {
    const { parameter: z, p, r, t } = CURVES['bls12-381'];
    expect(gcd(norm(-z, 1n, t, p), curveOrder(CURVES['bls12-381'], 'G2'))).toBe(r);
  });

  test('of BLS12-381 G1 leaves nothing but the subgroup', () => {
    const { parameter: z, r } = CURVES['bls12-381'];
    // φ² + φ + 1 = 0, so that z² + φ has the norm z⁴ − z² + 1.
    expect(z ** 4n - z ** 2n + 1n).toBe(r);
  });
});

describe('chains of public multiples', () => {
  test.each([1n, 2n, 3n, 7n, 15n, 240n, 0xd201000000010000n, CURVES.bn254.parameter])('%i', (factor) => {
    const plan = chainPlan(factor);
    const reached = plan.reduce((sum, { doublings, sign }) => (sum << BigInt(doublings)) + BigInt(sign), 1n);
    expect(reached).toBe(factor);
  });

  test('are as short as the parameters allow', () => {
    expect(chainCost(chainPlan(0xd201000000010000n))).toBe(63 * 7 + 5 * 11);
    expect(chainCost(chainPlan(CURVES.bn254.parameter))).toBe(62 * 7 + 23 * 11);
  });
});
