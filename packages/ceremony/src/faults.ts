/** Faults of ours: the contributor loses nothing, and a chain that keeps failing takes nobody. */
import { clocksRun } from './gate.ts';
import type { AuditEvent, Cause, Gate, Member, Turn, TurnChange } from './lobby-types.ts';
import type { Policy } from './policy.ts';
import type { ChainHealth, QueueMember, QueueTurn, QueueTurnChange } from './queue-types.ts';
import { restartTurn } from './turn.ts';

/** The causes as they are kept in a participant's list: the first is their own doing, the others are ours. */
export const INFRACTION_CAUSES = [
  'BLOCKING_CONTRIBUTION',
  'BLOCKING_VERIFICATION',
  'BLOCKING_BACKEND_FUNCTION',
  'UNKNOWN',
] as const;
export type InfractionCause = (typeof INFRACTION_CAUSES)[number];

/** Under which cause a lost turn or place is kept; null: it is no infraction at all. */
export function infractionCause(cause: Cause): InfractionCause | null {
  switch (cause) {
    case 'DEADLINE':
    case 'ABORTED':
    case 'REFUSED':
    case 'REPLACED':
      return 'BLOCKING_CONTRIBUTION';
    case 'MISSED_CHECK_IN':
      // Nobody waited for them; they were only not heard.
      return 'UNKNOWN';
    case 'DRAINED':
    case 'REMOVED':
      return null;
    default:
      return cause;
  }
}

export type FaultCause = Extract<Cause, 'BLOCKING_VERIFICATION' | 'BLOCKING_BACKEND_FUNCTION' | 'UNKNOWN'>;

export interface FaultChange<M extends QueueMember, T extends QueueTurn> extends QueueTurnChange<M, T> {
  health: ChainHealth;
}

/**
 * A fault of ours during a turn: the contributor gets it back with its whole time, and losing it from here
 * on costs nothing. The `maxFaults`-th in a row halts the chain instead: the clock stands still, and what was
 * received stays to be verified when the chain goes on.
 * @param why public, for the coordinator
 * @param pausedAt when the ceremony is paused: the clock stands still since then
 */
export function faultOfOurs<M extends QueueMember, T extends QueueTurn>(
  policy: Policy,
  member: M,
  turn: T,
  health: ChainHealth,
  fault: { cause: FaultCause; why: string },
  now: number,
  pausedAt: number | null = null,
): FaultChange<M, T> {
  const faults = health.faults + 1;
  if (health.haltedAt === null && faults >= policy.maxFaults) {
    const halted = haltChain({ ...health, faults }, fault.why, now);
    return { member: { ...member, cause: fault.cause }, turn, ...halted };
  }
  // What stands still already is moved on from its beginning when it ends.
  const begins = Math.min(now, pausedAt ?? now, health.haltedAt ?? now);
  const back =
    turn.phase === 'VERIFYING'
      ? restartTurn(member, turn, fault.cause, turn.limitMillis, begins)
      : restartClock(member, turn, fault.cause, begins);
  return {
    ...back,
    turn: { ...back.turn, warnedAt: null, moreTimeAskedAt: null, graceMillis: 0, progressAt: null },
    health: { ...health, faults },
  };
}

/** A clock that has begun again so lately is left as it is: clients try again every few seconds. */
const FRESH = 30_000;

/**
 * The server kept somebody at work from going on, such as by a storage that takes nothing: their whole time
 * begins again, and losing the turn from here on costs nothing. Null: no clock runs, or it has begun again a
 * moment ago. Told the first time, and when half of the time was gone: each try would flood the record.
 * @param limit the turn's whole time; null: it has no limit
 */
export function excuse<M extends Member, T extends Turn>(
  gate: Gate,
  member: M,
  turn: T,
  limit: number | null,
  now: number,
): TurnChange<M, T> | null {
  if (!clocksRun(gate) || turn.phase !== 'WORKING') return null;
  if (limit === null || turn.deadlineAt === null) return null;
  const deadlineAt = now + limit;
  const gained = deadlineAt - turn.deadlineAt;
  if (gained < FRESH) return null;
  const cause = 'BLOCKING_BACKEND_FUNCTION';
  const known = member.cause === cause && gained < limit / 2;
  return {
    member: { ...member, cause },
    turn: { ...turn, deadlineAt },
    events: known ? [] : [{ type: 'turn.extended', data: { deadlineAt, cause, who: 'server' } }],
  };
}

/** The chain takes nobody until somebody says so; turns that are open stand still. */
export function haltChain(
  health: ChainHealth,
  why: string,
  now: number,
): { health: ChainHealth; events: AuditEvent[] } {
  if (health.haltedAt !== null) return { health, events: [] };
  return {
    health: { ...health, haltedAt: now, haltedWhy: why },
    events: [
      { type: 'coordinator.note', data: { note: 'halted', why, faults: health.faults, who: 'server' } },
    ],
  };
}

/** The chain goes on: the caller has what was received verified again, and moves the open turn's deadline. */
export function resumeChain(
  health: ChainHealth,
  reason: string,
  who: 'coordinator' | 'operator' | 'server',
): { health: ChainHealth; events: AuditEvent[] } {
  if (health.haltedAt === null) return { health, events: [] };
  return {
    health: { faults: 0, haltedAt: null, haltedWhy: null },
    events: [{ type: 'coordinator.note', data: { note: 'goes on', reason, who } }],
  };
}

/** A verdict was reached, whatever it says: the faults were not in a row. */
export function afterVerdict(health: ChainHealth): ChainHealth {
  return { ...health, faults: 0 };
}

/** While they work: the clock begins again, the step and what was uploaded stay. */
function restartClock<M extends QueueMember, T extends QueueTurn>(
  member: M,
  turn: T,
  cause: FaultCause,
  now: number,
): QueueTurnChange<M, T> {
  const limit = turn.limitMillis;
  if (turn.phase !== 'WORKING') return { member, turn, events: [] };
  const deadlineAt = limit === null ? null : now + limit;
  return {
    member: { ...member, cause },
    turn: { ...turn, deadlineAt },
    events: [{ type: 'turn.extended', data: { deadlineAt, cause, who: 'server' } }],
  };
}
