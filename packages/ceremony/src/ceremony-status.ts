/** The life of a ceremony: which status follows which, by whom, on what condition. */
import { type AuditEvent, FOREVER, type Gate, type Refused } from './lobby-types.ts';
import type { Policy } from './policy.ts';
import type { QueueMember } from './queue-types.ts';
import type { Actor } from './transitions.ts';

export type CeremonyStatus = Gate['status'];

export interface CeremonyRule {
  from: CeremonyStatus;
  to: CeremonyStatus;
  who: readonly Actor[];
  event: string;
}

const RUNNERS: readonly Actor[] = ['coordinator', 'operator', 'server'];

export const CEREMONY_RULES: readonly CeremonyRule[] = [
  { from: 'SCHEDULED', to: 'OPENED', who: RUNNERS, event: 'ceremony.opened' },
  { from: 'OPENED', to: 'PAUSED', who: RUNNERS, event: 'ceremony.paused' },
  { from: 'PAUSED', to: 'OPENED', who: RUNNERS, event: 'ceremony.resumed' },
  { from: 'OPENED', to: 'CLOSED', who: RUNNERS, event: 'ceremony.closed' },
  { from: 'PAUSED', to: 'CLOSED', who: RUNNERS, event: 'ceremony.closed' },
  { from: 'CLOSED', to: 'FINALIZED', who: RUNNERS, event: 'ceremony.finalized' },
  ...(['SCHEDULED', 'OPENED', 'PAUSED', 'CLOSED'] as const).map((from) => ({
    from,
    to: 'CANCELED' as const,
    who: ['coordinator', 'operator'] as const,
    event: 'ceremony.canceled',
  })),
];

/** The statuses `who` may move a ceremony to. */
export function ceremonyMoves(from: CeremonyStatus, who: Actor): CeremonyStatus[] {
  return CEREMONY_RULES.filter((rule) => rule.from === from && rule.who.includes(who)).map((rule) => rule.to);
}

/**
 * Moves a ceremony. Closing starts to drain it; only a drained one with enough contributions is finalized.
 * Leaving PAUSED, every clock of the ceremony starts again: see resumeMember and resumeTurn. A gap of the
 * clock that the sweep has not dealt with yet comes first, or it would be lost in the pause.
 */
export function moveCeremony(
  policy: Policy,
  gate: Gate,
  to: CeremonyStatus,
  who: Actor,
  facts: { drained: boolean; accepted: number },
): { gate: Gate; events: AuditEvent[] } | Refused {
  const rule = CEREMONY_RULES.find((candidate) => candidate.from === gate.status && candidate.to === to);
  if (!rule) return { refusal: 'ILLEGAL_TRANSITION' };
  if (!rule.who.includes(who)) return { refusal: 'NOT_PERMITTED' };
  if (to === 'FINALIZED' && (!facts.drained || facts.accepted < policy.minimumContributions)) {
    return { refusal: 'ILLEGAL_TRANSITION' };
  }
  return {
    gate: { status: to, draining: to === 'CLOSED' ? true : gate.draining },
    events: [{ type: rule.event, data: { from: gate.status, to, who } }],
  };
}

/** Whether a ceremony that closes by count has reached it. */
export function reachedCount(policy: Policy, accepted: number): boolean {
  return policy.closesAfter !== null && accepted >= policy.closesAfter;
}

export interface ClosingFacts {
  closesAt: number | null;
  /** Accepted contributions, of several circuits of the one that has fewest. */
  accepted: number;
  /** Lines of the roster, and how many of them are still expected (isExpected). */
  roster: { lines: number; expected: number };
}

/** Why the ceremony closes now, if it does: its date, its count, or everybody on the roster is through. */
export function closingDue(
  policy: Policy,
  gate: Gate,
  facts: ClosingFacts,
  now: number,
): 'date' | 'count' | 'roster' | null {
  if (gate.status !== 'OPENED' && gate.status !== 'PAUSED') return null;
  if (facts.closesAt !== null && facts.closesAt <= now) return 'date';
  if (reachedCount(policy, facts.accepted)) return 'count';
  const { lines, expected } = facts.roster;
  return policy.closesWhenRosterDone && lines > 0 && expected === 0 ? 'roster' : null;
}

/**
 * Whether the ceremony still waits for somebody on the roster: not for those who are through, barred for good
 * or removed, nor for those whose time is over while they neither are offered a turn nor work.
 * @param member null: has not enrolled
 */
export function isExpected(
  member: Pick<QueueMember, 'status' | 'cause' | 'barredUntil'> | null,
  line: { until: number | null; revoked: boolean },
  now: number,
): boolean {
  const status = member?.status ?? 'CREATED';
  if (status === 'READY' || status === 'CONTRIBUTING') return true;
  if (!['CREATED', 'WAITING', 'TIMEDOUT', 'EXHUMED'].includes(status)) return false;
  if (member?.barredUntil === FOREVER || member?.cause === 'REMOVED') return false;
  return !line.revoked && (line.until === null || now <= line.until);
}
