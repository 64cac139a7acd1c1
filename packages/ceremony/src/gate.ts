/** Who the ceremony lets in at the moment, and whether its clocks run. */
import type { Gate, Member } from './lobby-types.ts';
import type { Policy } from './policy.ts';

/** Whether somebody may join who is not inside yet. A pause keeps nobody out. */
export function admits(gate: Gate): boolean {
  return (gate.status === 'OPENED' || gate.status === 'PAUSED') && !gate.draining;
}

/** Whether anything goes on at all: before opening, after finalization and after cancelling it does not. */
export function isLive(gate: Gate): boolean {
  return gate.status === 'OPENED' || gate.status === 'PAUSED' || gate.status === 'CLOSED';
}

/** Whether check-ins and deadlines run. */
export function clocksRun(gate: Gate): boolean {
  return gate.status === 'OPENED' || gate.status === 'CLOSED';
}

/** Whether a free slot is given to people in the lobby: no more once only the open turn may finish. */
export function selects(policy: Policy, gate: Gate): boolean {
  return clocksRun(gate) && (admits(gate) || policy.drainLets === 'EVERYBODY');
}

/** Whether somebody counts as inside: in the lobby, offered a turn or at work. */
export function isInside(member: Member): boolean {
  return member.status === 'WAITING' || member.status === 'READY' || member.status === 'CONTRIBUTING';
}
