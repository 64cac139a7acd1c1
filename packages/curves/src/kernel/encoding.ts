import { CURVES } from '../curve/parameters.ts';
import type { CurveName, Encoding, Group } from '../engine.ts';

/** Bytes of one point in an encoding. Throws a RangeError for an encoding that the curve does not have. */
export function encodedSize(curve: CurveName, group: Group, encoding: Encoding): number {
  const coordinate = CURVES[curve].coordinateBytes * (group === 'G1' ? 1 : 2);
  switch (encoding) {
    case 'zcash':
      // Its three flags need three free bits above the coordinate.
      if (curve !== 'bls12-381') break;
      return coordinate;
    case 'c':
      return coordinate;
    case 'lem':
    case 'u':
      return 2 * coordinate;
  }
  throw new RangeError(`unknown encoding ${encoding} of ${curve}`);
}
