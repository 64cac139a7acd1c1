import { buildBls12381, buildBn128, type Curve } from 'ffjavascript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testFields } from '../field/test-fields.ts';
import { ALLOW_INFINITY, CHECK_SUBGROUP } from '../kernel/abi.ts';
import { negated, sizeOf, stored } from './reference.ts';
import { goodPoint } from './samples.ts';
import { hex, testCodec } from './test-codec.ts';

describe.each(testFields())('the codec over $name and ffjavascript', (field) => {
  const codec = testCodec(field);
  const { curve } = codec;
  let library: Curve;
  beforeAll(async () => {
    library = await (curve.name === 'bn254' ? buildBn128(true) : buildBls12381(true));
  });
  afterAll(() => library.terminate());

  test.each(['G1', 'G2'] as const)('read and write the same bytes of %s', async (group) => {
    const points = Array.from({ length: 40 }, (_, i) => {
      const point = goodPoint(curve, group, (0x1234_5678_9abc_def1n * BigInt(i + 1)) ** 3n % curve.r);
      return i % 2 === 0 ? point : { ...point, y: negated(curve, point.y) };
    });
    const lem = [...points, null, points[0]!].map((point) => stored(curve, group, point));
    const all = Buffer.concat(lem);
    const flags = CHECK_SUBGROUP | ALLOW_INFINITY;
    const G = library[group];
    for (const [encoding, encoded] of [
      ['u', await G.batchLEMtoU(all)],
      ['c', await G.batchLEMtoC(all)],
    ] as const) {
      const size = sizeOf(curve, group, encoding);
      const list = lem.map((_, i) => encoded.subarray(i * size, (i + 1) * size));
      expect(codec.encode(group, encoding, lem, size)).toBe(hex(list));
      expect(codec.decode(group, encoding, list, flags)).toBe(hex(lem));
      const back = encoding === 'u' ? await G.batchUtoLEM(encoded) : await G.batchCtoLEM(encoded);
      expect(hex([back])).toBe(hex(lem));
    }
    expect(codec.decode(group, 'lem', lem, flags)).toBe(hex(lem));
    expect(codec.check(group, lem, flags)).toBeUndefined();
  });
});
