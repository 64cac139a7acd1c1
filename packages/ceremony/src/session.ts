/** Signing in: what a qualified person finds, before entering the lobby. */
import { isBarred } from './cost.ts';
import { admits, isInside } from './gate.ts';
import type { Gate, Member, MemberChange, Refused } from './lobby-types.ts';
import type { Policy } from './policy.ts';
import { enroll } from './transitions.ts';

export interface SignInFacts {
  /** Sessions that are signed in and not in the lobby, without this person's. */
  idleSessions: number;
}

/**
 * A qualified person signs in (`member` null: for the first time). Whoever is inside or idle already just
 * gets a session; nothing about the lobby changes and no check-in is owed before the first one.
 */
export function enterSession(
  policy: Policy,
  gate: Gate,
  member: Member | null,
  facts: SignInFacts,
  now: number,
): MemberChange | Refused {
  if (member) {
    if (hasContributed(member) && !policy.multiContribution) return { refusal: 'ALREADY_CONTRIBUTED' };
    if (isBarred(member, now)) return { refusal: 'BARRED' };
    if (isInside(member)) return { member, events: [] };
  }
  if (!admits(gate)) return { refusal: 'CLOSED' };
  if (facts.idleSessions >= policy.idleSessions) return { refusal: 'TOO_MANY_SESSIONS' };
  if (member) return { member, events: [] };
  const enrolled = enroll();
  return { member: enrolled.member, events: [enrolled.event] };
}

/** Whether a contribution of this person was accepted. */
export function hasContributed(member: Member): boolean {
  return (
    member.status === 'CONTRIBUTED' ||
    member.status === 'DONE' ||
    member.status === 'FINALIZING' ||
    member.status === 'FINALIZED'
  );
}

/** When an unused session ends. Somebody inside keeps it: their check-ins use it. */
export function sessionExpiresAt(policy: Policy, lastSeenAt: number): number {
  return lastSeenAt + policy.sessionExpiry;
}
