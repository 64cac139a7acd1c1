/** Changing a policy after the opening: publicly, from a moment on, never for people who wait already. */
import type { AuditEvent, Refused } from './lobby-types.ts';
import { type Fault, policyFaults } from './opening.ts';
import type { Policy } from './policy.ts';

/** What each participant was promised when they entered: an amendment holds for those who enter later. */
const PROMISES = [
  'checkInInterval',
  'checkInTolerance',
  'timeout',
  'missedCheckIn',
  'lostTurn',
  'penalty',
  'attempts',
  'startWindow',
  'warnBefore',
  'moreTime',
  'uploadGrace',
  'returnAfterPenalty',
] as const satisfies (keyof Policy)[];

/** What concerns the ceremony as a whole: an amendment holds for everybody from its moment on. */
const OF_THE_WHOLE = [
  'capacity',
  'idleSessions',
  'sessionExpiry',
  'closesAfter',
  'closesWhenRosterDone',
  'minimumContributions',
  'standby',
  'drainPatience',
  'maxFaults',
  'beacon',
] as const satisfies (keyof Policy)[];

/** All that may be amended after the opening. The discipline and who may finish are fixed. */
export const AMENDABLE: readonly (keyof Policy)[] = [...PROMISES, ...OF_THE_WHOLE];

/** A policy that was in force until a moment. */
export interface PastPolicy {
  version: number;
  until: number;
  policy: Policy;
}

export interface Amendment {
  who: 'coordinator' | 'operator';
  why: string;
  /** From when it holds; not before now. */
  from: number;
}

/**
 * Amends a policy. Refused with the fields that are fixed, or with what would be wrong afterwards. Lowering
 * the minimum of contributions would break a promise to those who rely on the result, so it is fixed too.
 * @param past the oldest first
 */
export function amend(
  policy: Policy,
  past: readonly PastPolicy[],
  changes: Partial<Policy>,
  amendment: Amendment,
  now: number,
):
  | { policy: Policy; past: PastPolicy[]; events: AuditEvent[] }
  | (Refused & { fields: string[]; faults: Fault[] }) {
  const fields = (Object.keys(changes) as (keyof Policy)[]).filter(
    (field) => JSON.stringify(changes[field]) !== JSON.stringify(policy[field]),
  );
  const fixed: string[] = fields.filter((field) => !AMENDABLE.includes(field));
  const amended: Policy = { ...policy, ...changes };
  if (amended.minimumContributions < policy.minimumContributions) fixed.push('minimumContributions');
  const faults = policyFaults(amended);
  if (amendment.from < now || amendment.from < (past.at(-1)?.until ?? 0)) fixed.push('from');
  if (fixed.length > 0 || faults.length > 0) return { refusal: 'NOT_AMENDABLE', fields: fixed, faults };
  if (fields.length === 0) return { policy, past: [...past], events: [] };
  const version = (past.at(-1)?.version ?? 0) + 1;
  const { who, why, from } = amendment;
  const told = fields.map((field) => ({ field, old: policy[field], new: amended[field] }));
  return {
    policy: amended,
    past: [...past, { version, until: from, policy }],
    events: [{ type: 'ceremony.amended', data: { changes: told, who, why, from } }],
  };
}

/**
 * The policy that holds for somebody: what was promised to each as of the moment they entered, the rest as of
 * now.
 * @param enteredAt when they entered; null: they have not yet
 */
export function policyFor(
  current: Policy,
  past: readonly PastPolicy[],
  enteredAt: number | null,
  now: number,
): Policy {
  if (past.length === 0) return current;
  const promised = inForce(current, past, enteredAt ?? now);
  const whole = inForce(current, past, now);
  if (promised === whole) return whole;
  return { ...whole, ...Object.fromEntries(PROMISES.map((field) => [field, promised[field]])) };
}

/** The policy in force at a moment. */
export function inForce(current: Policy, past: readonly PastPolicy[], at: number): Policy {
  return past.find(({ until }) => at < until)?.policy ?? current;
}
