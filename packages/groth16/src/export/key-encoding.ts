import { isZero } from '@brebaje/curves/bytes';
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName, Group } from '@brebaje/curves/engine';
import { sizesOf } from '../curve.ts';
import { integerBytes } from '../little-endian.ts';

/** Whose program reads a key. */
export type KeyFormat = 'arkworks' | 'gnark';

export interface PointForm {
  readonly format: KeyFormat;
  readonly curve: CurveName;
  /** Only x of each point, and which y. */
  readonly compressed: boolean;
}

/** What the highest bits of a point's first byte, or of its last one, say. */
interface Flags {
  readonly infinity: number;
  readonly smaller: number;
  readonly larger: number;
}

/** Bytes of a point. */
export function pointSize({ curve, compressed }: PointForm, group: Group): number {
  return sizesOf(curve)[group] / (compressed ? 2 : 1);
}

/**
 * Points in the form of hashes (affine, big-endian, the higher coefficient first) as other programs have them.
 *
 * On BLS12-381 both take the form of the Zcash protocol (section 5.4.9.2). On BN254 gnark does alike with two bits for
 * flags (gnark-crypto, ecc/bn254/marshal.go); arkworks writes little-endian, the lower coefficient first, and flags
 * into the last byte, of points that are not compressed, too (ark-serialize, `SWFlags`).
 */
export function encodePoints(form: PointForm, group: Group, points: Uint8Array): Uint8Array {
  const from = sizesOf(form.curve)[group];
  const to = pointSize(form, group);
  const bytes = new Uint8Array((points.length / from) * to);
  const encode = isLittleEndian(form) ? encodeLittle : encodeBig;
  for (let i = 0; i < points.length / from; i++) {
    encode(form, points.subarray(i * from, (i + 1) * from), bytes.subarray(i * to, (i + 1) * to));
  }
  return bytes;
}

function isLittleEndian({ format, curve }: PointForm): boolean {
  return format === 'arkworks' && curve === 'bn254';
}

function encodeBig(form: PointForm, point: Uint8Array, target: Uint8Array): void {
  target.set(point.subarray(0, target.length));
  target[0]! |= flagOf(form, point);
}

function encodeLittle(form: PointForm, point: Uint8Array, target: Uint8Array): void {
  const half = point.length / 2;
  target.set(point.subarray(0, half).toReversed());
  if (!form.compressed) target.set(point.subarray(half).toReversed(), half);
  target[target.length - 1]! |= flagOf(form, point);
}

function flagOf(form: PointForm, point: Uint8Array): number {
  const flags = flagsOf(form);
  if (isZero(point, 0, point.length)) return flags.infinity;
  return isLarger(form.curve, point.subarray(point.length / 2)) ? flags.larger : flags.smaller;
}

function flagsOf(form: PointForm): Flags {
  const { curve, compressed } = form;
  if (isLittleEndian(form)) return { infinity: 0x40, smaller: 0, larger: 0x80 };
  const isBls = curve === 'bls12-381';
  if (!compressed) return { infinity: isBls ? 0x40 : 0, smaller: 0, larger: 0 };
  return isBls
    ? { infinity: 0xc0, smaller: 0x80, larger: 0xa0 }
    : { infinity: 0x40, smaller: 0x80, larger: 0xc0 };
}

const halves = new Map<CurveName, Uint8Array>();

/** (p − 1)/2, big-endian. */
function halfOf(curve: CurveName): Uint8Array {
  const known = halves.get(curve);
  if (known) return known;
  const { p, coordinateBytes } = CURVES[curve];
  const half = integerBytes((p - 1n) / 2n, coordinateBytes).toReversed();
  halves.set(curve, half);
  return half;
}

/** Whether y is more than −y: the higher coefficient tells unless it is zero. */
function isLarger(curve: CurveName, y: Uint8Array): boolean {
  const half = halfOf(curve);
  const higher = y.subarray(0, half.length);
  const telling =
    y.length > half.length && isZero(higher, 0, higher.length) ? y.subarray(half.length) : higher;
  const at = telling.findIndex((byte, i) => byte !== half[i]);
  return at >= 0 && telling[at]! > half[at]!;
}
