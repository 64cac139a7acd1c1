import { CURVES, type CurveParameters } from '@brebaje/curves/curve/parameters';
import { storageIntegers, storagePoint } from '@brebaje/curves/curve/storage';
import type { CurveName, Group } from '@brebaje/curves/engine';

/** The curves of Groth16 ceremonies, as their files see them. */

/** Bytes of a coordinate, of a scalar, and of points in the form of the files. */
export interface Sizes {
  readonly coordinate: number;
  readonly scalar: number;
  readonly G1: number;
  readonly G2: number;
}

export function sizesOf(curve: CurveName): Sizes {
  const coordinate = CURVES[curve].coordinateBytes;
  return { coordinate, scalar: 32, G1: 2 * coordinate, G2: 4 * coordinate };
}

/** The curve whose coordinates are integers below `prime`. */
export function curveOfPrime(prime: bigint): CurveParameters | undefined {
  return Object.values(CURVES).find(({ p }) => p === prime);
}

/** The curve whose groups have the order `order`. */
export function curveOfOrder(order: bigint): CurveParameters | undefined {
  return Object.values(CURVES).find(({ r }) => r === order);
}

/**
 * A point in the form of the files (affine, little-endian Montgomery integers) as it is hashed: affine, big-endian,
 * the coefficients of F_p² with the higher one first; infinity is all zero in both. The point is not checked.
 */
export function hashedForm(curve: CurveName, group: Group, point: Uint8Array): Uint8Array<ArrayBuffer> {
  const integers = storageIntegers(CURVES[curve], point);
  const ordered = group === 'G1' ? integers : [integers[1]!, integers[0]!, integers[3]!, integers[2]!];
  const { coordinate } = sizesOf(curve);
  const bytes = new Uint8Array(point.length);
  for (const [i, integer] of ordered.entries()) {
    let rest = integer;
    for (let at = (i + 1) * coordinate - 1; rest > 0n; at--) {
      bytes[at] = Number(rest & 0xffn);
      rest >>= 8n;
    }
  }
  return bytes;
}

/** A group's generator in the form of the files. */
export function generatorBytes(curve: CurveName, group: Group): Uint8Array<ArrayBuffer> {
  return storagePoint(CURVES[curve], group);
}
