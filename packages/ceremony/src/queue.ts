/** A participant's way through the queues: joining, being offered a turn, starting it, the next circuit. */
import { isBarred } from './cost.ts';
import { admits, clocksRun, isLive } from './gate.ts';
import type { AuditEvent, Gate, Outcome, Refused } from './lobby-types.ts';
import type { Policy } from './policy.ts';
import { seen } from './presence.ts';
import type {
  CircuitInLine,
  QueueChange,
  QueueMember,
  QueueTurn,
  QueueTurnChange,
  Reservation,
} from './queue-types.ts';
import { transition, workFrom } from './transitions.ts';
import { accept } from './turn.ts';
import { type TurnStatistics, turnAllowance } from './turn-allowance.ts';

/** The circuit after `from` (null: the first) in sequence; null when there is none. */
export function nextCircuit(
  circuits: readonly CircuitInLine[],
  from: CircuitInLine | null = null,
): CircuitInLine | null {
  let next: CircuitInLine | null = null;
  for (const circuit of circuits) {
    if (from !== null && circuit.sequence <= from.sequence) continue;
    if (next === null || circuit.sequence < next.sequence) next = circuit;
  }
  return next;
}

/**
 * Into the queue of the first circuit: CREATED to WAITING, present. Whoever stands in a queue already is
 * confirmed. In a ceremony for many contributions of one person, CONTRIBUTED begins anew.
 * @param inQueue participants in all queues (WAITING)
 */
export function joinQueue<M extends QueueMember>(
  policy: Policy,
  gate: Gate,
  member: M,
  circuits: readonly CircuitInLine[],
  facts: { inQueue: number; who?: 'participant' | 'server' },
  now: number,
): QueueChange<M> | Refused {
  if (member.status === 'WAITING') return { member: seen(policy, member, 'ACTION', now), events: [] };
  const again = member.status === 'CONTRIBUTED' && policy.multiContribution;
  const removed = member.cause === 'REMOVED';
  if (removed || (member.status !== 'CREATED' && !again)) return { refusal: 'ILLEGAL_TRANSITION' };
  if (isBarred(member, now)) return { refusal: 'BARRED' };
  if (gate.status === 'SCHEDULED') return { refusal: 'NOT_OPEN' };
  const first = nextCircuit(circuits);
  if (!admits(gate) || first === null) return { refusal: 'CLOSED' };
  if (facts.inQueue >= policy.capacity) return { refusal: 'LOBBY_FULL' };
  const moved = transition(member, 'WAITING', again ? 'server' : (facts.who ?? 'participant'), {
    enteredAt: member.enteredAt ?? now,
  });
  const queued: M = { ...moved.member, circuitId: first.id, queuedAt: now };
  return { member: seen(policy, queued, 'ACTION', now), events: [moved.event] };
}

/** The free slot goes to somebody: READY, and a turn that waits to be started. For whom nextOffer named. */
export function offer<M extends QueueMember>(
  policy: Policy,
  member: M,
  reservation: Reservation | null,
  now: number,
): QueueTurnChange<M> {
  const deadlineAt = now + policy.startWindow;
  const ready = transition(member, 'READY', 'server', {}, { deadlineAt });
  return {
    member: ready.member,
    turn: {
      phase: 'OFFERED',
      openedAt: now,
      deadlineAt,
      servedAt: null,
      closedAt: null,
      outcome: null,
      startedAt: null,
      limitMillis: null,
      warnedAt: null,
      moreTimeAskedAt: null,
      graceMillis: 0,
      progressAt: null,
      reservationId: reservation?.id ?? null,
    },
    events: [ready.event],
  };
}

/** The person says they are there ("READY"): only somebody selected is. The start window does not grow. */
export function confirmReady<M extends QueueMember>(
  policy: Policy,
  member: M,
  now: number,
): QueueChange<M> | Refused {
  if (member.status !== 'READY') return { refusal: 'NOT_SELECTED' };
  return { member: seen(policy, member, 'ACTION', now), events: [] };
}

/** "Not now": the turn passes on, the place is kept, no attempt is lost. */
export function decline<M extends QueueMember, T extends QueueTurn>(
  gate: Gate,
  member: M,
  turn: T | null,
  now: number,
): QueueTurnChange<M, T> | Refused {
  if (!isLive(gate) || member.status !== 'READY' || turn?.phase !== 'OFFERED') {
    return { refusal: 'NOT_YOUR_TURN' };
  }
  return withdraw(member, turn, 'declined', 'participant', now);
}

/** What the sweep does to an offer: one that nobody took in time passes on, otherwise null. */
export function passOffer<M extends QueueMember, T extends QueueTurn>(
  gate: Gate,
  member: M,
  turn: T,
  now: number,
): QueueTurnChange<M, T> | null {
  if (!clocksRun(gate) || turn.phase !== 'OFFERED') return null;
  if (turn.deadlineAt === null || now <= turn.deadlineAt) return null;
  return withdraw(member, turn, 'passed', 'server', now);
}

/**
 * Starts the work: the state is handed out and the limit is fixed for the whole turn. An offer that is
 * overdue and not swept yet still counts.
 * @param facts the turn's own reservation, for its limit; and whether the chain takes nobody at the moment
 */
export function startWork<M extends QueueMember, T extends QueueTurn>(
  policy: Policy,
  gate: Gate,
  member: M,
  turn: T | null,
  facts: { statistics?: TurnStatistics; reservation?: Reservation | null; halted?: boolean },
  now: number,
): QueueTurnChange<M, T> | Refused {
  if (member.status !== 'READY' || turn?.phase !== 'OFFERED') return { refusal: 'NOT_YOUR_TURN' };
  if (gate.status === 'PAUSED' || facts.halted) return { refusal: 'PAUSED' };
  if (!isLive(gate)) return { refusal: 'CLOSED' };
  const limitMillis = facts.reservation?.limitMillis ?? turnAllowance(policy, facts.statistics);
  const deadlineAt = limitMillis === null ? null : now + limitMillis;
  const started = transition(
    member,
    'CONTRIBUTING',
    'participant',
    { ...workFrom(now), cause: null },
    { deadlineAt },
  );
  return {
    member: seen(policy, started.member, 'ACTION', now),
    turn: { ...turn, phase: 'WORKING', deadlineAt, startedAt: now, servedAt: now, limitMillis },
    events: [started.event],
  };
}

/**
 * The contribution is valid: at once into the queue of the next circuit, at its end and present; DONE when
 * none is left.
 * @param circuit the one that was contributed to
 * @param circuits all that take contributions
 */
export function acceptInQueue<M extends QueueMember, T extends QueueTurn>(
  policy: Policy,
  member: M,
  turn: T,
  circuit: CircuitInLine,
  circuits: readonly CircuitInLine[],
  now: number,
): QueueTurnChange<M, T> {
  const next = nextCircuit(circuits, circuit);
  const accepted = accept(policy, member, turn, now, next === null ? 0 : 1);
  const after: M = {
    ...accepted.member,
    circuitsDone: member.circuitsDone + 1,
    circuitId: next?.id ?? null,
    queuedAt: next === null ? null : now,
    presentUntil: next === null ? null : member.presentUntil,
  };
  return { ...accepted, member: next === null ? after : seen(policy, after, 'ACTION', now) };
}

/** READY to WAITING. Presence ends with it, or the same offer would come back at once. */
function withdraw<M extends QueueMember, T extends QueueTurn>(
  member: M,
  turn: T,
  outcome: Extract<Outcome, 'passed' | 'declined'>,
  who: 'participant' | 'server',
  now: number,
): QueueTurnChange<M, T> {
  const moved = transition(member, 'WAITING', who, {}, { outcome });
  const events: AuditEvent[] = [moved.event];
  return {
    member: { ...moved.member, presentUntil: null },
    turn: { ...turn, phase: 'CLOSED', deadlineAt: null, closedAt: now, outcome },
    events,
  };
}
