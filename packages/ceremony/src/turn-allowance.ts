/** How long a turn may take. */
import type { Policy } from './policy.ts';
import { type CircuitSize, LEAST_LIMIT, limitBySize, usualMillis } from './work-limit.ts';

/** What is known of a circuit when a turn's time is set. */
export interface TurnStatistics {
  /** Accepted turns and the milliseconds they took together. */
  turnsDone: number;
  turnsMillis: number;
  /** The latest accepted turns, milliseconds each. */
  recentMillis?: readonly number[];
  /** The file and the points of its sections L and H, where the limit may follow from them. */
  size?: CircuitSize;
}

/**
 * A whole turn's time; null without a limit. DYNAMIC is not applied before there are statistics: until then
 * the size decides where it is known, else there is no limit.
 */
export function turnAllowance(policy: Policy, statistics?: TurnStatistics): number | null {
  const timeout = policy.timeout;
  const size = statistics?.size;
  if (timeout.type === 'NONE') return null;
  if (timeout.type === 'FIXED') {
    return timeout.bySize && size ? Math.max(timeout.duration, limitBySize(size)) : timeout.duration;
  }
  const usual = statistics ? usualMillis(statistics) : null;
  if (usual === null) return size ? limitBySize(size) : null;
  return Math.max(timeout.atLeast ?? LEAST_LIMIT, Math.round(usual * (1 + timeout.percent / 100)));
}
