import { stored } from '@brebaje/curves/codec/reference';
import { curvePoint } from '@brebaje/curves/codec/samples';
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName, Group } from '@brebaje/curves/engine';
import { scalarToBigInt } from '@brebaje/curves/scalar';
import { integerBytes } from '../little-endian.ts';
import type { RefusalCode } from '../verify/verdict.ts';

/** Everything that a point in the form of the files can be instead of one of its group; each made from a good one. */
export function badPoints(
  curve: CurveName,
  group: Group,
): [code: RefusalCode, make: (point: Uint8Array) => Uint8Array][] {
  const { p, coordinateBytes } = CURVES[curve];
  const spoilt: [RefusalCode, (point: Uint8Array) => Uint8Array][] = [
    ['infinity', (point) => new Uint8Array(point.length)],
    [
      // The same point, its first coordinate written otherwise.
      'not-canonical',
      (point) => {
        const bytes = point.slice();
        const same = scalarToBigInt(bytes.subarray(0, coordinateBytes)) + p;
        bytes.set(integerBytes(same, coordinateBytes));
        return bytes;
      },
    ],
    [
      'not-on-curve',
      (point) => {
        const bytes = point.slice();
        bytes[0]! ^= 1;
        return bytes;
      },
    ],
  ];
  // On BN254 every point of the curve is in G1.
  if (curve === 'bn254' && group === 'G1') return spoilt;
  return [...spoilt, ['not-in-subgroup', () => strayPoint(curve, group)]];
}

/** A point of the curve that is none of its group, in the form of the files; there is none in G1 of BN254. */
export function strayPoint(curve: CurveName, group: Group): Uint8Array {
  return stored(CURVES[curve], group, curvePoint(CURVES[curve], group, 5n));
}
