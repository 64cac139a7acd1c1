/** One participant's hold on a chain: from the state handed out to the verdict, or to losing it. */
import { isOurs, publicUntil, timeOut } from './cost.ts';
import { clocksRun, isLive } from './gate.ts';
import {
  type AuditEvent,
  type Cause,
  FOREVER,
  type Gate,
  type Member,
  type MemberChange,
  type Outcome,
  type Refused,
  type Turn,
  type TurnChange,
} from './lobby-types.ts';
import type { Policy } from './policy.ts';
import { transition, workFrom } from './transitions.ts';
import { type TurnStatistics, turnAllowance } from './turn-allowance.ts';

/**
 * Gives the free slot to somebody who waits: READY and CONTRIBUTING in one answer, the turn opens and its
 * clock starts. For a held request this is its answer; a check-in gets here by itself.
 */
export function handOut(
  policy: Policy,
  member: Member,
  now: number,
  statistics?: TurnStatistics,
): TurnChange {
  const allowance = turnAllowance(policy, statistics);
  const deadlineAt = allowance === null ? null : now + allowance;
  const ready = transition(member, 'READY', 'server', {
    checkInDueAt: null,
    heldSince: null,
    waitsSince: null,
  });
  const started = transition(
    ready.member,
    'CONTRIBUTING',
    'server',
    { ...workFrom(now), cause: null },
    { deadlineAt },
  );
  return {
    member: started.member,
    turn: { phase: 'WORKING', openedAt: now, deadlineAt, servedAt: now, closedAt: null, outcome: null },
    events: [ready.event, started.event],
  };
}

/**
 * A complete contribution has arrived and is stored: the participant's clock stops until the verdict. One
 * that arrives after the deadline and before the sweep has acted on it still counts.
 */
export function receive<M extends Member, T extends Turn>(
  gate: Gate,
  member: M,
  turn: T | null,
  now: number,
): TurnChange<M, T> | Refused {
  if (!isLive(gate) || member.status !== 'CONTRIBUTING' || turn?.phase !== 'WORKING') {
    return { refusal: 'NOT_YOUR_TURN' };
  }
  const step = { from: member.contributionStep, to: 'VERIFYING' };
  return {
    member: {
      ...member,
      contributionStep: 'VERIFYING',
      contributionProgress: 0,
      verificationStartedAt: now,
    },
    turn: { ...turn, phase: 'VERIFYING', deadlineAt: null },
    events: [
      { type: 'contribution.received', data: { who: 'participant' } },
      { type: 'turn.step', data: { ...step, who: 'server' } },
    ],
  };
}

/**
 * The contribution is valid: CONTRIBUTED, then DONE when no circuit is left (WAITING otherwise). In a
 * ceremony for many contributions of one person they stay CONTRIBUTED and may check in again.
 */
export function accept<M extends Member, T extends Turn>(
  policy: Policy,
  member: M,
  turn: T,
  now: number,
  circuitsLeft = 0,
): TurnChange<M, T> {
  mustVerify(turn);
  const contributed = transition(member, 'CONTRIBUTED', 'server', {
    contributionStep: 'COMPLETED',
    contributionProgress: 100,
    cause: null,
  });
  const events = [contributed.event];
  const closed = close(turn, 'accepted', now);
  if (policy.multiContribution && circuitsLeft === 0) {
    return { member: contributed.member, turn: closed.turn, events: [...events, closed.event] };
  }
  if (circuitsLeft > 0) {
    const waiting = transition(contributed.member, 'WAITING', 'server');
    return { member: waiting.member, turn: closed.turn, events: [...events, closed.event, waiting.event] };
  }
  const done = transition(
    contributed.member,
    'DONE',
    'server',
    { barredUntil: FOREVER },
    { outcome: 'accepted' },
  );
  const barred: AuditEvent = {
    type: 'participant.barred',
    data: { cause: 'CONTRIBUTED', until: publicUntil(FOREVER), who: 'server' },
  };
  return { member: done.member, turn: closed.turn, events: [...events, done.event, barred] };
}

/** The contribution is invalid, and a second engine agrees: the turn is lost. `verdict` is public. */
export function refuse<M extends Member, T extends Turn>(
  policy: Policy,
  member: M,
  turn: T,
  now: number,
  verdict: Record<string, unknown> = {},
): TurnChange<M, T> {
  mustVerify(turn);
  const lost = timeOut(policy, member, 'REFUSED', 'server', now);
  const closed = close(turn, 'refused', now);
  return {
    member: lost.member,
    turn: closed.turn,
    events: [
      { type: 'contribution.refused', data: { ...verdict, who: 'server' } },
      ...lost.events,
      closed.event,
    ],
  };
}

/** The contributor gives the turn back. */
export function abort<M extends Member, T extends Turn>(
  policy: Policy,
  gate: Gate,
  member: M,
  turn: T | null,
  now: number,
): TurnChange<M, T> | Refused {
  if (!isLive(gate) || member.status !== 'CONTRIBUTING' || turn?.phase !== 'WORKING') {
    return { refusal: 'NOT_YOUR_TURN' };
  }
  return lose(policy, member, turn, 'ABORTED', 'aborted', now);
}

/** What the sweep does to an open turn: closes one whose deadline has passed, otherwise null. */
export function deadline<M extends Member, T extends Turn>(
  policy: Policy,
  gate: Gate,
  member: M,
  turn: T,
  now: number,
): TurnChange<M, T> | null {
  if (!clocksRun(gate) || turn.phase !== 'WORKING') return null;
  if (turn.deadlineAt === null || now <= turn.deadlineAt) return null;
  return lose(policy, member, turn, 'DEADLINE', 'deadline', now);
}

/**
 * Verification could not run or the engines disagree: a fault of ours. The contributor gets the turn back
 * with its whole time and may send again; losing it from here on costs nothing.
 * @param pausedAt when the ceremony is paused: the clock stands still since then
 */
export function giveBack(
  policy: Policy,
  member: Member,
  turn: Turn,
  now: number,
  statistics?: TurnStatistics,
  pausedAt: number | null = null,
): TurnChange {
  const allowance = turnAllowance(policy, statistics);
  return restartTurn(member, turn, 'BLOCKING_VERIFICATION', allowance, pausedAt ?? now);
}

/** The same with the allowance that the turn began with. */
export function restartTurn<M extends Member, T extends Turn>(
  member: M,
  turn: T,
  cause: Cause,
  allowance: number | null,
  now: number,
): TurnChange<M, T> {
  mustVerify(turn);
  const deadlineAt = allowance === null ? null : now + allowance;
  return {
    member: {
      ...member,
      contributionStep: 'DOWNLOADING',
      contributionProgress: 0,
      verificationStartedAt: null,
      cause,
    },
    turn: { ...turn, phase: 'WORKING', deadlineAt },
    events: [
      { type: 'turn.step', data: { from: 'VERIFYING', to: 'DOWNLOADING', who: 'server' } },
      { type: 'turn.extended', data: { deadlineAt, cause, who: 'server' } },
    ],
  };
}

/** A coordinator ends a turn. One that is being verified hangs through no fault of the contributor. */
export function timeOutTurn<M extends Member, T extends Turn>(
  policy: Policy,
  member: M,
  turn: T,
  reason: string,
  now: number,
): TurnChange<M, T> {
  const cause = turn.phase === 'VERIFYING' ? 'BLOCKING_VERIFICATION' : (member.cause ?? 'REPLACED');
  const lost = timeOut(policy, member, cause, 'coordinator', now);
  const closed = close(turn, isOurs(cause) ? 'fault' : 'replaced', now);
  const override: AuditEvent = {
    type: 'coordinator.override',
    data: { override: 'timeout', reason, who: 'coordinator' },
  };
  return { member: lost.member, turn: closed.turn, events: [override, ...lost.events, closed.event] };
}

/** A coordinator gives the open turn more time. */
export function extend<T extends Turn>(
  turn: T,
  millis: number,
  reason: string,
): { turn: T; events: AuditEvent[] } {
  if (turn.deadlineAt === null) return { turn, events: [] };
  const deadlineAt = turn.deadlineAt + millis;
  return {
    turn: { ...turn, deadlineAt },
    events: [{ type: 'turn.extended', data: { deadlineAt, reason, who: 'coordinator' } }],
  };
}

/** The turn that was lost has gone to somebody else. Call it for the last loser when a turn opens. */
export function exhume<M extends Member>(
  member: M,
  who: 'server' | 'coordinator' = 'server',
): MemberChange<M> {
  const moved = transition(member, 'EXHUMED', who);
  return { member: moved.member, events: [moved.event] };
}

function lose<M extends Member, T extends Turn>(
  policy: Policy,
  member: M,
  turn: T,
  cause: 'ABORTED' | 'DEADLINE',
  outcome: Outcome,
  now: number,
): TurnChange<M, T> {
  const ours = isOurs(member.cause);
  const lost = timeOut(policy, member, ours ? member.cause! : cause, 'server', now);
  const closed = close(turn, ours ? 'fault' : outcome, now);
  return { member: lost.member, turn: closed.turn, events: [...lost.events, closed.event] };
}

function close<T extends Turn>(turn: T, outcome: Outcome, now: number): { turn: T; event: AuditEvent } {
  return {
    turn: { ...turn, phase: 'CLOSED', deadlineAt: null, closedAt: now, outcome },
    event: { type: 'turn.closed', data: { outcome, who: 'server' } },
  };
}

function mustVerify(turn: Turn): void {
  if (turn.phase !== 'VERIFYING') throw new Error(`no verdict on a turn in phase ${turn.phase}`);
}
