import { cases } from '@brebaje/curves/codec/encoding-cases';
import { decode, encode, encodingsOf, type Point, sizeOf, stored } from '@brebaje/curves/codec/reference';
import type { CurveParameters } from '@brebaje/curves/curve/parameters';
import type { Encoding, Group, PointFault } from '@brebaje/curves/engine';
import { FAULT_CODES } from '@brebaje/curves/kernel/abi';
import { littleEndian, spikyCoordinate } from './integers.ts';
import { type Entry, type Sum, showSum } from './known-points.ts';
import { type Ground, hex } from './operation.ts';
import type { Random } from './random.ts';

/** What a function demands of points. */
export interface Demands {
  readonly subgroup: boolean;
  readonly infinity: boolean;
}

/** An encoded point that a function is offered, good or bad. */
export interface Offered {
  readonly bytes: Uint8Array;
  /** Known when it is good; then what is bad about it, if anything, is only where it lies. */
  readonly entry?: Entry;
}

export function anyEncoding(random: Random, { curve }: Ground): Encoding {
  return random.pick(encodingsOf(curve));
}

export function offer({ known, curve, group }: Ground, encoding: Encoding, entry: Entry): Offered {
  if (encoding === 'lem') return { bytes: entry.bytes, entry };
  return { bytes: encode(curve, group, encoding, known.coordinates(entry.point)), entry };
}

/** Replaces up to three of the offered by what is as good as never acceptable. */
export function spoil(random: Random, ground: Ground, encoding: Encoding, offered: Offered[]): void {
  if (offered.length === 0 || random.chance(50)) return;
  for (let i = 1 + random.below(3); i > 0; i--) {
    const at = random.below(offered.length);
    offered[at] = { bytes: hostile(random, ground, encoding, offered[at]!.bytes) };
  }
}

/** What is known about a point in storage form that is in the subgroup or infinity. */
export function sumOf({ curve, group, known }: Ground, { bytes, entry }: Offered): Sum {
  if (entry) return entry.sum;
  const point = decode(curve, group, 'lem', bytes, { subgroup: true, infinity: true });
  if (typeof point === 'string') throw new Error(`${hex(bytes)} is refused as ${point}`);
  return point ? known.single(point) : new Map();
}

function hostile(random: Random, ground: Ground, encoding: Encoding, good: Uint8Array): Uint8Array {
  const { curve, group } = ground;
  const flipped = (bytes: Uint8Array) => {
    const changed = bytes.slice();
    changed[random.below(changed.length)]! ^= 1 << random.below(8);
    return changed;
  };
  const wellKnown = () => random.pick(knownCases(curve, group, encoding));
  return random.pick([
    () => flipped(good),
    () => flipped(wellKnown()),
    wellKnown,
    () => headed(random, encoding, random.bytes(good.length)),
    () => headed(random, encoding, new Uint8Array(good.length)),
    () => fromCoordinates(random, ground, encoding),
    () => notReduced(random, ground, encoding, good),
    () => cusp(random, ground, encoding),
  ])();
}

const known = new Map<string, Uint8Array[]>();

function knownCases(curve: CurveParameters, group: Group, encoding: Encoding): Uint8Array[] {
  const key = `${curve.name} ${group} ${encoding}`;
  const list = known.get(key) ?? cases(curve, group, encoding).map(({ bytes }) => bytes);
  known.set(key, list);
  return list;
}

/** Bytes whose first, or in storage form whose last, one is such that they may be canonical. */
function headed(random: Random, encoding: Encoding, bytes: Uint8Array): Uint8Array {
  const head = random.pick([0, 0x01, 0x0f, 0x19, 0x1a, 0x30, 0x40, 0x80, 0x99, 0xa0, 0xb9, 0xc0, 0xe0]);
  if (encoding === 'lem') bytes[bytes.length - 1] = bytes[bytes.length / 2 - 1] = head & 0x1f;
  else bytes[0] = head;
  return bytes;
}

/** A point of coordinates that are spiky themselves; hardly ever on the curve unless it is compressed. */
function fromCoordinates(random: Random, { curve, group }: Ground, encoding: Encoding): Uint8Array {
  const parts = () => Array.from({ length: group === 'G1' ? 1 : 2 }, () => spikyCoordinate(random, curve));
  return encode(curve, group, encoding, { x: parts(), y: parts() });
}

/** A point (t², t³) of y² = x³, whose group is that of the field's sums. */
function cusp(random: Random, { curve, group }: Ground, encoding: Encoding): Uint8Array {
  const { p } = curve;
  const t = random.chance(30) ? 2n : spikyCoordinate(random, curve);
  const pad = (value: bigint) => (group === 'G1' ? [value % p] : [value % p, 0n]);
  return encode(curve, group, encoding, { x: pad(t * t), y: pad(t ** 3n) } satisfies Point);
}

/** The same point with p added to an integer, where there is room; else with that integer's bits all set. */
function notReduced(random: Random, { curve }: Ground, encoding: Encoding, good: Uint8Array): Uint8Array {
  const size = curve.coordinateBytes;
  const bytes = good.slice();
  const part = bytes.subarray(size * random.below(bytes.length / size)).subarray(0, size);
  const order = (list: Uint8Array) => (encoding === 'lem' ? list : list.reverse());
  const value = BigInt(`0x${hex(order(part.slice()).reverse())}`);
  const room = 8 * size - { lem: 0, u: 0, c: 2, zcash: 3 }[encoding];
  const flags = value >> BigInt(room);
  const more = BigInt.asUintN(room, value) + curve.p;
  const rest = more >> BigInt(room) === 0n ? more : (1n << BigInt(room)) - 1n;
  part.set(order(littleEndian((flags << BigInt(room)) | rest, size)));
  return bytes;
}

/** The fault of what is offered under the demands, or its storage form. */
function verdict(
  { curve, group, known }: Ground,
  encoding: Encoding,
  { bytes, entry }: Offered,
  demands: Demands,
): PointFault | Uint8Array {
  if (entry) {
    if (known.isInfinity(entry.sum)) return demands.infinity ? entry.bytes : 'infinity';
    return demands.subgroup && !known.isInSubgroup(entry.sum) ? 'not-in-subgroup' : entry.bytes;
  }
  const point = decode(curve, group, encoding, bytes, demands);
  return typeof point === 'string' ? point : stored(curve, group, point);
}

const CODES = Object.fromEntries(Object.entries(FAULT_CODES).map(([code, fault]) => [fault, Number(code)]));

/** What a checking function answers: 0, or the lowest bad point and its fault. And the points in storage form. */
export function admitted(
  ground: Ground,
  encoding: Encoding,
  offered: readonly Offered[],
  demands: Demands,
): { answer: number; points: Uint8Array[] } {
  const points: Uint8Array[] = [];
  for (const [i, one] of offered.entries()) {
    const found = verdict(ground, encoding, one, demands);
    if (typeof found === 'string') return { answer: 16 * i + CODES[found]!, points: [] };
    points.push(found);
  }
  return { answer: 0, points };
}

/** Whether a point in storage form is on the curve and outside the subgroup. */
export function isOutside(ground: Ground, offered: Offered): boolean {
  return verdict(ground, 'lem', offered, { subgroup: true, infinity: true }) === 'not-in-subgroup';
}

export function encodedBytes({ curve, group }: Ground, encoding: Encoding): number {
  return sizeOf(curve, group, encoding);
}

export function showOffered({ bytes, entry }: Offered): string {
  return entry ? showSum(entry.sum) : hex(bytes);
}
