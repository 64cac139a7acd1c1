/** How long a turn's work should take: from the size of the circuit, or from what others needed. */

/** What a contributor moves and computes. */
export interface CircuitSize {
  /** Bytes of the file, which goes both ways. */
  bytes: number;
  /** Points of the sections L and H. */
  points: number;
}

/** A line of 8 Mbit/s, and half a millisecond of computing per point: slow, and common. */
const BYTES_PER_MILLI = 1_000;
const MILLIS_PER_POINT = 0.5;

const TEN_MINUTES = 600_000;

/** The larger of ten minutes and twice (the file both ways at 8 Mbit/s + 0.5 ms per point of L and H). */
export function limitBySize(size: CircuitSize): number {
  const once = (2 * size.bytes) / BYTES_PER_MILLI + size.points * MILLIS_PER_POINT;
  return Math.max(TEN_MINUTES, Math.ceil(2 * once));
}

/** Accepted turns before statistics mean anything. */
export const ENOUGH_TURNS = 5;

/** A DYNAMIC limit is never shorter, unless the policy says so: a page that is loaded anew needs this much. */
export const LEAST_LIMIT = 60_000;

/** Nine in ten needed no longer than this. */
const NEARLY_EVERYBODY = 0.9;

/**
 * What nearly everybody needed: of the latest turns the one that nine in ten stayed below, so that a few very
 * fast contributors shorten nobody's time; without the single turns their mean. null: too few.
 */
export function usualMillis(turns: {
  turnsDone: number;
  turnsMillis: number;
  recentMillis?: readonly number[];
}): number | null {
  const { turnsDone, turnsMillis, recentMillis } = turns;
  if (recentMillis) {
    return recentMillis.length < ENOUGH_TURNS ? null : quantile(recentMillis, NEARLY_EVERYBODY);
  }
  return turnsDone < ENOUGH_TURNS ? null : turnsMillis / turnsDone;
}

/** The smallest of the values that `share` of them do not exceed; of no values NaN. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
