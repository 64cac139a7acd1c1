import { normalizeZ } from '@noble/curves/abstract/curve.js';
import type { IField } from '@noble/curves/abstract/modular.js';
import type { BigintTuple } from '@noble/curves/abstract/tower.js';
import { bytesToNumberBE, bytesToNumberLE, numberToBytesBE, numberToBytesLE } from '@noble/curves/utils.js';
import { isZero } from './bytes.ts';
import type { Encoding, Group, PointFault } from './engine.ts';
import { encodedSize } from './kernel/encoding.ts';
import type { Coordinate, NobleCurve, NoblePoint } from './noble-curve.ts';

/**
 * Points as bytes. `zcash` and `c`: x big-endian, c1 before c0, with flags in the first byte. `u`: x and y the
 * same way, infinity all zero. `lem`: x and y as little-endian Montgomery integers, c0 before c1, infinity all
 * zero. draft-irtf-cfrg-pairing-friendly-curves-11, appendix C; ffjavascript's toRprCompressed,
 * toRprUncompressed and toRprLEM.
 */

/** Bits of the first byte of a compressed point. */
interface Flags {
  /** Always set; zero when there is no such flag. */
  readonly compressed: number;
  readonly infinity: number;
  /** y is the larger of the two roots. */
  readonly larger: number;
}

const FLAGS: Readonly<Record<Encoding, Flags | undefined>> = {
  zcash: { compressed: 0x80, infinity: 0x40, larger: 0x20 },
  c: { compressed: 0, infinity: 0x40, larger: 0x80 },
  u: undefined,
  lem: undefined,
};

/**
 * The point that the bytes encode, checked up to the curve equation, or its fault. Every check is made here and
 * none left to noble's own decoders, which throw without saying which one failed.
 */
export function decodeNoble(
  curve: NobleCurve,
  group: Group,
  encoding: Encoding,
  bytes: Uint8Array,
): NoblePoint | PointFault {
  const Point = curve.groups[group];
  const { Fp } = Point;
  const flags = FLAGS[encoding];
  const head = bytes[0]!;
  if (flags && (head & flags.compressed) !== flags.compressed) return 'not-compressed';
  if (flags && head & flags.infinity) {
    const fine = head === (flags.compressed | flags.infinity) && isZero(bytes, 1, bytes.length);
    return fine ? Point.ZERO : 'bad-infinity';
  }
  if (!flags && isZero(bytes, 0, bytes.length)) return Point.ZERO;

  const clean = bytes.slice();
  if (flags) clean[0]! &= ~(flags.compressed | flags.infinity | flags.larger);
  const coordinates = readCoordinates(curve, group, encoding, clean);
  if (coordinates === undefined) return 'not-canonical';
  const [x, y] = coordinates as [Coordinate, Coordinate?];
  const square = Fp.add(Fp.mul(Fp.sqr(x), x), Point.CURVE().b);
  if (y !== undefined) return Fp.eql(Fp.sqr(y), square) ? Point.fromAffine({ x, y }) : 'not-on-curve';
  const root = squareRoot(Fp, square);
  if (root === undefined) return 'not-on-curve';
  const larger = flags !== undefined && (head & flags.larger) !== 0;
  return Point.fromAffine({ x, y: isLarger(curve, root) === larger ? root : Fp.neg(root) });
}

/** The points one after another; one inversion for all of them. */
export function encodeNoble(
  curve: NobleCurve,
  group: Group,
  encoding: Encoding,
  points: NoblePoint[],
): Uint8Array {
  const size = encodedSize(curve.name, group, encoding);
  const flags = FLAGS[encoding];
  const bytes = new Uint8Array(points.length * size);
  for (const [i, point] of normalizeZ(curve.groups[group], points).entries()) {
    const target = bytes.subarray(i * size, (i + 1) * size);
    if (point.is0()) {
      if (flags) target[0] = flags.compressed | flags.infinity;
      continue;
    }
    const { x, y } = point.toAffine();
    for (const [part, integer] of (flags ? [x] : [x, y]).flatMap(partsIn(encoding)).entries()) {
      target.set(writeInteger(curve, encoding, integer), part * curve.fields.Fp.BYTES);
    }
    if (flags) target[0]! |= flags.compressed | (isLarger(curve, y) ? flags.larger : 0);
  }
  return bytes;
}

/** Coordinates from bytes without flags; undefined when an integer is not below p. */
function readCoordinates(
  curve: NobleCurve,
  group: Group,
  encoding: Encoding,
  bytes: Uint8Array,
): Coordinate[] | undefined {
  const { Fp, Fp2 } = curve.fields;
  const integers: bigint[] = [];
  for (let at = 0; at < bytes.length; at += Fp.BYTES) {
    const part = bytes.subarray(at, at + Fp.BYTES);
    const integer = encoding === 'lem' ? bytesToNumberLE(part) : bytesToNumberBE(part);
    if (integer >= Fp.ORDER) return undefined;
    integers.push(encoding === 'lem' ? Fp.mul(integer, curve.radixInverse) : integer);
  }
  if (group === 'G1') return integers;
  const pairs = Array.from({ length: integers.length / 2 }, (_, i) => integers.slice(2 * i, 2 * i + 2));
  return pairs.map((pair) => Fp2.fromBigTuple((encoding === 'lem' ? pair : pair.reverse()) as BigintTuple));
}

/** The integers of a coordinate in the order of an encoding. */
function partsIn(encoding: Encoding): (coordinate: Coordinate) => bigint[] {
  return (coordinate) => {
    if (typeof coordinate === 'bigint') return [coordinate];
    const { c0, c1 } = coordinate;
    return encoding === 'lem' ? [c0, c1] : [c1, c0];
  };
}

function writeInteger(
  { fields: { Fp }, radix }: NobleCurve,
  encoding: Encoding,
  integer: bigint,
): Uint8Array {
  if (encoding === 'lem') return numberToBytesLE(Fp.mul(integer, radix), Fp.BYTES);
  return numberToBytesBE(integer, Fp.BYTES);
}

/** Whether y is the lexicographically larger of ±y; in G2 c1 decides unless it is zero. */
export function isLarger({ fields: { Fp } }: NobleCurve, y: Coordinate): boolean {
  const half = (Fp.ORDER - 1n) / 2n;
  if (typeof y === 'bigint') return y > half;
  return (y.c1 === 0n ? y.c0 : y.c1) > half;
}

/** A root, or undefined when there is none. */
export function squareRoot(field: IField<Coordinate>, square: Coordinate): Coordinate | undefined {
  try {
    const root = field.sqrt(square);
    return field.eql(field.sqr(root), square) ? root : undefined;
  } catch {
    // noble throws for a non-residue.
    return undefined;
  }
}
