/** When somebody's turn comes, and on what that is based. */
import type { Policy } from './policy.ts';
import { type TurnStatistics, turnAllowance } from './turn-allowance.ts';
import { ENOUGH_TURNS, quantile } from './work-limit.ts';

export interface EstimateFacts {
  /** Place in the queue, 1 for the next (positionOf). */
  position: number;
  /** Since when the open turn has been worked on or offered; null: the slot is free. */
  turnSince: number | null;
  statistics?: TurnStatistics;
}

/** Measured: the median of so many turns. Limit: nobody was fast or slow yet, so it takes at most that. */
export type EstimateBasis =
  | { kind: 'MEASURED'; samples: number; medianMillis: number }
  | { kind: 'LIMIT'; limitMillis: number }
  | { kind: 'NONE' };

export interface Estimate {
  position: number;
  /** Expected, or with a basis LIMIT at most; null: nothing can be said. */
  waitMillis: number | null;
  /** The moment; null likewise. */
  at: number | null;
  basis: EstimateBasis;
}

/** The estimate for one place: everybody before takes as long as people usually do. */
export function estimate(policy: Policy, facts: EstimateFacts, now: number): Estimate {
  const { position, turnSince } = facts;
  const basis = basisOf(policy, facts.statistics);
  if (position === 0) return { position, waitMillis: 0, at: now, basis };
  const each =
    basis.kind === 'MEASURED' ? basis.medianMillis : basis.kind === 'LIMIT' ? basis.limitMillis : null;
  if (each === null) {
    const free = turnSince === null && position === 1;
    return { position, waitMillis: free ? 0 : null, at: free ? now : null, basis };
  }
  const left = turnSince === null ? 0 : Math.max(0, each - (now - turnSince));
  const waitMillis = Math.round(left + (position - 1) * each);
  return { position, waitMillis, at: now + waitMillis, basis };
}

/** The median of the latest turns where there are enough, else the limit that the policy sets. */
export function basisOf(policy: Policy, statistics?: TurnStatistics): EstimateBasis {
  const recent = statistics?.recentMillis;
  if (recent && recent.length >= ENOUGH_TURNS) {
    return { kind: 'MEASURED', samples: recent.length, medianMillis: Math.round(quantile(recent, 0.5)) };
  }
  if (!recent && statistics && statistics.turnsDone >= ENOUGH_TURNS) {
    const mean = Math.round(statistics.turnsMillis / statistics.turnsDone);
    return { kind: 'MEASURED', samples: statistics.turnsDone, medianMillis: mean };
  }
  const limitMillis = turnAllowance(policy, statistics);
  return limitMillis === null ? { kind: 'NONE' } : { kind: 'LIMIT', limitMillis };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * About how long, in the unit that people think in: rounded to five minutes below an hour (single ones below
 * ten), half hours below half a day, whole hours below two days, else days. Never rounded to nothing.
 */
export function about(millis: number): { amount: number; unit: 'minutes' | 'hours' | 'days' } {
  if (millis < 10 * MINUTE) return { amount: Math.max(1, Math.round(millis / MINUTE)), unit: 'minutes' };
  if (millis < 57.5 * MINUTE) return { amount: 5 * Math.round(millis / (5 * MINUTE)), unit: 'minutes' };
  if (millis < 12 * HOUR) return { amount: Math.round(millis / (HOUR / 2)) / 2, unit: 'hours' };
  if (millis < 2 * DAY) return { amount: Math.round(millis / HOUR), unit: 'hours' };
  return { amount: Math.round(millis / DAY), unit: 'days' };
}

/** The same in words: "about 20 minutes". */
export function aboutWhen(waitMillis: number): string {
  const { amount, unit } = about(waitMillis);
  return `about ${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;
}
