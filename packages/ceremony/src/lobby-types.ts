/** The few facts a lobby rule needs, and what it answers. Times are milliseconds of one clock. */
import type { ContributionStep, ParticipantStatus } from './participant.ts';

/** The part of a participant that the rules read and write. */
export interface Member {
  status: ParticipantStatus;
  contributionStep: ContributionStep;
  contributionProgress: number;
  enteredAt: number | null;
  checkedInAt: number | null;
  checkInDueAt: number | null;
  heldSince: number | null;
  contributionStartedAt: number | null;
  verificationStartedAt: number | null;
  cause: Cause | null;
  barredUntil: number | null;
  attempts: number;
}

/** Why a turn or a place was lost. */
export type Cause =
  | 'MISSED_CHECK_IN'
  | 'DEADLINE'
  | 'ABORTED'
  | 'REFUSED'
  | 'REPLACED'
  | 'BLOCKING_VERIFICATION'
  | 'DRAINED';

/** The part of a turn that the rules read and write. */
export interface Turn {
  phase: 'OFFERED' | 'WORKING' | 'VERIFYING' | 'CLOSED';
  openedAt: number;
  deadlineAt: number | null;
  servedAt: number | null;
  closedAt: number | null;
  outcome: 'accepted' | 'refused' | 'deadline' | 'aborted' | 'fault' | 'replaced' | null;
}

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
  | 'CLOSED';
