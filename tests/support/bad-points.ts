/** Encodings that are no point of the prime-order subgroup, one of each kind, and how the reference calls it. */
import type { Group } from '@brebaje/curves/engine';
import {
  encodedInfinity,
  encodePoint,
  encodingOffCurve,
  encodingOfX,
  pointOf,
  pointOfOrder,
} from '@brebaje/curves/test-points';

export interface BadPoint {
  what: string;
  bytes: Uint8Array;
  /** The end of the reference's text. */
  text: string;
}

const PRIME =
  0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;

/** Finite, and outside the group: on the curve or not. */
export function besidePoints(group: Group): BadPoint[] {
  return [
    { what: 'off the curve', bytes: encodingOffCurve(group), text: 'not a valid x coordinate' },
    {
      what: 'of small order',
      bytes: encodePoint(group, pointOfOrder(group, group === 'G1' ? 3n : 13n)),
      text: 'curve point is not in prime order subgroup',
    },
    {
      what: 'beside the subgroup',
      bytes: encodePoint(group, pointOf[group].BASE.add(pointOfOrder(group, group === 'G1' ? 11n : 23n))),
      text: 'curve point is not in prime order subgroup',
    },
  ];
}

/** Encodings that break the rules of the encoding. */
export function illEncoded(group: Group): BadPoint[] {
  const good = encodePoint(group, pointOf[group].BASE);
  const flagged = (change: (flags: number) => number, from = good): Uint8Array => {
    const bytes = from.slice();
    bytes[0] = change(bytes[0]!);
    return bytes;
  };
  const infinity = encodedInfinity(group);
  const dirty = infinity.slice();
  dirty[dirty.length - 1] = 1;
  const tooLarge = (component: number) =>
    `Error in extension field component ${component}: Number is too large for the prime field`;
  const large: BadPoint[] =
    group === 'G1'
      ? [{ what: 'x = p', bytes: encodingOfX('G1', PRIME), text: tooLarge(0) }]
      : [
          { what: 'x.c1 = p', bytes: encodingOfX('G2', [1n, PRIME]), text: tooLarge(0) },
          { what: 'x.c0 = p', bytes: encodingOfX('G2', [PRIME, 1n]), text: tooLarge(1) },
        ];
  return [
    { what: 'uncompressed', bytes: flagged((flags) => flags & 0x7f), text: 'Point is not compressed' },
    {
      what: 'infinity with an x',
      bytes: dirty,
      text: 'Point at infinity must have zero x coordinate',
    },
    {
      what: 'infinity with a sign',
      bytes: flagged((flags) => flags | 0x20, infinity),
      text: 'Point at infinity must have zero x coordinate',
    },
    { what: 'nothing but zeros', bytes: new Uint8Array(good.length), text: 'Point is not compressed' },
    ...large,
  ];
}
