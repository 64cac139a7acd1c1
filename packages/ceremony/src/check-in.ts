/** What a call of `/lobby/try_contribute` means: entering, checking in, being selected, asking again. */
import { isBarred, isOurs } from './cost.ts';
import { admits, isLive, selects } from './gate.ts';
import type { AuditEvent, Gate, Member, MemberChange, Refused, Turn } from './lobby-types.ts';
import { checkInBounds, MAX_WAIT, type Policy } from './policy.ts';
import { enroll, transition } from './transitions.ts';
import { handOut } from './turn.ts';
import type { TurnStatistics } from './turn-allowance.ts';

export interface CheckInFacts {
  /** The chain's open turn; null: the slot is free. */
  turn: Turn | null;
  /** Whether that turn is this participant's. */
  mine: boolean;
  /** No new turn is opened, by a fault of ours such as a full disk: everybody keeps waiting. */
  halted?: boolean;
  /** Participants in the lobby (WAITING). */
  inLobby: number;
  /** The lobby draw has kept the free slot for a client that polls. */
  slotFor: 'poll' | null;
  /** From `Prefer: wait=N`; 0 without. More than MAX_WAIT counts as MAX_WAIT. */
  waitMillis: number;
  /** For a DYNAMIC timeout. */
  statistics?: TurnStatistics;
}

export type CheckInAnswer =
  /** Still waiting; answered at once. */
  | 'NOT_READY'
  /** Still waiting; to be answered when the slot frees, or with releaseHeld after `waitMillis`. */
  | 'HOLD'
  /** Selected: `turn` is new. */
  | 'HAND_OUT'
  /** The same state once more: `turn` has only a new servedAt. */
  | 'HAND_OUT_AGAIN';

export interface CheckIn extends MemberChange {
  answer: CheckInAnswer;
  /** With HAND_OUT and HAND_OUT_AGAIN. */
  turn?: Turn;
  slotFor: 'poll' | null;
  /** How long to hold, with HOLD. */
  waitMillis: number;
}

const NOTHING_HAPPENED: AuditEvent[] = [];

/**
 * One check-in. A refusal writes nothing, so a call that comes too early leaves the timestamp alone, and a
 * full lobby costs nobody the session. `member` null: signed in and never seen in this ceremony.
 */
export function checkIn(
  policy: Policy,
  gate: Gate,
  member: Member | null,
  facts: CheckInFacts,
  now: number,
): CheckIn | Refused {
  if (!isLive(gate)) return { refusal: 'CLOSED' };
  if (member?.status === 'CONTRIBUTING') return askAgain(policy, member, facts, now);
  if (member?.status === 'WAITING' && member.enteredAt !== null) {
    if (!selects(policy, gate) && gate.status !== 'PAUSED') return { refusal: 'CLOSED' };
    if (isTooEarly(policy, member.checkedInAt, now)) return { refusal: 'TOO_EARLY' };
    return present(policy, gate, member, NOTHING_HAPPENED, facts, now);
  }
  const entered = enter(policy, gate, member, facts, now);
  if ('refusal' in entered) return entered;
  return present(policy, gate, entered.member, entered.events, facts, now);
}

/**
 * `current >= previous + lower bound`. A previous time in the future is a clock that was stepped back, which
 * is nobody's fault but ours.
 */
export function isTooEarly(policy: Policy, previous: number | null, now: number): boolean {
  return previous !== null && now >= previous && now < previous + checkInBounds(policy).lower;
}

/** The time is up for a held request: it is answered not-ready, and the next window starts now. */
export function releaseHeld(policy: Policy, member: Member, now: number): Member {
  if (member.status !== 'WAITING' || member.heldSince === null) return member;
  return { ...member, heldSince: null, checkedInAt: now, checkInDueAt: now + checkInBounds(policy).upper };
}

/** The connection of a held request is gone unanswered: the next window counts from when it was made. */
export function dropHeld(policy: Policy, member: Member, now: number): Member {
  if (member.status !== 'WAITING' || member.heldSince === null) return member;
  return { ...member, heldSince: null, checkInDueAt: now + checkInBounds(policy).upper };
}

/** The contributor asks again: the same file, no more often than check-ins; nothing once it is verified. */
function askAgain(policy: Policy, member: Member, facts: CheckInFacts, now: number): CheckIn | Refused {
  const turn = facts.turn;
  if (!facts.mine || turn?.phase !== 'WORKING') return { refusal: 'UNKNOWN_SESSION' };
  if (isTooEarly(policy, turn.servedAt, now)) return { refusal: 'TOO_EARLY' };
  return {
    answer: 'HAND_OUT_AGAIN',
    member,
    turn: { ...turn, servedAt: now },
    slotFor: facts.slotFor,
    waitMillis: 0,
    events: NOTHING_HAPPENED,
  };
}

/** Into the lobby: the first check-in, or coming back where the policy or an amnesty allows it. */
function enter(
  policy: Policy,
  gate: Gate,
  member: Member | null,
  facts: CheckInFacts,
  now: number,
): MemberChange | Refused {
  if (member && !mayEnter(policy, member, now)) return { refusal: 'UNKNOWN_SESSION' };
  if (!admits(gate)) return { refusal: 'CLOSED' };
  // Leaving and coming back is no way to check in more often than others.
  if (member?.cause === 'REMOVED' && isTooEarly(policy, member.checkedInAt, now))
    return { refusal: 'TOO_EARLY' };
  if (facts.inLobby >= policy.capacity) return { refusal: 'LOBBY_FULL' };
  const enrolled = member ? null : enroll();
  const entrant = member ?? enrolled!.member;
  const keepsPlace = isOurs(entrant.cause) && entrant.enteredAt !== null;
  const moved =
    entrant.status === 'WAITING'
      ? { member: entrant, event: null }
      : transition(entrant, 'WAITING', 'server', { barredUntil: null, cause: null });
  const events = [enrolled?.event, moved.event].filter((event) => event != null);
  return {
    member: { ...moved.member, enteredAt: keepsPlace ? entrant.enteredAt : now },
    events,
  };
}

function mayEnter(policy: Policy, member: Member, now: number): boolean {
  switch (member.status) {
    case 'CREATED':
    case 'TIMEDOUT':
    case 'EXHUMED':
      return !isBarred(member, now);
    case 'CONTRIBUTED':
      return policy.multiContribution;
    case 'WAITING':
      return true;
    default:
      return false;
  }
}

/** Somebody in the lobby is here now: they get the slot if it is free and not kept for others. */
function present(
  policy: Policy,
  gate: Gate,
  member: Member,
  events: AuditEvent[],
  facts: CheckInFacts,
  now: number,
): CheckIn {
  const waits = facts.waitMillis > 0;
  const slotIsFree = facts.turn === null && !facts.halted && selects(policy, gate);
  if (slotIsFree && !(waits && facts.slotFor === 'poll')) {
    const out = handOut(policy, { ...member, checkedInAt: now }, now, facts.statistics);
    return {
      answer: 'HAND_OUT',
      member: out.member,
      turn: out.turn,
      slotFor: null,
      waitMillis: 0,
      events: events.length === 0 ? out.events : [...events, ...out.events],
    };
  }
  const waitMillis = waits ? Math.min(facts.waitMillis, MAX_WAIT) : 0;
  return {
    answer: waits ? 'HOLD' : 'NOT_READY',
    member: {
      ...member,
      checkedInAt: now,
      checkInDueAt: now + waitMillis + checkInBounds(policy).upper,
      heldSince: waits ? now : null,
      waitsSince: waits ? (member.waitsSince ?? now) : null,
    },
    slotFor: facts.slotFor,
    waitMillis,
    events,
  };
}
