import { describe, expect, test } from 'vitest';
import { joinBytes } from '../bytes.ts';
import { encode, stored } from '../codec/reference.ts';
import { goodPoint } from '../codec/samples.ts';
import { CURVES } from '../curve/parameters.ts';
import type { CurveName, Group } from '../engine.ts';
import { bigIntToScalar } from '../scalar.ts';
import { rescale, scale } from '../threads/operations.ts';
import { ALLOW_INFINITY, SUBGROUP_KNOWN } from './abi.ts';
import { MiscomputationError } from './instance.ts';
import { checkScaled } from './self-check.ts';
import { miscomputing, startKernel } from './test-kernels.ts';

const curves = Object.values(CURVES);
const groups: Group[] = ['G1', 'G2'];
const both = curves.flatMap((curve) => groups.map((group) => ({ curve, group })));

const start = (name: CurveName) => startKernel(name, 'plain');

/** What a scaling may have done to the points it wrote, and what is said to that. */
const spoilers: [string, string, (points: Uint8Array, size: number) => unknown][] = [
  ['a bit of the first point', 'not on the curve', (points) => points.set([points[1]! ^ 4], 1)],
  [
    'a bit of the last point',
    'not on the curve',
    (points) => points.set([points.at(-9)! ^ 1], points.length - 9),
  ],
  [
    // The kernel on doubles does not read it.
    'the highest bit of a coordinate',
    'not on the curve',
    (points) => points.set([points.at(-1)! ^ 0x80], points.length - 1),
  ],
  ['a point that is infinity', 'do not combine', (points, size) => points.fill(0, size, 2 * size)],
  [
    'a point instead of its neighbour',
    'do not combine',
    (points, size) => points.copyWithin(0, size, 2 * size),
  ],
  [
    'points in another order',
    'do not combine',
    (points, size) => {
      const first = points.slice(0, size);
      points.copyWithin(0, size, 2 * size);
      points.set(first, size);
    },
  ],
];

describe.each(both)('the check of what was scaled in $group of $curve.name', ({ curve, group }) => {
  const { name } = curve;
  const factors = [1n, 2n, 0n, 5n, curve.r - 5n, 7n, 7n];
  const list = factors.map((k) => (k === 0n ? null : goodPoint(curve, group, k)));
  const points = joinBytes(list.map((point) => stored(curve, group, point)));
  const s = bigIntToScalar(3n ** 120n, curve.r);
  const job = { op: 'scale', curve: name, group, points, s } as const;
  const scaling = group === 'G1' ? 'g1Scale' : 'g2Scale';

  test('accepts what is right, of any number of points', async () => {
    const kernel = await start(name);
    const size = points.length / factors.length;
    for (const count of [0, 1, 2, factors.length]) {
      const part = points.slice(0, count * size);
      const [from, to] = kernel.place(part, part.length) as [number, number];
      kernel.withSecrets(s, undefined, () => {
        kernel.call(group, 'Scale')(from, to, count, SUBGROUP_KNOWN | ALLOW_INFINITY);
      });
      const before = kernel.read(to, part.length);
      checkScaled(kernel, group, from, to, count, s);
      expect(kernel.read(from, part.length)).toEqual(part);
      expect(kernel.read(to, part.length)).toEqual(before);
    }
  });

  test.each(spoilers)('refuses %s: %s', async (_what, text, spoil) => {
    const kernel = await start(name);
    // Where only one point is scaled, it is the combination.
    miscomputing(kernel, scaling, (written, size) => {
      if (written.length > size) spoil(written, size);
    });
    expect(() => scale(kernel, job)).toThrow(MiscomputationError);
    expect(() => scale(kernel, job)).toThrow(text);
    const bytes = joinBytes(list.map((point) => encode(curve, group, 'u', point)));
    const stream = { ...job, op: 'rescale', from: 'u', to: 'c', infinity: true, bytes } as const;
    expect(() => rescale(kernel, stream)).toThrow(MiscomputationError);
  });

  test('refuses a combination that is scaled wrongly', async () => {
    const kernel = await start(name);
    miscomputing(kernel, scaling, (written, size) => {
      if (written.length === size) written[1]! ^= 4;
    });
    expect(() => scale(kernel, job)).toThrow(MiscomputationError);
  });

  test('refuses points times another scalar', async () => {
    const kernel = await start(name);
    const [from, to] = kernel.place(points, points.length) as [number, number];
    kernel.withSecrets(s, undefined, () => {
      kernel.call(group, 'Scale')(from, to, factors.length, SUBGROUP_KNOWN | ALLOW_INFINITY);
    });
    const other = s.slice();
    other[0]! ^= 1;
    expect(() => checkScaled(kernel, group, from, to, factors.length, other)).toThrow(MiscomputationError);
  });

  test('leaves no secret in memory', async () => {
    const kernel = await start(name);
    scale(kernel, job);
    expect(Buffer.from(kernel.exports.memory.buffer).indexOf(s.subarray(4, 24))).toBe(-1);
  });
});
