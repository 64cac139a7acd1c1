import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TestPoint, testGroups } from '../batch/test-points.ts';
import { modulo } from '../curve/arithmetic.ts';
import { anyPoint, msmInstance, multiplesOf } from './test-msm.ts';

const CAPACITY = 8;
const WIDTHS = [4, 16, 32] as const;

const most = (width: number) => (1n << BigInt(8 * width)) - 1n;
/** Pseudo-random integers of a width. */
const spread = (width: number, count: number) =>
  Array.from({ length: count }, (_, i) => BigInt.asUintN(8 * width, (11n ** BigInt(i + 90)) >> 40n));

describe.each(testGroups())('combinations in $name', (test) => {
  const { msm } = msmInstance(test, CAPACITY);
  const multiple = multiplesOf(test);
  const { r } = test.curve;
  const expected = (logs: readonly bigint[], scalars: readonly bigint[]) =>
    test.bytes([multiple(logs.reduce((total, log, i) => total + log * scalars[i]!, 0n))]);
  const agree = (logs: readonly bigint[], scalars: readonly bigint[], width: number) =>
    expect(msm(logs.map(multiple), scalars, width)).toEqual(expected(logs, scalars));

  it.each([0, 1, 2, 3, 5, 7, 8, 9, 16, 17, 33, 100])('of %i points', (n) => {
    const logs = Array.from({ length: n }, (_, i) => BigInt(i * i + 3 * i + 1));
    for (const width of WIDTHS) agree(logs, spread(width, n), width);
  });

  it('of points that repeat, cancel and vanish, with scalars that share buckets', () => {
    const special = (width: number) =>
      fc.oneof(
        fc.constantFrom(
          0n,
          1n,
          2n,
          3n,
          most(width),
          most(width) - 1n,
          most(width) >> 1n,
          (most(width) >> 1n) + 1n,
        ),
        fc.bigInt(0n, 9n),
        fc.nat(8 * width - 1).map((bit) => 1n << BigInt(bit)),
        fc.bigInt(0n, most(width)),
      );
    const term = (width: number) => fc.tuple(fc.bigInt(-3n, 3n), special(width));
    const cases = fc
      .constantFrom(...WIDTHS)
      .chain((width) => fc.tuple(fc.constant(width), fc.array(term(width), { maxLength: 3 * CAPACITY })));
    fc.assert(
      fc.property(cases, ([width, terms]) => {
        agree(
          terms.map(([log]) => log),
          terms.map(([, scalar]) => scalar),
          width,
        );
      }),
      { numRuns: 150 },
    );
  });

  it.each([1, 2, 15, 16, 17, 64, 100])('of %i times the same, and the opposite', (n) => {
    for (const width of WIDTHS) {
      const scalar = spread(width, 1)[0]!;
      agree(Array(n).fill(5n), Array(n).fill(scalar), width);
      agree(
        Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 5n : -5n)),
        Array(n).fill(scalar),
        width,
      );
      agree(Array(n).fill(5n), Array(n).fill(0n), width);
      agree(Array(n).fill(0n), Array(n).fill(scalar), width);
    }
  });

  it('takes scalars of 32 bytes modulo r', () => {
    const scalars = [r, r - 1n, r + 1n, 2n * r, most(32), most(32) - 1n, (r - 1n) / 2n, 1n << 255n];
    for (const scalar of scalars) agree([3n], [scalar], 32);
    agree(
      scalars.map((_, i) => BigInt(i) + 2n),
      scalars,
      32,
    );
  });

  it('of points outside the subgroup, with short scalars', () => {
    const { model } = test;
    const points = [1n, 2n, 3n, 4n].map((seed) => anyPoint(test, seed * 100n));
    const all: TestPoint[] = [...points, model.negate(points[0]!), points[1]!, null];
    for (const width of [4, 16]) {
      const scalars = spread(width, all.length);
      scalars[4] = scalars[0]!;
      const sum = all.reduce(
        (total, point, i) => model.add(total, model.multiply(point, scalars[i]!)),
        null as TestPoint,
      );
      expect(msm(all, scalars, width)).toEqual(test.bytes([sum]));
    }
  });

  it('refuses other widths', () => {
    expect(() => msm([multiple(1n)], [1n], 8)).toThrow(WebAssembly.RuntimeError);
  });
});

describe.each(testGroups())('large combinations in $name', (test) => {
  const { msm } = msmInstance(test);
  const multiple = multiplesOf(test);

  it('go through several chunks and wide windows', () => {
    const n = 1500;
    const logs = Array.from({ length: n }, (_, i) => BigInt((i * i) % 61) - 30n);
    for (const width of WIDTHS) {
      const scalars = spread(width, n);
      const total = logs.reduce((sum, log, i) => sum + log * scalars[i]!, 0n);
      const expected = test.bytes([multiple(modulo(total, test.curve.r))]);
      expect(msm(logs.map(multiple), scalars, width)).toEqual(expected);
    }
  });
});
