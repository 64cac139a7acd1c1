import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinBytes } from './bytes.ts';
import type { Engine, Group, PointFault } from './engine.ts';
import { createNobleEngine } from './noble-engine.ts';
import { pointOf } from './noble-group.ts';
import { bigIntToScalar, randomScalars } from './scalar.ts';
import {
  curvePoint,
  encodedInfinity,
  encodePoint,
  encodingOffCurve,
  encodingOfX,
  pointOfOrder,
  SMALL_ORDERS,
} from './test-points.ts';
import { createWasmEngine } from './wasm-engine.ts';
import { FIELD_PRIME } from './zcash-encoding.ts';

const makers: [string, () => Promise<Engine>][] = [
  ['noble', async () => createNobleEngine()],
  ['wasm', () => createWasmEngine({ threads: 2 })],
];

/** Every way an encoding can be wrong, with the fault it must be reported as. */
function faultyEncodings(group: Group): [string, Uint8Array, PointFault][] {
  const size = group === 'G1' ? 48 : 96;
  const good = encodePoint(group, pointOf[group].BASE);
  const infinity = encodedInfinity(group);
  const change = (bytes: Uint8Array, at: number, by: (byte: number) => number) =>
    bytes.map((byte, i) => (i === at ? by(byte) : byte));
  const large = (1n << 381n) - 1n;
  const shared: [string, Uint8Array, PointFault][] = [
    ['all bytes zero', new Uint8Array(size), 'not-compressed'],
    ['the flag of compression unset', change(good, 0, (byte) => byte & 0x7f), 'not-compressed'],
    ['an uncompressed infinity', change(infinity, 0, () => 0x40), 'not-compressed'],
    ['all bits set', new Uint8Array(size).fill(255), 'bad-infinity'],
    ['infinity with a sign', change(infinity, 0, () => 0xe0), 'bad-infinity'],
    ['infinity with a low bit in its first byte', change(infinity, 0, () => 0xc1), 'bad-infinity'],
    ['infinity with a last byte', change(infinity, size - 1, () => 1), 'bad-infinity'],
    ['infinity with a middle byte', change(infinity, size / 2, () => 0x80), 'bad-infinity'],
    ['a point flagged as infinity', change(good, 0, (byte) => byte | 0x40), 'bad-infinity'],
    ['an x off the curve', encodingOffCurve(group), 'not-on-curve'],
    ['a point outside the subgroup', encodePoint(group, curvePoint(group, 1)), 'not-in-subgroup'],
    ['infinity', infinity, 'infinity'],
  ];
  for (const order of SMALL_ORDERS[group]) {
    const small = pointOfOrder(group, order);
    shared.push(
      [`a point of order ${order}`, encodePoint(group, small), 'not-in-subgroup'],
      [
        `the generator plus a point of order ${order}`,
        encodePoint(group, pointOf[group].BASE.add(small)),
        'not-in-subgroup',
      ],
    );
  }
  if (group === 'G1') {
    return [
      ...shared,
      ['x = p', encodingOfX('G1', FIELD_PRIME), 'not-canonical'],
      // The x of a good point, plus p: the same point to whoever reduces.
      ['x = p + 4', encodingOfX('G1', FIELD_PRIME + 4n), 'not-canonical'],
      ['x = 2^381 − 1', encodingOfX('G1', large), 'not-canonical'],
      // (0, ±2) has order 3.
      ['x = 0', encodingOfX('G1', 0n), 'not-in-subgroup'],
    ];
  }
  return [
    ...shared,
    ['c0 = p', encodingOfX('G2', [FIELD_PRIME, 1n]), 'not-canonical'],
    ['c1 = p', encodingOfX('G2', [1n, FIELD_PRIME]), 'not-canonical'],
    ['c0 = 2^384 − 1', encodingOfX('G2', [(1n << 384n) - 1n, 1n]), 'not-canonical'],
    ['c0 with a flag of its own', encodingOfX('G2', [1n << 383n, 1n]), 'not-canonical'],
    ['c1 = 2^381 − 1', encodingOfX('G2', [1n, large]), 'not-canonical'],
  ];
}

describe.each(makers)('the %s engine', (_name, make) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await make();
  });
  afterAll(() => engine.close());

  for (const group of ['G1', 'G2'] as const) {
    test.each(faultyEncodings(group))(`refuses in ${group}: %s`, async (_what, bytes, fault) => {
      const good = encodePoint(group, pointOf[group].BASE);
      const batch = joinBytes([good, good, bytes, good]);
      await expect(engine.decode(group, 'zcash', batch)).rejects.toMatchObject({ group, index: 2, fault });
    });

    test(`lets the caller of ${group} allow infinity and leave the subgroup for later`, async () => {
      const stray = encodePoint(group, curvePoint(group, 1));
      const good = encodePoint(group, pointOf[group].BASE);
      const points = await engine.decode(group, 'zcash', joinBytes([good, encodedInfinity(group), stray]), {
        subgroup: false,
        infinity: true,
      });
      expect(points.count).toBe(3);
      expect(await engine.checkSubgroup(points)).toBe(2);
      expect(await engine.checkSubgroup(engine.slice(points, 0, 2))).toBeUndefined();
    });

    test(`multiplies nothing of ${group} before the whole batch is in the subgroup`, async () => {
      const good = encodePoint(group, pointOf[group].BASE);
      const stray = encodePoint(group, curvePoint(group, 1));
      const bytes = joinBytes([good, good, stray]);
      const points = await engine.decode(group, 'zcash', bytes, { subgroup: false });
      const multiplied: number[] = [];
      const progress = (done: number) => multiplied.push(done);
      const two = bigIntToScalar(2n);
      const refused = { group, index: 2, fault: 'not-in-subgroup' };
      await expect(engine.powers(points, two, two, progress)).rejects.toMatchObject(refused);
      await expect(engine.scale(points, two, progress)).rejects.toMatchObject(refused);
      await expect(engine.msm(points, randomScalars(3, 16), 16, progress)).rejects.toMatchObject(refused);
      expect(multiplied).toEqual([]);
      // What is derived from an unchecked batch is unchecked, and what is checked once stays so.
      const derived = await engine.negate(engine.concat([engine.generator(group), points]));
      await expect(engine.scale(derived, two)).rejects.toMatchObject({ ...refused, index: 3 });
      await expect(engine.lagrange(derived)).rejects.toMatchObject({ ...refused, index: 3 });
      expect((await engine.scale(engine.slice(points, 0, 2), two)).count).toBe(2);
    });
  }

  test('pairs nothing outside the subgroups', async () => {
    const g1 = await engine.decode('G1', 'zcash', encodePoint('G1', curvePoint('G1', 1)), {
      subgroup: false,
    });
    const g2 = await engine.decode('G2', 'zcash', encodePoint('G2', curvePoint('G2', 1)), {
      subgroup: false,
    });
    await expect(engine.miller(g1, engine.generator('G2'))).rejects.toMatchObject({
      fault: 'not-in-subgroup',
    });
    await expect(engine.miller(engine.generator('G1'), g2)).rejects.toMatchObject({
      fault: 'not-in-subgroup',
    });
  });

  test('names the lowest of several bad points, whatever thread finds it first', async () => {
    const good = encodePoint('G1', pointOf.G1.BASE);
    const list = Array.from({ length: 64 }, () => good);
    list[13] = encodePoint('G1', pointOfOrder('G1', 3n));
    list[14] = new Uint8Array(48);
    list[40] = encodedInfinity('G1');
    list[63] = encodingOffCurve('G1');
    const refused = engine.decode('G1', 'zcash', joinBytes(list));
    await expect(refused).rejects.toMatchObject({ index: 13, fault: 'not-in-subgroup' });
    const lenient = engine.decode('G1', 'zcash', joinBytes(list), { subgroup: false });
    await expect(lenient).rejects.toMatchObject({ index: 14, fault: 'not-compressed' });
  });
});
