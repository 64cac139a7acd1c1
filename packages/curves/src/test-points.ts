import { bls12_381 } from '@noble/curves/bls12-381.js';
import type { Group } from './engine.ts';
import { encodeNoble, type NoblePoint, pointOf } from './noble-group.ts';
import { bigIntToField, encodedSize, setEncodingFlags } from './zcash-encoding.ts';

/** Encodings for tests: points that an engine must refuse, made from the curve's own arithmetic. */

const { Fp, Fp2 } = bls12_381.fields;

/** Prime factors of the cofactors (with multiplicity; the last of G2 is what remains). */
export const SMALL_ORDERS: Record<Group, bigint[]> = {
  G1: [3n, 11n, 10177n, 859267n, 52437899n],
  G2: [13n, 23n, 2713n, 11953n, 262069n],
};

/** n·P for any n, by doubling and adding: noble refuses factors that are not below r. */
export function times(group: Group, point: NoblePoint, factor: bigint): NoblePoint {
  let sum = pointOf[group].ZERO;
  for (const bit of factor.toString(2)) {
    sum = sum.double();
    if (bit === '1') sum = sum.add(point);
  }
  return sum;
}

/** A point on the curve with the first usable x from `seed` up. As good as never in the subgroup. */
export function curvePoint(group: Group, seed: number): NoblePoint {
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

/** One point, compressed. */
export function encodePoint(group: Group, point: NoblePoint): Uint8Array {
  return encodeNoble(group, [point]);
}

/** The compressed form of infinity. */
export function encodedInfinity(group: Group): Uint8Array {
  return encodePoint(group, pointOf[group].ZERO);
}

/** An encoding with x as given, valid or not; in G2 as [c0, c1]. */
export function encodingOfX(group: Group, x: bigint | [c0: bigint, c1: bigint]): Uint8Array {
  const bytes = new Uint8Array(encodedSize(group));
  const parts = typeof x === 'bigint' ? [x] : [x[1], x[0]];
  for (const [i, part] of parts.entries()) bytes.set(bigIntToField(part), i * 48);
  setEncodingFlags(bytes, 0, 'smaller');
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
