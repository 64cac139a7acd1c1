/** Coming back after a lost turn: by itself where the fault was ours or the penalty is over. */
import { isBarred, isOurs } from './cost.ts';
import { admits, selects } from './gate.ts';
import type { Gate } from './lobby-types.ts';
import type { Policy } from './policy.ts';
import type { QueueChange, QueueMember } from './queue-types.ts';
import { transition, workFrom } from './transitions.ts';

/**
 * What the sweep does to somebody who lost a turn, otherwise null. After a fault of ours they are back in
 * their old place at once, even while the ceremony drains; sent home and readmitted to an open ceremony
 * likewise. After a penalty, where the policy takes people back, at the end of the queue. The circuit stays,
 * so what they have contributed to before is not asked for again.
 */
export function returnDue<M extends QueueMember>(
  policy: Policy,
  gate: Gate,
  member: M,
  now: number,
): QueueChange<M> | null {
  if (member.status !== 'TIMEDOUT' && member.status !== 'EXHUMED') return null;
  if (member.circuitId === null || member.cause === 'REMOVED' || isBarred(member, now)) return null;
  if (isOurs(member.cause)) return selects(policy, gate) ? backInQueue(member, member.queuedAt ?? now) : null;
  if (gate.status !== 'OPENED' || !admits(gate)) return null;
  if (member.cause === 'DRAINED') return backInQueue(member, member.queuedAt ?? now);
  return policy.returnAfterPenalty ? backInQueue(member, now) : null;
}

function backInQueue<M extends QueueMember>(member: M, queuedAt: number): QueueChange<M> {
  const { cause } = member;
  const changes = { barredUntil: null, cause: null, ...lostWork(member) };
  const moved = transition(member, 'WAITING', 'server', changes, { cause });
  return { member: { ...moved.member, queuedAt }, events: [moved.event] };
}

/** What somebody who comes back no longer shows: the steps of the turn they lost. */
export function lostWork(member: QueueMember): Partial<Omit<QueueMember, 'status'>> {
  if (member.contributionStep === 'COMPLETED') return {};
  return workFrom(null);
}
