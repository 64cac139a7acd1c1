/** The few facts a lobby rule needs, and what it answers. Times are milliseconds of one clock. */
import type { ContributionStep, ParticipantStatus } from './participant.ts';

/** The part of a participant that the rules read and write. */
export interface Member {
  status: ParticipantStatus;
  contributionStep: ContributionStep;
  contributionProgress: number;
  /** Entered the lobby; null while only signed in. */
  enteredAt: number | null;
  /** Latest accepted check-in, or the answer to a held one; and the moment after which the next is missed. */
  checkedInAt: number | null;
  checkInDueAt: number | null;
  /** Since when a `Prefer: wait` request is held; null when none is. */
  heldSince: number | null;
  /** Since when this client waits instead of polling, also between two held requests; null: it polls. */
  waitsSince: number | null;
  contributionStartedAt: number | null;
  verificationStartedAt: number | null;
  /** Why the last turn or place was lost. During a turn: BLOCKING_VERIFICATION after a fault of ours. */
  cause: Cause | null;
  /** Barred until; null: not barred. FOREVER: for good. */
  barredUntil: number | null;
  /** Turns lost by a fault of the participant. */
  attempts: number;
}

/** `barredUntil` of somebody excluded for good; only an amnesty ends it. */
export const FOREVER = Number.MAX_SAFE_INTEGER;

/** Why a turn or a place was lost. */
export type Cause =
  | 'MISSED_CHECK_IN'
  | 'DEADLINE'
  | 'ABORTED'
  | 'REFUSED'
  | 'REPLACED'
  | 'BLOCKING_VERIFICATION'
  | 'BLOCKING_BACKEND_FUNCTION'
  | 'UNKNOWN'
  | 'DRAINED'
  | 'REMOVED';

/** The part of a turn that the rules read and write. */
export interface Turn {
  phase: 'OFFERED' | 'WORKING' | 'VERIFYING' | 'CLOSED';
  openedAt: number;
  /** Deadline of the current phase; null while the server works, or without a limit. */
  deadlineAt: number | null;
  /** Latest time the state was handed out. */
  servedAt: number | null;
  closedAt: number | null;
  outcome: Outcome | null;
}

export type Outcome =
  | 'accepted'
  | 'refused'
  | 'deadline'
  | 'aborted'
  | 'fault'
  | 'replaced'
  /** Only offered: never started. */
  | 'passed'
  | 'declined';

/** Whether the ceremony takes people in, and whether its clocks run. */
export interface Gate {
  status: 'SCHEDULED' | 'OPENED' | 'PAUSED' | 'CLOSED' | 'CANCELED' | 'FINALIZED';
  draining: boolean;
}

/** An audit event in the making: type from the vocabulary, public data, erasable data beside it. */
export interface AuditEvent {
  type: string;
  data: Record<string, unknown>;
  private?: Record<string, unknown>;
}

/** Refusal codes of this room; packages/protocol maps each to status and text. */
export type RuleRefusal =
  | 'UNKNOWN_SESSION'
  | 'TOO_EARLY'
  | 'LOBBY_FULL'
  | 'NOT_YOUR_TURN'
  | 'ALREADY_CONTRIBUTED'
  | 'BARRED'
  | 'ILLEGAL_TRANSITION'
  | 'NOT_PERMITTED'
  | 'TOO_MANY_SESSIONS'
  | 'CLOSED'
  | 'NOT_OPEN'
  | 'PAUSED'
  | 'NOT_SELECTED'
  | 'NOT_SEEN'
  | 'NO_MORE_TIME'
  | 'NOT_ELIGIBLE'
  | 'NOT_AMENDABLE';

/** The answer of a rule that does not apply: nothing is to be written. */
export interface Refused {
  refusal: RuleRefusal;
}

/** A participant after a rule, and the audit events the change leaves, in order. */
export interface MemberChange<M extends Member = Member> {
  member: M;
  events: AuditEvent[];
}

/** The same for a rule that opens, moves or closes a turn. */
export interface TurnChange<M extends Member = Member, T extends Turn = Turn> extends MemberChange<M> {
  turn: T;
}
