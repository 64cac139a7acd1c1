import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Group } from './engine.ts';
import { multiples, testEngines } from './test-engines.ts';

describe.each(testEngines)('the $kind engine of $curve.name', ({ curve, make }) => {
  const { r } = curve;
  let engine: Engine;
  beforeAll(async () => {
    engine = await make();
  });
  afterAll(() => engine.close());

  const points = (group: Group, factors: readonly bigint[]) => multiples(engine, group, factors);

  test('pairs bilinearly', async () => {
    const g1 = await points('G1', [6n, r - 1n]);
    const g2 = await points('G2', [5n, 30n]);
    expect(await engine.isOne(await engine.miller(g1, g2))).toBe(true);
    expect(await engine.isOne(await engine.miller(g1, await points('G2', [5n, 31n])))).toBe(false);
    // The same product in two values.
    const parts = [0, 1].map((i) => engine.miller(engine.slice(g1, i, i + 1), engine.slice(g2, i, i + 1)));
    const values = await Promise.all(parts);
    expect(await engine.isOne(engine.multiply(values))).toBe(true);
    expect(await engine.isOne(engine.multiply([...values, values[0]!]))).toBe(false);
    expect(await engine.isOne(values[0]!)).toBe(false);
    await expect(engine.miller(g2, g1)).rejects.toThrow(RangeError);
    await expect(engine.miller(g1, engine.generator('G2'))).rejects.toThrow(RangeError);
  });

  test('pairs more than fit into one job', async () => {
    const factors = Array.from({ length: 39 }, (_, i) => BigInt(i + 1));
    const g1 = await points('G1', [...factors, -780n]);
    const g2 = engine.concat(Array.from({ length: 40 }, () => engine.generator('G2')));
    expect(await engine.isOne(await engine.miller(g1, g2))).toBe(true);
    const fewer = await engine.miller(engine.slice(g1, 1, 40), engine.slice(g2, 1, 40));
    expect(await engine.isOne(fewer)).toBe(false);
  });

  test('pairs infinity to one, and nothing to one', async () => {
    const g1 = await points('G1', [0n, 3n, 2n, -2n]);
    const g2 = await points('G2', [3n, 0n, 7n, 7n]);
    expect(await engine.isOne(await engine.miller(g1, g2))).toBe(true);
    expect(await engine.isOne(await engine.miller(engine.slice(g1, 0, 3), engine.slice(g2, 0, 3)))).toBe(
      false,
    );
    expect(await engine.isOne(engine.multiply([]))).toBe(true);
    const none = await engine.miller(engine.slice(g1, 0, 0), engine.slice(g2, 0, 0));
    expect(await engine.isOne(none)).toBe(true);
  });

  // RFC 9380, J.9.1.
  test.runIf(curve.name === 'bls12-381')('hashes to G1 as RFC 9380 says', async () => {
    const messages = ['', 'abc', 'abcdef0123456789'].map((text) => new TextEncoder().encode(text));
    const hashes = await engine.hashToG1(messages, 'QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_');
    const bytes = await engine.encode(hashes, 'u');
    const x = [0, 96, 192].map((at) => Buffer.from(bytes.subarray(at, at + 48)).toString('hex'));
    expect(x).toEqual([
      '052926add2207b76ca4fa57a8734416c8dc95e24501772c814278700eed6d1e4e8cf62d9c09db0fac349612b759e79a1',
      '03567bc5ef9c690c2ab2ecdf6a96ef1c139cc0b2f284dca0a9a7943388a49a3aee664ba5379a7655d3c68900be2f6903',
      '11e0b079dea29a68f0383ee94fed1b940995272407e3bb916bbf268c263ddd57a6a27200a784cbc248e84f357ce82d98',
    ]);
    const other = await engine.hashToG1(messages, 'ANOTHER-SUITE-WITH-A-LONG-ENOUGH-TAG');
    expect(await engine.firstDifference(hashes, other)).toBe(0);
  });

  test.runIf(curve.name === 'bn254')('hashes to no curve without a suite', async () => {
    await expect(engine.hashToG1([new Uint8Array(1)], 'A-SUITE')).rejects.toThrow('no hash to G1 of bn254');
  });
});
