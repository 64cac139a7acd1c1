/** What losing a place or a turn costs, as the ceremony's policy says. */
import { type AuditEvent, type Cause, FOREVER, type Member, type MemberChange } from './lobby-types.ts';
import type { Cost, Policy } from './policy.ts';
import { type Actor, transition } from './transitions.ts';

/** Causes that are no fault of the participant: they cost nothing and count as no attempt. */
const BLAMELESS: readonly Cause[] = ['BLOCKING_VERIFICATION', 'DRAINED'];

/** Whether somebody is kept out at this moment. */
export function isBarred(member: Member, now: number): boolean {
  return member.barredUntil !== null && now < member.barredUntil;
}

/** TIMEDOUT for `cause`, with what it costs. Tells `participant.barred` too when the cost bars. */
export function timeOut(
  policy: Policy,
  member: Member,
  cause: Cause,
  who: Actor,
  now: number,
  data: Record<string, unknown> = {},
): MemberChange {
  const blameless = BLAMELESS.includes(cause);
  const lostTurn = member.status === 'CONTRIBUTING';
  const attempts = member.attempts + (lostTurn && !blameless ? 1 : 0);
  const barredUntil = blameless ? null : barredAfter(policy, cause, attempts, now);
  const moved = transition(
    member,
    'TIMEDOUT',
    who,
    { cause, attempts, barredUntil, checkInDueAt: null, heldSince: null, waitsSince: null },
    { cause, ...data },
  );
  const events: AuditEvent[] = [moved.event];
  if (barredUntil !== null)
    events.push({ type: 'participant.barred', data: { cause, until: publicUntil(barredUntil) } });
  return { member: moved.member, events };
}

/** `barredUntil` as events show it: FOREVER is no date. */
export function publicUntil(barredUntil: number): number | 'forever' {
  return barredUntil === FOREVER ? 'forever' : barredUntil;
}

function barredAfter(policy: Policy, cause: Cause, attempts: number, now: number): number | null {
  if (policy.multiContribution) return null;
  const cost: Cost = cause === 'MISSED_CHECK_IN' ? policy.missedCheckIn : policy.lostTurn;
  if (cost === 'BARRED' || (cause !== 'MISSED_CHECK_IN' && attempts >= policy.attempts)) return FOREVER;
  return cost === 'PENALTY' ? now + policy.penalty : null;
}
