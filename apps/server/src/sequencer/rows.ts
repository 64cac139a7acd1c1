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

/** Reads texts, the same one once: every check-in asks. */
function readOnce<T>(read: (text: string) => T): (text: string) => T {
  const KEPT = 1_000;
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = read(text);
    if (known.size >= KEPT) known.clear();
    known.set(text, value);
    return value;
  };
}

const readPolicy = readOnce((text) => completePolicy(JSON.parse(text) as StoredPolicy));
const readPast = readOnce((text) => JSON.parse(text) as readonly PastPolicy[]);

/** The policy of a ceremony. */
export function policyOf({ policy }: Pick<CeremonyRow, 'policy'>): Policy {
  return readPolicy(policy);
}

/** Policies that were in force before an amendment, the oldest first. */
export function pastPoliciesOf({ pastPolicies }: Pick<CeremonyRow, 'pastPolicies'>): readonly PastPolicy[] {
  return pastPolicies === null ? [] : readPast(pastPolicies);
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
