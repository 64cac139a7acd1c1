import { CURVES } from '@brebaje/curves/curve/parameters';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { zkeyIn } from '../testing/bytes-of.ts';
import { codesOf, contributed, endEngines, engine, multiple, outside } from '../testing/checked-keys.ts';
import { endSnarkjs } from '../testing/snarkjs.ts';
import { type JsonG2, type VerificationKey, verificationKey } from './verification-key.ts';

afterAll(async () => {
  await endSnarkjs();
  await endEngines();
});

describe.each(['bn254', 'bls12-381'] as const)('a verification key on %s', (curve) => {
  let key: VerificationKey;
  beforeAll(async () => {
    key = await verificationKey(await engine(curve), await zkeyIn(await contributed(curve)));
  });
  const codes = (changes: Partial<VerificationKey>) => codesOf(JSON.stringify({ ...key, ...changes }));

  test('has nothing against it', async () => {
    expect(await codes({})).toEqual(['delta-differs']);
    // Older ones have no product.
    expect(await codesOf(JSON.stringify({ ...key, vk_alphabeta_12: undefined }), key)).toEqual([
      'delta-differs',
      'same-key',
    ]);
  });

  test.each([1n, -1n])('has a δ that is γ times %i', async (k) => {
    expect(await codes({ vk_delta_2: multiple(curve, k) })).toEqual(['delta-is-gamma']);
  });

  test.each([-2n, 4_000_000_007n])('has a δ that is γ times %i', async (k) => {
    expect(await codes({ vk_delta_2: multiple(curve, k) })).toEqual(['small-delta']);
  });

  test('has the generator for δ beside another γ', async () => {
    const gamma = multiple(curve, 987_654_321_987_654_321n);
    expect(await codes({ vk_gamma_2: gamma, vk_delta_2: multiple(curve, 1n) })).toEqual(['small-delta']);
  });

  test('is of a phase 1 without a secret', async () => {
    const { x, y } = CURVES[curve].g1;
    expect(
      await codes({ vk_alpha_1: [String(x), String(y), '1'], vk_alphabeta_12: undefined as never }),
    ).toContain('known-phase-1');
  });

  test('has points that are none', async () => {
    const [x, y] = key.IC[1]!;
    const { p } = CURVES[curve];
    const withIc = (point: [string, string, string]) =>
      codes({ IC: [key.IC[0]!, point, ...key.IC.slice(2)] });
    expect(await withIc([x, String((BigInt(y) + 1n) % p), '1'])).toEqual(['not-on-curve']);
    expect(await withIc([String(BigInt(x) + p), y, '1'])).toEqual(['not-canonical']);
    expect(await withIc(['0', '1', '0'])).toEqual(['infinity']);
    expect(
      await codes({
        vk_delta_2: [
          ['0', '0'],
          ['1', '0'],
          ['0', '0'],
        ],
      }),
    ).toEqual(['infinity']);
    const swapped = key.vk_delta_2.map(([c0, c1]) => [c1, c0]) as JsonG2;
    expect(await codes({ vk_delta_2: swapped.with(2, ['1', '0']) as JsonG2 })).toEqual(['not-on-curve']);
    expect(await codes({ vk_beta_2: outside(curve) })).toEqual(['not-in-subgroup']);
  });

  test('has another product of α and β, or other members', async () => {
    const [first, second] = key.vk_alphabeta_12;
    expect(await codes({ vk_alphabeta_12: [second!, first!] })).toEqual(['alphabeta', 'delta-differs']);
    const more = { ...key, nPublic: 3, IC: [...key.IC, key.IC[0]!] };
    expect(await codesOf(JSON.stringify(more), key)).toEqual(['other-key', 'delta-differs']);
    const turned = { ...key, IC: key.IC.toReversed() };
    expect(await codesOf(JSON.stringify(turned), key)).toEqual(['other-key', 'delta-differs']);
  });
});
