/** What losing a place or a turn costs, as the ceremony's policy says. */
import { type AuditEvent, type Cause, FOREVER, type Member, type MemberChange } from './lobby-types.ts';
import type { Cost, Policy } from './policy.ts';
import { type Actor, transition } from './transitions.ts';

/** Faults of ours: whoever loses a turn by one gets it back. */
const OURS: readonly (Cause | null)[] = ['BLOCKING_VERIFICATION', 'BLOCKING_BACKEND_FUNCTION', 'UNKNOWN'];

/** Causes that are no fault of the participant: they cost nothing and count as no attempt. */
const BLAMELESS: readonly (Cause | null)[] = [...OURS, 'DRAINED', 'REMOVED'];

/** Whether the fault is ours, or nobody knows whose it is. */
export function isOurs(cause: Cause | null): boolean {
  return OURS.includes(cause);
}

/** Whether somebody is kept out at this moment. */
export function isBarred(member: Member, now: number): boolean {
  return member.barredUntil !== null && now < member.barredUntil;
}

/** TIMEDOUT for `cause`, with what it costs. Tells `participant.barred` too when the cost bars. */
export function timeOut<M extends Member>(
  policy: Policy,
  member: M,
  cause: Cause,
  who: Actor,
  now: number,
  data: Record<string, unknown> = {},
): MemberChange<M> {
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
    events.push({
      type: 'participant.barred',
      data: { cause, until: publicUntil(barredUntil), who: 'server' },
    });
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
