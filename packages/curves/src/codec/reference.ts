import { type AffineGroup, groupOne, groupTwo } from '../curve/affine.ts';
import { type Fp2, power } from '../curve/arithmetic.ts';
import { oracle, toNoble } from '../curve/curve-oracle.ts';
import type { CurveParameters } from '../curve/parameters.ts';
import { storageBytes } from '../curve/storage.ts';
import type { Encoding, Group, PointFault } from '../engine.ts';

/** What tests compare the emitted codec with: encodings in bigints and noble's roots, one point at a time. */

/** A coordinate: one part, or c0 and c1. */
type Parts = readonly bigint[];

/** An affine point, or null: infinity. */
export type Point = { readonly x: Parts; readonly y: Parts } | null;

/** Bytes of one point in an encoding. */
export function sizeOf(curve: CurveParameters, group: Group, encoding: Encoding): number {
  const coordinate = curve.coordinateBytes * (group === 'G1' ? 1 : 2);
  return encoding === 'lem' || encoding === 'u' ? 2 * coordinate : coordinate;
}

/** The encodings that the curve has. */
export function encodingsOf(curve: CurveParameters): Encoding[] {
  return curve.name === 'bn254' ? ['lem', 'u', 'c'] : ['lem', 'u', 'c', 'zcash'];
}

export function encode(curve: CurveParameters, group: Group, encoding: Encoding, point: Point): Uint8Array {
  if (encoding === 'lem') return stored(curve, group, point);
  const bytes = new Uint8Array(sizeOf(curve, group, encoding));
  if (point === null) {
    bytes[0] = { u: 0, c: 0x40, zcash: 0xc0 }[encoding];
    return bytes;
  }
  const parts = [...[...point.x].reverse(), ...(encoding === 'u' ? [...point.y].reverse() : [])];
  bytes.set(bigEndian(curve, parts));
  if (encoding === 'u') return bytes;
  const larger = isLarger(curve, point.y);
  if (encoding === 'c') bytes[0]! |= larger ? 0x80 : 0;
  else bytes[0]! |= 0x80 | (larger ? 0x20 : 0);
  return bytes;
}

/** Storage form. */
export function stored(curve: CurveParameters, group: Group, point: Point): Uint8Array {
  return point ? storageBytes(curve, [point.x, point.y]) : new Uint8Array(sizeOf(curve, group, 'lem'));
}

/** The point, or the first thing that is wrong with it. */
export function decode(
  curve: CurveParameters,
  group: Group,
  encoding: Encoding,
  bytes: Uint8Array,
  { subgroup, infinity }: { subgroup: boolean; infinity: boolean },
): Point | PointFault {
  const point = parse(curve, group, encoding, bytes);
  if (point === null) return infinity ? null : 'infinity';
  if (typeof point === 'string') return point;
  if (!isOnCurve(curve, group, point)) return 'not-on-curve';
  if (subgroup && !isInSubgroup(curve, group, point)) return 'not-in-subgroup';
  return point;
}

function parse(
  curve: CurveParameters,
  group: Group,
  encoding: Encoding,
  bytes: Uint8Array,
): Point | PointFault {
  const degree = group === 'G1' ? 1 : 2;
  const size = curve.coordinateBytes;
  const head = bytes[0]!;
  const flagged = encoding === 'c' || encoding === 'zcash';
  if (encoding === 'zcash' && head < 0x80) return 'not-compressed';
  if (flagged && head & 0x40) {
    const fine = head === (encoding === 'c' ? 0x40 : 0xc0) && bytes.slice(1).every((byte) => byte === 0);
    return fine ? null : 'bad-infinity';
  }
  if (!flagged && bytes.every((byte) => byte === 0)) return null;
  const clean = bytes.slice();
  if (encoding === 'c') clean[0]! &= 0x3f;
  if (encoding === 'zcash') clean[0]! &= 0x1f;
  const integers = Array.from({ length: bytes.length / size }, (_, i) => {
    const part = clean.slice(i * size, (i + 1) * size);
    return fromBigEndian(encoding === 'lem' ? part.reverse() : part);
  });
  if (integers.some((integer) => integer >= curve.p)) return 'not-canonical';
  if (encoding === 'lem') {
    const radix = power(2n, BigInt(64 * curve.words) * (curve.p - 2n), curve.p);
    const values = integers.map((integer) => (integer * radix) % curve.p);
    return { x: values.slice(0, degree), y: values.slice(degree) };
  }
  const x = integers.slice(0, degree).reverse();
  if (encoding === 'u') return { x, y: integers.slice(degree).reverse() };
  const y = ordinate(curve, group, x);
  if (y === undefined) return 'not-on-curve';
  const wanted = (head & (encoding === 'c' ? 0x80 : 0x20)) !== 0;
  return { x, y: isLarger(curve, y) === wanted ? y : negated(curve, y) };
}

/** One of the two y for an x, or undefined. */
export function ordinate(curve: CurveParameters, group: Group, x: Parts): Parts | undefined {
  const point = oracle[curve.name][group];
  const field = point.Fp as typeof oracle.bn254.G2.Fp;
  const element = (parts: Parts) =>
    (parts.length === 1 ? parts[0] : toNoble(parts as unknown as Fp2)) as ReturnType<typeof toNoble>;
  const b = point.CURVE().b as ReturnType<typeof toNoble>;
  const right = field.add(field.mul(field.sqr(element(x)), element(x)), b);
  try {
    const root = field.sqrt(right);
    if (!field.eql(field.sqr(root), right)) return undefined;
    return typeof root === 'bigint' ? [root] : [root.c0, root.c1];
  } catch {
    // noble throws for a non-residue.
    return undefined;
  }
}

export function negated({ p }: CurveParameters, y: Parts): Parts {
  return y.map((part) => (part === 0n ? 0n : p - part));
}

function isLarger({ p }: CurveParameters, y: Parts): boolean {
  return (y.at(-1) || y[0]!) > (p - 1n) / 2n;
}

function isOnCurve(curve: CurveParameters, group: Group, point: NonNullable<Point>): boolean {
  return model(curve, group).isOnCurve(toModel(point));
}

function isInSubgroup(curve: CurveParameters, group: Group, point: NonNullable<Point>): boolean {
  const { x, y } = toModel(point);
  if (group === 'G1')
    return oracle[curve.name].G1.fromAffine({ x: x as bigint, y: y as bigint }).isTorsionFree();
  return oracle[curve.name].G2.fromAffine({ x: toNoble(x as Fp2), y: toNoble(y as Fp2) }).isTorsionFree();
}

/** The group in bigints, for multiples by any factor. */
export function model(curve: CurveParameters, group: Group): AffineGroup<unknown> {
  return (group === 'G1' ? groupOne(curve) : groupTwo(curve)) as AffineGroup<unknown>;
}

export function toModel({ x, y }: NonNullable<Point>): { x: unknown; y: unknown } {
  return x.length === 1 ? { x: x[0], y: y[0] } : { x, y };
}

export function fromModel(point: { x: unknown; y: unknown } | null): Point {
  return point && { x: [point.x].flat() as bigint[], y: [point.y].flat() as bigint[] };
}

export function bigEndian({ coordinateBytes }: CurveParameters, parts: Parts): Uint8Array {
  const hex = parts.map((part) => part.toString(16).padStart(2 * coordinateBytes, '0')).join('');
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}

function fromBigEndian(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
