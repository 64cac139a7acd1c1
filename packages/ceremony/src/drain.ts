/** Handover: nobody new enters, whoever may finish finishes, then the ceremony halts. */
import { timeOut } from './cost.ts';
import { admits, clocksRun, selects } from './gate.ts';
import type { Gate, Member, MemberChange } from './lobby-types.ts';
import type { Policy } from './policy.ts';
import type { QueueChange, QueueMember } from './queue-types.ts';

export type DrainState = 'open' | 'draining' | 'drained';

/** How far closing has come. `inLobby` counts WAITING and READY participants. */
export function drainState(gate: Gate, facts: { inLobby: number; openTurn: boolean }): DrainState {
  if (gate.status !== 'CLOSED' && !gate.draining) return 'open';
  return facts.inLobby === 0 && !facts.openTurn ? 'drained' : 'draining';
}

/**
 * Where draining lets only the open turn finish, those in the lobby are sent home: no fault of theirs, so
 * nothing is owed, and they may enter again wherever the ceremony goes on. null: this one may stay.
 */
export function sendHome<M extends Member>(
  policy: Policy,
  gate: Gate,
  member: M,
  now: number,
): MemberChange<M> | null {
  if (gate.status === 'PAUSED' || selects(policy, gate) || member.status !== 'WAITING') return null;
  return timeOut(policy, member, 'DRAINED', 'server', now);
}

/**
 * In the queues the absent would keep a closing ceremony open for ever. When a circuit has had nobody to
 * offer its slot to for `drainPatience`, those who wait for it are sent home, at no cost either; the presence
 * of one alone starts the time anew. null: this one may stay.
 * @param idleSince since when the slot of their circuit is free and nobody in its queue was present, at the
 *   earliest the closing; null: it is not idle, or the chain is halted
 */
export function sendHomeAbsent<M extends QueueMember>(
  policy: Policy,
  gate: Gate,
  member: M,
  idleSince: number | null,
  now: number,
): QueueChange<M> | null {
  if (!clocksRun(gate) || admits(gate) || member.status !== 'WAITING') return null;
  if (idleSince === null || now - idleSince <= policy.drainPatience) return null;
  return timeOut(policy, member, 'DRAINED', 'server', now);
}
