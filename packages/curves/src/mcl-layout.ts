import type { Group } from './engine.ts';

/**
 * How mcl holds points in its memory, and how batches are packed between threads: Jacobian X, Y, Z, each
 * coordinate 48 bytes per field element in mcl's Montgomery form (G2: two elements). Outside a job every point
 * is normalised: Z is one, or the whole point is zero bytes for infinity. So equal points have equal bytes.
 */
export const POINT_BYTES: Record<Group, number> = { G1: 144, G2: 288 };

/** Bytes of a value of the pairing's target field. */
export const TARGET_BYTES = 576;

/** Whether the normalised point at `index` is infinity. */
export function isZeroPoint(group: Group, points: Uint8Array, index: number): boolean {
  const size = POINT_BYTES[group];
  // Z alone decides: it is one or zero.
  const z = index * size + (size / 3) * 2;
  for (let i = z; i < z + size / 3; i++) if (points[i] !== 0) return false;
  return true;
}

/** The lowest index at which two packed batches of equal length differ, or undefined. */
export function firstDifferentPoint(group: Group, a: Uint8Array, b: Uint8Array): number | undefined {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? undefined : Math.floor(at / POINT_BYTES[group]);
}

/** The batches one after another, in new memory. */
export function joinBytes(parts: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/**
 * A copy of a range in memory of its own, fit to be transferred. Not `slice`: a Buffer's slice shares memory.
 */
export function copyBytes(bytes: Uint8Array, from = 0, to = bytes.length): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.subarray(from, to));
}

/** A copy of the points at the given places, in that order. */
export function pickPoints(group: Group, points: Uint8Array, places: Iterable<number>): Uint8Array {
  const size = POINT_BYTES[group];
  const list = [...places];
  const picked = new Uint8Array(list.length * size);
  for (const [to, from] of list.entries()) {
    picked.set(points.subarray(from * size, (from + 1) * size), to * size);
  }
  return picked;
}
