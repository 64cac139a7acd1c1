import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { CURVES } from './curve/parameters.ts';
import { bigIntToScalar } from './scalar.ts';
import { AbscissaSet } from './threads/abscissa-set.ts';
import { createWasmEngine } from './wasm-engine.ts';

describe.each(['bn254', 'bls12-381'] as const)('a small multiple on %s', async (curve) => {
  const engine = await createWasmEngine({ curve, threads: 2 });
  afterAll(() => engine.close());
  const { r } = CURVES[curve];
  const times = (factor: bigint, point = engine.generator('G1')) =>
    engine.scale(point, bigIntToScalar(factor, r));

  // Steps of the search, and what lies between two of them.
  const reach = 129n * 255n + 127n;
  const step = 4n * reach + 3n;

  test('is found wherever it falls between the steps', async () => {
    const found = [
      1n,
      reach,
      reach + 1n,
      2n * reach + 1n,
      2n * reach + 2n,
      step,
      step + 1n,
      255n * step,
      127n * step - 2n * reach - 1n,
      2n ** 17n,
      2n ** 32n - 1n,
    ];
    for (const factor of found.flatMap((one) => [one, -one]))
      expect([factor, await engine.isSmallMultiple(await times(factor))]).toEqual([factor, true]);
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 1n, max: 2n ** 32n - 1n }), async (factor) => {
        expect(await engine.isSmallMultiple(await times(factor))).toBe(true);
      }),
      { numRuns: 20 },
    );
    for (const factor of [2n ** 33n, 2n ** 40n + 1n, (r - 1n) / 2n, 5n ** 60n])
      expect([factor, await engine.isSmallMultiple(await times(factor))]).toEqual([factor, false]);
  });

  test('of infinity is nothing but infinity', async () => {
    const generator = engine.generator('G1');
    const infinity = await engine.msm(generator, new Uint8Array(16), 16);
    expect(await engine.isSmallMultiple(infinity)).toBe(true);
    expect(await engine.isSmallMultiple(infinity, infinity)).toBe(true);
    expect(await engine.isSmallMultiple(generator, infinity)).toBe(false);
  });

  test('is asked of one point and one base', async () => {
    const generator = engine.generator('G1');
    const two = engine.concat([generator, generator]);
    await expect(engine.isSmallMultiple(two)).rejects.toThrow(RangeError);
    await expect(engine.isSmallMultiple(generator, two)).rejects.toThrow(RangeError);
    await expect(engine.isSmallMultiple(generator, engine.generator('G2'))).rejects.toThrow(RangeError);
  });

  test('is one of another point when that is given, in either group', async () => {
    for (const group of ['G1', 'G2'] as const) {
      const base = await times(7n ** 50n, engine.generator(group));
      expect(await engine.isSmallMultiple(await times(12_345_678n, base), base)).toBe(true);
      expect(await engine.isSmallMultiple(await times(12_345_678n, base))).toBe(false);
    }
  });
});

test('abscissas are found among many that share their lowest bits', () => {
  const size = 16;
  const point = fc.tuple(fc.nat(3), fc.nat(2)).map(([low, high]) => [low << 4, high, 1, 1]);
  const bytes = (points: number[][]) => new Uint8Array(Uint32Array.from(points.flat()).buffer);
  fc.assert(
    fc.property(fc.array(point), fc.array(point), (some, others) => {
      const naive = others.some(([a, b]) => some.some(([c, d]) => a === c && b === d));
      expect(new AbscissaSet(bytes(some), size).meets(bytes(others))).toBe(naive);
    }),
  );
  expect(new AbscissaSet(bytes([[1, 1, 1, 1]]), size).meets(new Uint8Array(size))).toBe(true);
});
