/** Handover: nobody new enters, whoever may finish finishes, then the ceremony halts. */
import { timeOut } from './cost.ts';
import { selects } from './gate.ts';
import type { Gate, Member, MemberChange } from './lobby-types.ts';
import type { Policy } from './policy.ts';

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
export function sendHome(policy: Policy, gate: Gate, member: Member, now: number): MemberChange | null {
  if (gate.status === 'PAUSED' || selects(policy, gate) || member.status !== 'WAITING') return null;
  return timeOut(policy, member, 'DRAINED', 'server', now);
}
