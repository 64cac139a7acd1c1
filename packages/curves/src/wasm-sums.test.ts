import { afterAll, describe, expect, test } from 'vitest';
import { CURVES } from './curve/parameters.ts';
import type { Group, Points } from './engine.ts';
import { createNobleEngine } from './noble-engine.ts';
import { bigIntToScalar } from './scalar.ts';
import { createWasmEngine } from './wasm-engine.ts';

describe.each(Object.values(CURVES))('sums and differences on $name', async ({ name: curve, r }) => {
  const engine = await createWasmEngine({ curve, threads: 2 });
  const noble = createNobleEngine(curve);
  afterAll(() => engine.close());

  /** Multiples of the generator; of zero, infinity. */
  const multiples = (group: Group, factors: readonly bigint[]): Promise<Points> => {
    const scalars = Uint8Array.from(factors.flatMap((factor) => [...bigIntToScalar(factor, r)]));
    const generators = engine.pick(engine.generator(group), new Uint32Array(factors.length));
    return engine.combineEach(generators, scalars, new Uint32Array(factors.length).fill(1));
  };

  test.each(['G1', 'G2'] as const)('are those of each pair of %s, whatever its points are', async (group) => {
    const left = [3n, 7n, 7n, 0n, 0n, 9n, ...Array.from({ length: 2500 }, (_, i) => BigInt(i))];
    const right = [4n, 7n, r - 7n, 5n, 0n, 0n, ...left.slice(6).map((value) => 3n * value + 1n)];
    const [sums, differences] = await engine.sumsAndDifferences(
      await multiples(group, left),
      await multiples(group, right),
    );
    const expected = (sign: bigint) =>
      multiples(
        group,
        left.map((one, i) => (one + sign * right[i]!) % r),
      );
    expect(await engine.firstDifference(sums, await expected(1n))).toBeUndefined();
    expect(await engine.firstDifference(differences, await expected(-1n))).toBeUndefined();
    const last = await noble.scale(noble.generator(group), bigIntToScalar(left.at(-1)! + right.at(-1)!, r));
    const ours = await engine.encode(engine.slice(sums, sums.count - 1, sums.count), 'lem');
    expect(ours).toEqual(await noble.encode(last, 'lem'));
  });

  test('take one point for as many as the others are', async () => {
    const [one, many] = [await multiples('G1', [10n]), await multiples('G1', [1n, 2n, 3n])];
    const [sums, differences] = await engine.sumsAndDifferences(one, many);
    expect(await engine.firstDifference(sums, await multiples('G1', [11n, 12n, 13n]))).toBeUndefined();
    expect(await engine.firstDifference(differences, await multiples('G1', [9n, 8n, 7n]))).toBeUndefined();
    const [, negative] = await engine.sumsAndDifferences(many, one);
    expect(await engine.firstDifference(negative, await multiples('G1', [-9n, -8n, -7n]))).toBeUndefined();
    await expect(engine.sumsAndDifferences(many, engine.slice(many, 0, 2))).rejects.toThrow(RangeError);
    await expect(engine.sumsAndDifferences(many, engine.generator('G2'))).rejects.toThrow(RangeError);
  });
});
