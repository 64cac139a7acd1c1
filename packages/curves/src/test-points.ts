import type { Group } from './engine.ts';
import { NOBLE_CURVES, type NoblePoint } from './noble-curve.ts';
import { encodeNoble } from './noble-encodings.ts';

/** Points of BLS12-381 for tests, in the ZCash form: also such as an engine must refuse. */

const curve = NOBLE_CURVES['bls12-381'];
const { Fp, Fp2 } = curve.fields;

/** The constructor of a group's points. */
export const pointOf = curve.groups;

/** n·P for any n, by doubling and adding: noble refuses factors that are not below r. */
function times(group: Group, point: NoblePoint, factor: bigint): NoblePoint {
  let sum = pointOf[group].ZERO;
  for (const bit of factor.toString(2)) {
    sum = sum.double();
    if (bit === '1') sum = sum.add(point);
  }
  return sum;
}

/** A point on the curve with the first usable x from `seed` up. As good as never in the subgroup. */
function curvePoint(group: Group, seed: number): NoblePoint {
  for (let x = BigInt(seed); ; x++) {
    try {
      if (group === 'G1') {
        const y = Fp.sqrt(Fp.add(Fp.pow(x, 3n), 4n));
        return pointOf.G1.fromAffine({ x, y });
      }
      const wide = Fp2.fromBigTuple([x, 1n]);
      const y = Fp2.sqrt(Fp2.add(Fp2.pow(wide, 3n), Fp2.fromBigTuple([4n, 4n])));
      return pointOf.G2.fromAffine({ x: wide, y });
    } catch {
      // No root for this x.
    }
  }
}

/** A point whose order is exactly the given prime factor of the cofactor. */
export function pointOfOrder(group: Group, order: bigint): NoblePoint {
  const { h, n } = pointOf[group].CURVE();
  let rest = h * n;
  while (rest % order === 0n) rest /= order;
  for (let seed = 1; ; seed++) {
    let point = times(group, curvePoint(group, seed), rest);
    if (point.is0()) continue;
    for (let next = times(group, point, order); !next.is0(); next = times(group, point, order)) point = next;
    return point;
  }
}

/** Points one after another. */
export function encodePoints(group: Group, points: NoblePoint[]): Uint8Array {
  return encodeNoble(curve, group, 'zcash', points);
}

/** One point. */
export function encodePoint(group: Group, point: NoblePoint): Uint8Array {
  return encodePoints(group, [point]);
}

export function encodedInfinity(group: Group): Uint8Array {
  return encodePoint(group, pointOf[group].ZERO);
}

/** An encoding with x as given, valid or not; in G2 as [c0, c1]. */
export function encodingOfX(group: Group, x: bigint | [c0: bigint, c1: bigint]): Uint8Array {
  const parts = typeof x === 'bigint' ? [x] : [x[1], x[0]];
  const hex = parts.map((part) => part.toString(16).padStart(2 * Fp.BYTES, '0')).join('');
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
  bytes[0]! |= 0x80;
  if (bytes.length !== encodedInfinity(group).length) throw new RangeError(`no x of ${group}`);
  return bytes;
}

/** An encoding whose x is below p and on no point of the curve. */
export function encodingOffCurve(group: Group): Uint8Array {
  for (let x = 1n; ; x++) {
    try {
      if (group === 'G1') Fp.sqrt(Fp.add(Fp.pow(x, 3n), 4n));
      else {
        const wide = Fp2.fromBigTuple([x, 1n]);
        Fp2.sqrt(Fp2.add(Fp2.pow(wide, 3n), Fp2.fromBigTuple([4n, 4n])));
      }
    } catch {
      return encodingOfX(group, group === 'G1' ? x : [x, 1n]);
    }
  }
}
