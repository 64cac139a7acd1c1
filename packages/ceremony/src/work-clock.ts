/** The clock of a queue turn: warning, deadline, upload under way, more time. All times are data. */
import { resumeTurn } from './clock.ts';
import { clocksRun, isLive } from './gate.ts';
import { type AuditEvent, FOREVER, type Gate, type Refused } from './lobby-types.ts';
import type { Policy } from './policy.ts';
import { ANSWER_COUNTS } from './presence.ts';
import { passOffer } from './queue.ts';
import type { QueueMember, QueueTurn, QueueTurnChange } from './queue-types.ts';
import { deadline } from './turn.ts';

/** Bytes that arrived this recently mean that an upload is under way. */
export const BYTES_ARRIVE = 60_000;

const FIVE_MINUTES = 300_000;

/** How long before the deadline the contributor is warned. */
export function warnsBefore(policy: Policy, limitMillis: number | null): number {
  return policy.warnBefore ?? Math.min(FIVE_MINUTES, (limitMillis ?? Infinity) / 5);
}

/**
 * What time does to an open turn, otherwise null: an offer passes on, the contributor is warned once, an
 * upload under way is let finish, and an overdue turn is lost.
 * @param halted the chain takes nobody at the moment: its clock stands still
 */
export function sweepTurn<M extends QueueMember, T extends QueueTurn>(
  policy: Policy,
  gate: Gate,
  member: M,
  turn: T,
  halted: boolean,
  now: number,
): QueueTurnChange<M, T> | null {
  if (halted || !clocksRun(gate) || turn.deadlineAt === null) return null;
  if (turn.phase === 'OFFERED') return passOffer(gate, member, turn, now);
  if (turn.phase !== 'WORKING') return null;
  if (now > turn.deadlineAt) {
    return letUploadFinish(policy, member, turn, now) ?? deadline(policy, gate, member, turn, now);
  }
  const warned = turn.warnedAt !== null;
  if (warned || now < turn.deadlineAt - warnsBefore(policy, turn.limitMillis)) return null;
  return {
    member,
    turn: { ...turn, warnedAt: now },
    events: [{ type: 'turn.warned', data: { deadlineAt: turn.deadlineAt, who: 'server' } }],
  };
}

/**
 * "I need more time": once a turn, at most what the policy grants. Repeated it is refused. A turn without a
 * limit needs none and is confirmed.
 * @param millis as much as they ask for
 */
export function askMoreTime<M extends QueueMember, T extends QueueTurn>(
  policy: Policy,
  gate: Gate,
  member: M,
  turn: T | null,
  millis: number,
  now: number,
): QueueTurnChange<M, T> | Refused {
  if (!isLive(gate) || member.status !== 'CONTRIBUTING' || turn?.phase !== 'WORKING') {
    return { refusal: 'NOT_YOUR_TURN' };
  }
  if (turn.deadlineAt === null) return { member, turn, events: [] };
  const granted = Math.min(millis, policy.moreTime);
  if (turn.moreTimeAskedAt !== null || granted <= 0) return { refusal: 'NO_MORE_TIME' };
  const longer = lengthen(turn, granted, { asked: millis, who: 'participant' });
  return { member, turn: { ...longer.turn, moreTimeAskedAt: now }, events: longer.events };
}

/** A coordinator gives the open turn more time, or an offer a longer start window; a warning comes again. */
export function extendTurn<T extends QueueTurn>(
  turn: T,
  millis: number,
  reason: string,
): { turn: T; events: AuditEvent[] } | Refused {
  if (turn.phase === 'CLOSED' || millis <= 0) return { refusal: 'NOT_YOUR_TURN' };
  if (turn.deadlineAt === null) return { turn, events: [] };
  return lengthen(turn, millis, { reason, who: 'coordinator' });
}

/**
 * A queue turn after a gap of the clock, a pause or a halt of its chain: its deadline moves by as much, and
 * at most a whole window is left (see resumeTurn).
 * @param lastTick the tick (or the start of the pause) before the gap
 */
export function resumeQueueTurn<T extends QueueTurn>(
  policy: Policy,
  turn: T,
  gap: number,
  lastTick: number,
  now: number,
): T {
  const { openedAt, startedAt, progressAt } = turn;
  const begunAt = startedAt ?? openedAt;
  // What was granted on top of the limit belongs to the window.
  const window = Math.max(policy.startWindow, (turn.deadlineAt ?? 0) - begunAt);
  const { servedAt, deadlineAt } = resumeTurn({ ...turn, openedAt: begunAt }, gap, lastTick, window, now);
  // Stamps follow the clock back, or a later gap would take the turn for one that began after it.
  const back = Math.min(gap, 0);
  return {
    ...turn,
    openedAt: openedAt + back,
    startedAt: startedAt === null ? null : startedAt + back,
    servedAt,
    deadlineAt,
    // While nobody listened no byte could arrive.
    progressAt: progressAt === null ? null : Math.min(now, progressAt + gap),
  };
}

/**
 * A participant in the queues after such a gap: who was present still is, a penalty grows by no step back.
 * Whoever was heard meanwhile, as in a pause, is present as long as that said: else everybody who came and
 * went in a long pause would be offered turns for as long after it.
 * @param since the last moment before the gap
 */
export function resumeEntry<M extends QueueMember>(member: M, gap: number, since: number): M {
  const back = Math.min(gap, 0);
  const { enteredAt, queuedAt, presentUntil, barredUntil } = member;
  const heard = gap > 0 && (presentUntil ?? 0) > since + ANSWER_COUNTS;
  return {
    ...member,
    enteredAt: enteredAt === null ? null : enteredAt + back,
    queuedAt: queuedAt === null ? null : queuedAt + back,
    presentUntil: presentUntil === null || heard ? presentUntil : presentUntil + gap,
    barredUntil: barredUntil === null || barredUntil === FOREVER ? barredUntil : barredUntil + back,
  };
}

/**
 * By how much deadlines move when one standstill (a pause, or the halt of a chain) ends at `now`: by its
 * length (negative where the clock was stepped back), without what another one that still lasts will account
 * for when it ends.
 * @param otherSince since when the other lasts; null: it does not
 */
export function standstill(since: number, otherSince: number | null, now: number): number {
  return otherSince === null ? now - since : Math.max(0, otherSince - since);
}

/** An upload under way at the limit goes on while bytes arrive, at most the policy's share of it in all. */
function letUploadFinish<M extends QueueMember, T extends QueueTurn>(
  policy: Policy,
  member: M,
  turn: T,
  now: number,
): QueueTurnChange<M, T> | null {
  const { progressAt, limitMillis, graceMillis } = turn;
  if (progressAt === null || limitMillis === null || turn.deadlineAt === null) return null;
  const most = turn.deadlineAt + Math.floor(limitMillis * policy.uploadGrace) - graceMillis;
  const deadlineAt = Math.min(progressAt + BYTES_ARRIVE, most);
  if (now > deadlineAt) return null;
  const added = deadlineAt - turn.deadlineAt;
  const first = graceMillis === 0;
  return {
    member,
    turn: { ...turn, deadlineAt, graceMillis: graceMillis + added },
    // Told once, with the latest time it can last: each minute anew would flood the record.
    events: first ? [{ type: 'turn.extended', data: { deadlineAt: most, upload: true, who: 'server' } }] : [],
  };
}

function lengthen<T extends QueueTurn>(
  turn: T,
  millis: number,
  data: Record<string, unknown>,
): { turn: T; events: AuditEvent[] } {
  const deadlineAt = (turn.deadlineAt ?? 0) + millis;
  return {
    turn: { ...turn, deadlineAt, warnedAt: null },
    events: [{ type: 'turn.extended', data: { deadlineAt, ...data } }],
  };
}
