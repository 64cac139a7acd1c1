/** Every second: those who failed to check in leave the lobby. */
import { timeOut } from './cost.ts';
import { clocksRun } from './gate.ts';
import type { Gate, Member, MemberChange } from './lobby-types.ts';
import type { Policy } from './policy.ts';

/**
 * Whether the sweep removes this participant now: only somebody in the lobby whose check-in is overdue.
 * Signed in and not entered, offered a turn or at work: none of them owes a check-in.
 */
export function isOverdue(gate: Gate, member: Member, now: number): boolean {
  return (
    clocksRun(gate) &&
    member.status === 'WAITING' &&
    member.checkInDueAt !== null &&
    now > member.checkInDueAt
  );
}

/** Removes somebody overdue, at the policy's cost; null when there is no reason to. */
export function purge(policy: Policy, gate: Gate, member: Member, now: number): MemberChange | null {
  return isOverdue(gate, member, now) ? timeOut(policy, member, 'MISSED_CHECK_IN', 'server', now) : null;
}
