import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinBytes } from './bytes.ts';
import { cases } from './codec/encoding-cases.ts';
import { encode, encodingsOf } from './codec/reference.ts';
import { goodPoint } from './codec/samples.ts';
import type { Engine } from './engine.ts';
import { randomScalars } from './scalar.ts';
import { groups, testEngines } from './test-engines.ts';

describe.each(testEngines)(
  'encoded points combined by the $kind engine of $curve.name',
  ({ curve, make }) => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await make();
    });
    afterAll(() => engine.close());

    test.each(groups)('of %s are what decoded ones are combined to', async (group) => {
      for (const encoding of encodingsOf(curve)) {
        const some = [1n, 7n, 7n, curve.r - 7n, 9n].map((k) =>
          encode(curve, group, encoding, goodPoint(curve, group, k)),
        );
        some.push(encode(curve, group, encoding, null));
        for (const [count, width] of [
          [0, 16],
          [1, 32],
          [6, 16],
        ] as const) {
          const bytes = joinBytes(Array.from({ length: count }, (_, i) => some[i % some.length]!));
          const scalars = randomScalars(count, width, curve.r);
          const points = await engine.decode(group, encoding, bytes, { infinity: true });
          const found = await engine.combineEncoded(group, encoding, bytes, scalars, {
            width,
            infinity: true,
          });
          expect(found).toMatchObject({ curve: curve.name, group, count: 1 });
          expect(
            await engine.firstDifference(found, await engine.msm(points, scalars, width)),
          ).toBeUndefined();
        }
      }
    });

    test.each(groups)('of %s are decoded as strictly', async (group) => {
      for (const encoding of encodingsOf(curve)) {
        for (const { what, bytes, fault } of cases(curve, group, encoding)) {
          const said = await engine
            .combineEncoded(group, encoding, bytes, randomScalars(1, 16), { width: 16 })
            .catch((error: unknown) => error);
          if (fault) expect(said, what).toMatchObject({ name: 'PointError', group, index: 0, fault });
          else expect(said, what).toMatchObject({ count: 1 });
        }
      }
    });

    test('are cut for threads, and the first bad one of all is named', async () => {
      const three = [5n, 0n, 8n].map((k) => encode(curve, 'G1', 'lem', k ? goodPoint(curve, 'G1', k) : null));
      const all = Array.from({ length: 150 }, (_, i) => three[i % 3]!);
      const [bytes, scalars] = [joinBytes(all), randomScalars(150, 16)];
      const found = await engine.combineEncoded('G1', 'lem', bytes, scalars, { width: 16, infinity: true });
      const points = await engine.decode('G1', 'lem', bytes, { infinity: true });
      expect(await engine.firstDifference(found, await engine.msm(points, scalars, 16))).toBeUndefined();
      const sound = Array.from({ length: 150 }, (_, i) => three[[71, 90, 149].includes(i) ? 1 : 0]!);
      await expect(
        engine.combineEncoded('G1', 'lem', joinBytes(sound), scalars, { width: 16 }),
      ).rejects.toMatchObject({ name: 'PointError', index: 71, fault: 'infinity' });
    });

    test('need as many scalars, and whole points', async () => {
      const bytes = encode(curve, 'G1', 'lem', goodPoint(curve, 'G1', 3n));
      const combine = (of: Uint8Array, scalars: Uint8Array, width: 16 | 32) =>
        engine.combineEncoded('G1', 'lem', of, scalars, { width });
      await expect(combine(bytes, randomScalars(2, 16), 16)).rejects.toThrow(RangeError);
      await expect(combine(bytes, randomScalars(1, 16), 32)).rejects.toThrow(RangeError);
      await expect(combine(bytes, new Uint8Array(32).fill(255), 32)).rejects.toThrow(RangeError);
      await expect(combine(bytes.slice(1), randomScalars(1, 16), 16)).rejects.toThrow(RangeError);
    });
  },
);
