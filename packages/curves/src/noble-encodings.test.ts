import { buildBls12381, buildBn128, type Curve } from 'ffjavascript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cases } from './codec/encoding-cases.ts';
import { encodingsOf } from './codec/reference.ts';
import { CURVES } from './curve/parameters.ts';
import type { CurveName } from './engine.ts';
import { firstOutsideSubgroup, NOBLE_CURVES } from './noble-curve.ts';
import { decodeNoble, encodeNoble } from './noble-encodings.ts';

const names: CurveName[] = ['bls12-381', 'bn254'];
const groups = ['G1', 'G2'] as const;

describe.each(names)('encodings of %s', (name) => {
  const curve = NOBLE_CURVES[name];

  describe.each(groups)('in %s', (group) => {
    test.each(encodingsOf(CURVES[name]))('as %s are read strictly and written back', (encoding) => {
      for (const { what, bytes, fault } of cases(CURVES[name], group, encoding)) {
        const found = decodeNoble(curve, group, encoding, bytes);
        // Infinity and the subgroup are the business of whoever decodes.
        const late = fault === 'infinity' || fault === 'not-in-subgroup' || fault === undefined;
        if (!late || typeof found === 'string') {
          expect(found, what).toBe(fault);
          continue;
        }
        expect(encodeNoble(curve, group, encoding, [found]), what).toEqual(bytes);
        expect(found.is0(), what).toBe(fault === 'infinity');
        expect(firstOutsideSubgroup([found]), what).toBe(fault === 'not-in-subgroup' ? 0 : undefined);
      }
    });
  });

  describe('and ffjavascript', () => {
    let library: Curve;
    beforeAll(async () => {
      library = await (name === 'bn254' ? buildBn128(true) : buildBls12381(true));
    });
    afterAll(() => library.terminate());

    test.each(groups)('write the same bytes of %s', async (group) => {
      const { BASE, ZERO } = curve.groups[group];
      const points = [BASE, BASE.negate(), ZERO, ...[2n, 3n, 5n ** 90n].map((k) => BASE.multiply(k))];
      const lem = encodeNoble(curve, group, 'lem', points);
      expect(encodeNoble(curve, group, 'u', points)).toEqual(await library[group].batchLEMtoU(lem));
      expect(encodeNoble(curve, group, 'c', points)).toEqual(await library[group].batchLEMtoC(lem));
      expect(lem.subarray(0, lem.length / points.length)).toEqual(
        await library[group].batchUtoLEM(encodeNoble(curve, group, 'u', [BASE])),
      );
    });
  });
});
