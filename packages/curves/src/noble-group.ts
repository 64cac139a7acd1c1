import { normalizeZ } from '@noble/curves/abstract/curve.js';
import type { Fp2 } from '@noble/curves/abstract/tower.js';
import type { WeierstrassPoint, WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { type Group, PointError, type PointFault } from './engine.ts';
import {
  bigIntToField,
  encodedSize,
  FIELD_BYTES,
  FIELD_PRIME,
  fieldToBigInt,
  inspectEncoding,
  setEncodingFlags,
  wantsLargerRoot,
} from './zcash-encoding.ts';

/** A coordinate: an integer in G1, an element of the quadratic extension in G2. Never looked into here. */
type Coordinate = bigint | Fp2;

/** A point of either group as noble holds it. */
export type NoblePoint = WeierstrassPoint<Coordinate>;

/** The constructor of a group's points. */
export const pointOf: Record<Group, WeierstrassPointCons<Coordinate>> = {
  G1: bls12_381.G1.Point as unknown as WeierstrassPointCons<Coordinate>,
  G2: bls12_381.G2.Point as unknown as WeierstrassPointCons<Coordinate>,
};

const { Fp, Fp2: Extension } = bls12_381.fields;
const CURVE_B = { G1: 4n, G2: Extension.fromBigTuple([4n, 4n]) };
const HALF_PRIME = (FIELD_PRIME - 1n) / 2n;

/**
 * The point encoded at `at`, checked up to the curve equation, or its fault. Every check is made here and none
 * left to noble's own decoder, which throws without saying which one failed.
 */
export function decodeNoble(group: Group, bytes: Uint8Array, at: number): NoblePoint | PointFault {
  const shape = inspectEncoding(group, bytes, at);
  if (shape === 'zero') return pointOf[group].ZERO;
  if (shape !== 'point') return shape;
  const larger = wantsLargerRoot(bytes, at);
  if (group === 'G1') {
    const x = fieldToBigInt(bytes, at, true);
    const root = sqrtOrUndefined(Fp, Fp.add(Fp.mul(Fp.sqr(x), x), CURVE_B.G1));
    if (root === undefined) return 'not-on-curve';
    const y = root > HALF_PRIME === larger ? root : Fp.neg(root);
    return pointOf.G1.fromAffine({ x, y });
  }
  const x = Extension.fromBigTuple([
    fieldToBigInt(bytes, at + FIELD_BYTES, false),
    fieldToBigInt(bytes, at, true),
  ]);
  const root = sqrtOrUndefined(Extension, Extension.add(Extension.mul(Extension.sqr(x), x), CURVE_B.G2));
  if (root === undefined) return 'not-on-curve';
  const y = isLarger(root) === larger ? root : Extension.neg(root);
  return pointOf.G2.fromAffine({ x, y });
}

/** The points in compressed form, one after another; one inversion for all of them. */
export function encodeNoble(group: Group, points: NoblePoint[]): Uint8Array {
  const size = encodedSize(group);
  const bytes = new Uint8Array(points.length * size);
  for (const [i, point] of normalizeZ(pointOf[group], points).entries()) {
    const at = i * size;
    if (point.is0()) {
      setEncodingFlags(bytes, at, 'zero');
      continue;
    }
    const { x, y } = point.toAffine();
    const parts = typeof x === 'bigint' ? [x] : [x.c1, x.c0];
    for (const [part, value] of parts.entries()) bytes.set(bigIntToField(value), at + part * FIELD_BYTES);
    setEncodingFlags(bytes, at, isLarger(y) ? 'larger' : 'smaller');
  }
  return bytes;
}

/** Throws the {@link PointError} of the first point outside the prime-order subgroup. */
export function requireSubgroup(group: Group, points: NoblePoint[]): void {
  const index = firstOutsideSubgroup(points);
  if (index !== undefined) throw new PointError(group, index, 'not-in-subgroup');
}

/** The first point outside the prime-order subgroup, or undefined. Infinity is inside. */
export function firstOutsideSubgroup(points: NoblePoint[]): number | undefined {
  const index = points.findIndex((point) => !point.is0() && !point.isTorsionFree());
  return index < 0 ? undefined : index;
}

/** Whether y is the lexicographically larger of ±y; in G2 the part of u decides unless it is zero. */
function isLarger(y: Coordinate): boolean {
  if (typeof y === 'bigint') return y > HALF_PRIME;
  return (y.c1 === 0n ? y.c0 : y.c1) > HALF_PRIME;
}

function sqrtOrUndefined<T>(
  field: { sqrt(value: T): T; sqr(value: T): T; eql(a: T, b: T): boolean },
  value: T,
): T | undefined {
  try {
    const root = field.sqrt(value);
    return field.eql(field.sqr(root), value) ? root : undefined;
  } catch {
    // noble throws for a non-residue.
    return undefined;
  }
}
