/** Rows as the rules see them, and back. */
import { type PastPolicy, policyFor as policyInForce } from '@brebaje/ceremony/amendment';
import type { Gate, Member, Turn } from '@brebaje/ceremony/lobby-types';
import { completePolicy, type Policy, type StoredPolicy } from '@brebaje/ceremony/policy';
import type { CeremonyRow, ParticipantRow, TurnRow } from '../store/schema.ts';

export function memberOf(row: ParticipantRow): Member {
  return {
    status: row.status,
    contributionStep: row.contributionStep,
    contributionProgress: row.contributionProgress,
    enteredAt: row.enteredAt,
    checkedInAt: row.checkedInAt,
    checkInDueAt: row.checkInDueAt,
    heldSince: row.heldSince,
    waitsSince: row.waitsSince,
    contributionStartedAt: row.contributionStartedAt,
    verificationStartedAt: row.verificationStartedAt,
    cause: row.cause as Member['cause'],
    barredUntil: row.barredUntil,
    attempts: row.attempts,
  };
}

export function turnOf(row: TurnRow): Turn {
  return {
    phase: row.phase,
    openedAt: row.openedAt,
    deadlineAt: row.deadlineAt,
    servedAt: row.servedAt,
    closedAt: row.closedAt,
    outcome: row.outcome as Turn['outcome'],
  };
}

export function gateOf(ceremony: CeremonyRow): Gate {
  return { status: ceremony.status, draining: ceremony.draining === 1 };
}

const policies = new Map<string, Policy>();
const POLICIES_KEPT = 1_000;

/** The policy of a ceremony; the same text is parsed once. */
export function policyOf(ceremony: Pick<CeremonyRow, 'policy'>): Policy {
  const known = policies.get(ceremony.policy);
  if (known) return known;
  const policy = completePolicy(JSON.parse(ceremony.policy) as StoredPolicy);
  if (policies.size >= POLICIES_KEPT) policies.clear();
  policies.set(ceremony.policy, policy);
  return policy;
}

/** Policies that were in force before an amendment, the oldest first. */
export function pastPoliciesOf({ pastPolicies }: Pick<CeremonyRow, 'pastPolicies'>): PastPolicy[] {
  return pastPolicies === null ? [] : (JSON.parse(pastPolicies) as PastPolicy[]);
}

/**
 * The policy that holds for somebody: an amendment is for those who come after it. null, or somebody who has not
 * entered: the one of now.
 */
export function policyFor(
  { ceremony, now }: { ceremony: Pick<CeremonyRow, 'policy' | 'pastPolicies'>; now: number },
  row: Pick<ParticipantRow, 'enteredAt' | 'queuedAt'> | null | undefined,
): Policy {
  const current = policyOf(ceremony);
  if (ceremony.pastPolicies === null) return current;
  const since = row?.enteredAt ?? row?.queuedAt ?? null;
  return policyInForce(current, pastPoliciesOf(ceremony), since, now);
}
