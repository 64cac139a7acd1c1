/** About when everybody who waits will be through. */
import type { QueueHead } from './turn-view.ts';

type Line = Pick<QueueHead, 'waiting' | 'now' | 'perTurn' | 'halted'>;

/**
 * Seconds until the last of those who are inside has been through all circuits; undefined: nobody can tell.
 * People go from circuit to circuit, and different people are on different ones at a time, so the circuit with
 * the most work before it decides. `lines` are in the order in which people go.
 */
export function secondsToEnd(lines: readonly Line[]): number | undefined {
  let inside = 0;
  let longest = 0;
  for (const { waiting, now, perTurn, halted } of lines) {
    inside += waiting + (now ? 1 : 0);
    if (inside === 0) continue;
    if (halted || !perTurn) return undefined;
    longest = Math.max(longest, inside * perTurn.seconds);
  }
  return longest;
}

/** Midnight where the reader is, seconds since 1970. */
export function dayBegins(now: number): number {
  return Math.floor(new Date(now * 1_000).setHours(0, 0, 0, 0) / 1_000);
}
