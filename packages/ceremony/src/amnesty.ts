/** The operator lifts an exclusion. */
import type { AuditEvent, Member, Refused } from './lobby-types.ts';

/**
 * Lets somebody who lost a place or a turn come back: the bar goes, and their next check-in enters the
 * lobby (nobody is put there who is not present, or the sweep would bar them again a minute later). Not for
 * people whose contribution was accepted, nor for those who are not excluded. Tells `coordinator.override`.
 */
export function amnesty(member: Member, reason: string): { member: Member; events: AuditEvent[] } | Refused {
  const lost = member.status === 'TIMEDOUT' || member.status === 'EXHUMED';
  if (!lost || member.barredUntil === null) return { refusal: 'ILLEGAL_TRANSITION' };
  return {
    member: { ...member, barredUntil: null, attempts: 0 },
    events: [
      {
        type: 'coordinator.override',
        data: { override: 'amnesty', reason, cause: member.cause, who: 'operator' },
      },
    ],
  };
}
