/**
 * What coordinators may do to a participant besides the ordinary course, each with a reason. Ending a turn is
 * the same in a lobby; there an amnesty lets people come back.
 */
import { timeOut } from './cost.ts';
import { isLive } from './gate.ts';
import type { AuditEvent, Gate, Member, Refused, Turn, TurnChange } from './lobby-types.ts';
import type { Policy } from './policy.ts';
import type { QueueChange, QueueClass, QueueMember, QueueTurn } from './queue-types.ts';
import { lostWork } from './returning.ts';
import { hasContributed } from './session.ts';
import { transition } from './transitions.ts';
import { exhume, timeOutTurn } from './turn.ts';

/**
 * Ends the turn of somebody at work. One that is being verified hangs through no fault of theirs: cause
 * BLOCKING_VERIFICATION, no penalty, and the server takes them back.
 */
export function timeOutWork<M extends Member, T extends Turn>(
  policy: Policy,
  member: M,
  turn: T | null,
  reason: string,
  now: number,
): TurnChange<M, T> | Refused {
  const atWork = turn?.phase === 'WORKING' || turn?.phase === 'VERIFYING';
  if (member.status !== 'CONTRIBUTING' || !atWork) return { refusal: 'ILLEGAL_TRANSITION' };
  return timeOutTurn(policy, member, turn, reason, now);
}

/** The turn of somebody who hangs or has lost it already goes to others: TIMEDOUT, then EXHUMED. */
export function replace<M extends Member, T extends Turn>(
  policy: Policy,
  member: M,
  turn: T | null,
  reason: string,
  now: number,
): { member: M; turn: T | null; events: AuditEvent[] } | Refused {
  if (member.status === 'TIMEDOUT') {
    const gone = exhume(member, 'coordinator');
    const override: AuditEvent = {
      type: 'coordinator.override',
      data: { override: 'replace', reason, who: 'coordinator' },
    };
    return { member: gone.member, turn, events: [override, ...gone.events] };
  }
  const lost = timeOutWork(policy, member, turn, reason, now);
  if ('refusal' in lost) return lost;
  const gone = exhume(lost.member, 'coordinator');
  return { member: gone.member, turn: lost.turn, events: [...lost.events, ...gone.events] };
}

/**
 * Lets somebody who lost a turn come back at once, whatever they still owed: no bar, no attempts counted,
 * and the place they had. Not into a ceremony that is over.
 */
export function readmit<M extends QueueMember>(
  gate: Gate,
  member: M,
  reason: string,
  who: 'coordinator' | 'operator',
  now: number,
): QueueChange<M> | Refused {
  if (member.status !== 'TIMEDOUT' && member.status !== 'EXHUMED') return { refusal: 'ILLEGAL_TRANSITION' };
  if (member.circuitId === null || member.cause === 'REMOVED') return { refusal: 'ILLEGAL_TRANSITION' };
  if (!isLive(gate)) return { refusal: 'CLOSED' };
  const { cause } = member;
  // The table gives the move to operators; what a coordinator orders the server does.
  const mover = who === 'operator' ? 'operator' : 'server';
  const moved = transition(
    member,
    'WAITING',
    mover,
    { barredUntil: null, attempts: 0, cause: null, ...lostWork(member) },
    { cause },
  );
  return {
    member: { ...moved.member, queuedAt: member.queuedAt ?? now },
    events: [
      { type: 'coordinator.override', data: { override: 'readmit', reason, cause, who } },
      moved.event,
    ],
  };
}

/** Moves somebody within the queue: higher comes first within a part, private before public before standby. */
export function setPlace<M extends QueueMember>(
  member: M,
  place: { priority?: number; queueClass?: QueueClass },
  reason: string,
): QueueChange<M> {
  const to = { priority: member.priority, queueClass: member.queueClass, ...place };
  const same = to.priority === member.priority && to.queueClass === member.queueClass;
  if (same) return { member, events: [] };
  const from = { priority: member.priority, queueClass: member.queueClass };
  return {
    member: { ...member, ...to },
    events: [
      { type: 'coordinator.override', data: { override: 'priority', reason, from, to, who: 'coordinator' } },
    ],
  };
}

/**
 * Takes somebody out of the ceremony and every queue: by themselves, or by a coordinator with a reason. Their
 * open turn ends; nothing is owed, except by those who leave in the middle of their work: that costs what giving
 * the turn back does, or it would be the way around. Whoever is through is history and refused: they can only be
 * hidden. Whoever has contributed to some circuits leaves the queues, and their row stays. Nobody removed comes
 * back.
 */
export function remove<M extends QueueMember, T extends QueueTurn>(
  policy: Policy,
  member: M,
  turn: T | null,
  reason: string,
  who: 'participant' | 'coordinator' | 'operator',
  now: number,
): { member: M; turn: T | null; events: AuditEvent[] } | Refused {
  if (hasContributed(member)) return { refusal: 'ALREADY_CONTRIBUTED' };
  if (turn?.phase === 'VERIFYING') return { refusal: 'ILLEGAL_TRANSITION' };
  const events: AuditEvent[] = [];
  let gone = member;
  if (gone.status === 'READY') {
    const back = transition(gone, 'WAITING', 'server', {}, { outcome: 'declined' });
    gone = back.member;
    events.push(back.event);
  }
  if (gone.status === 'WAITING' || gone.status === 'CONTRIBUTING') {
    const gaveUp = gone.status === 'CONTRIBUTING' && who === 'participant';
    const lost = timeOut(policy, gone, gaveUp ? 'ABORTED' : 'REMOVED', 'server', now);
    gone = lost.member;
    events.push(...lost.events);
  }
  const worked = turn?.phase === 'WORKING';
  const ended = who === 'participant' ? 'aborted' : 'replaced';
  const outcome = worked ? ended : 'declined';
  const closed: T | null = turn && { ...turn, phase: 'CLOSED', deadlineAt: null, closedAt: now, outcome };
  if (worked) events.push({ type: 'turn.closed', data: { outcome, who: 'server' } });
  return {
    member: { ...gone, cause: 'REMOVED', circuitId: null, queuedAt: null, presentUntil: null },
    turn: closed,
    events: [...events, { type: 'participant.removed', data: { reason, who } }],
  };
}
