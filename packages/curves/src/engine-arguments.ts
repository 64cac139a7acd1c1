import type { CurveName, Encoding, Group, Points } from './engine.ts';
import { encodedSize } from './kernel/encoding.ts';

/** What every engine refuses before it looks at a point. All throw a RangeError with a plain text. */

/** How many points the bytes hold in the encoding; throws when the curve lacks it or a point is cut short. */
export function requireEncoded(
  curve: CurveName,
  group: Group,
  encoding: Encoding,
  bytes: Uint8Array,
): number {
  const count = bytes.length / encodedSize(curve, group, encoding);
  if (!Number.isInteger(count)) {
    throw new RangeError(`${bytes.length} bytes are no whole number of ${group} points`);
  }
  return count;
}

/** Throws unless 0 ≤ from ≤ to ≤ count. */
export function requireRange(points: Points, from: number, to: number): void {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to < from || to > points.count) {
    throw new RangeError(`${from} to ${to} is no range of ${points.count} points`);
  }
}

/** The group that all parts have in common; throws when there is none or there are no parts. */
export function requireSameGroup(parts: Points[]): Group {
  const group = parts[0]?.group;
  if (!group || parts.some((part) => part.group !== group)) {
    throw new RangeError('batches of one group expected');
  }
  return group;
}

export function requireBatchLength(a: Points, b: Points): void {
  if (a.count !== b.count) throw new RangeError(`${a.count} and ${b.count} points do not match`);
}

/** A pairing takes as many points of G1 as of G2. */
export function requirePairs(g1: Points, g2: Points): void {
  if (g1.group !== 'G1' || g2.group !== 'G2')
    throw new RangeError('a pairing takes G1 and G2, in this order');
  requireBatchLength(g1, g2);
}

/** The Lagrange transform is defined for 1, 2, 4 … 2^31 points. */
export function requirePowerOfTwo(count: number): void {
  if (count < 1 || count > 2 ** 31 || !Number.isInteger(Math.log2(count))) {
    throw new RangeError(`${count} points: a power of two expected`);
  }
}
