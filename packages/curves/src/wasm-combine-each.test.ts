import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { modulo } from './curve/arithmetic.ts';
import { CURVES } from './curve/parameters.ts';
import { createNobleEngine } from './noble-engine.ts';
import { bigIntToScalar, scalarToBigInt } from './scalar.ts';
import { rangesOfTerms } from './wasm-combine-each.ts';
import { createWasmEngine } from './wasm-engine.ts';

describe('lists cut for threads', () => {
  test('cover every list and every term once, in order, and are short where lists are', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 30 }), (lengths, most) => {
        const total = lengths.reduce((sum, length) => sum + length, 0);
        const ranges = rangesOfTerms(Uint32Array.from(lengths), total, most);
        expect(ranges.flatMap(({ from, to }) => lengths.slice(from, to))).toEqual(lengths);
        let end = 0;
        for (const { from, to, first, last } of ranges) {
          expect(first).toBe(end);
          end = last;
          expect(last - first).toBe(lengths.slice(from, to).reduce((sum, length) => sum + length, 0));
          if (to > from + 1) expect(last - first).toBeLessThanOrEqual(most);
        }
        expect(end).toBe(total);
      }),
    );
  });

  test('must have as many terms as were given', () => {
    expect(() => rangesOfTerms(Uint32Array.of(1, 2), 4, 8)).toThrow(RangeError);
  });
});

describe.each(Object.values(CURVES))('the engine on $name', async ({ name: curve, r }) => {
  const engine = await createWasmEngine({ curve, threads: 2 });
  const noble = createNobleEngine(curve);
  afterAll(() => engine.close());

  const scalars = (values: readonly bigint[]) =>
    Uint8Array.from(values.flatMap((value) => [...bigIntToScalar(value, r)]));
  const integers = (bytes: Uint8Array) =>
    Array.from({ length: bytes.length / 32 }, (_, i) => scalarToBigInt(bytes.subarray(32 * i, 32 * i + 32)));

  test.each(['G1', 'G2'] as const)('combines many lists of points of %s', async (group) => {
    const lengths = [0, 3, 2600, 0, 1, 700, 0];
    const total = lengths.reduce((sum, length) => sum + length, 0);
    const ones = engine.concat(Array.from({ length: total }, () => engine.generator(group)));
    const logs = Array.from({ length: total }, (_, i) => BigInt((i * 7919) % 1000));
    const points = await engine.combineEach(ones, scalars(logs), new Uint32Array(total).fill(1));
    const factors = logs.map((_, i) => (i % 3 === 0 ? r - 1n : i % 3 === 1 ? 1n : BigInt(i)));
    const sums = await engine.combineEach(points, scalars(factors), Uint32Array.from(lengths));
    let at = 0;
    const expected = await Promise.all(
      lengths.map(async (length) => {
        let sum = 0n;
        for (const end = at + length; at < end; at++) sum += logs[at]! * factors[at]!;
        const log = modulo(sum, r);
        if (log === 0n) return new Uint8Array(curve === 'bn254' ? 64 : 96).fill(0);
        return noble.encode(await noble.scale(noble.generator(group), bigIntToScalar(log, r)), 'lem');
      }),
    );
    const size = (curve === 'bn254' ? 64 : 96) * (group === 'G1' ? 1 : 2);
    const found = await engine.encode(sums, 'lem');
    for (const [i, point] of expected.entries()) {
      const one = found.subarray(i * size, (i + 1) * size);
      expect(one).toEqual(point.length === size ? new Uint8Array(point) : new Uint8Array(size));
    }
  });

  test('computes with batches of scalars', async () => {
    const a = Array.from({ length: 1 << 12 }, (_, i) => modulo(3n ** BigInt(i + 150), r));
    const b = a.toReversed();
    const [left, right] = [scalars(a), scalars(b)];
    const { scalars: batch } = engine;
    const pairs = a.map((value, i) => [value, b[i]!] as const);
    expect(integers(await batch.multiply(left, right))).toEqual(pairs.map(([x, y]) => modulo(x * y, r)));
    expect(integers(await batch.add(left, right))).toEqual(pairs.map(([x, y]) => modulo(x + y, r)));
    expect(integers(await batch.subtract(left, right))).toEqual(pairs.map(([x, y]) => modulo(x - y, r)));
    const inverted = await batch.invert(left);
    expect(integers(await batch.multiply(left, inverted)).every((value) => value === 1n)).toBe(true);
    expect(integers(await batch.powers(scalars([5n]), scalars([3n]), 4))).toEqual([5n, 15n, 45n, 135n]);
    const dots = await batch.dots(left, right, Uint32Array.of(3, 0, a.length - 3));
    const sum = (from: number, to: number) =>
      modulo(
        pairs.slice(from, to).reduce((total, [x, y]) => total + x * y, 0n),
        r,
      );
    expect(integers(dots)).toEqual([sum(0, 3), 0n, sum(3, a.length)]);
    const transformed = await batch.transform(left);
    expect(integers(transformed)[0]).toBe(
      modulo(
        a.reduce((total, x) => total + x),
        r,
      ),
    );
    expect(await batch.transform(transformed, { inverse: true })).toEqual(left);
  });

  test('picks points', async () => {
    const two = engine.concat([engine.generator('G1'), await engine.negate(engine.generator('G1'))]);
    const picked = engine.pick(two, Uint32Array.of(1, 1, 0));
    const expected = engine.concat([
      engine.slice(two, 1, 2),
      engine.slice(two, 1, 2),
      engine.slice(two, 0, 1),
    ]);
    expect(await engine.firstDifference(picked, expected)).toBeUndefined();
    expect(() => engine.pick(two, Uint32Array.of(2))).toThrow(RangeError);
  });

  test('refuses scalars that are none', async () => {
    const wrong = new Uint8Array(32).fill(0xff);
    const one = scalars([1n]);
    await expect(engine.scalars.multiply(one, wrong)).rejects.toThrow(RangeError);
    await expect(engine.scalars.transform(wrong)).rejects.toThrow(RangeError);
    await expect(engine.scalars.transform(scalars([1n, 2n, 3n]))).rejects.toThrow(RangeError);
    await expect(engine.scalars.invert(scalars([1n, 0n]))).rejects.toThrow('zero has no inverse');
    await expect(engine.combineEach(engine.generator('G1'), wrong, Uint32Array.of(1))).rejects.toThrow(
      RangeError,
    );
  });
});
