/**
 * Who is there. A turn is offered to people who are present; the absent keep their place. Presence begins
 * with something a person does, and a client's heartbeat only keeps it: a forgotten tab is offered one turn,
 * not every other one.
 */
import { checkInBounds, type Policy } from './policy.ts';
import type { QueueMember } from './queue-types.ts';

/**
 * ACTION: joined, opened the page or the command, pressed a button, contributed. ANSWER: said by a message
 * that they are there. HEARTBEAT: their client is connected.
 */
export type Sign = 'ACTION' | 'ANSWER' | 'HEARTBEAT';

/** How long an answered message counts: long enough to walk to the machine. */
export const ANSWER_COUNTS = 900_000;

/** Whether a turn may be offered to them now. */
export function isPresent(member: QueueMember, now: number): boolean {
  return member.presentUntil !== null && now <= member.presentUntil;
}

/** A sign of life. Never shortens a presence; a heartbeat begins none (`presentUntil` null stays null). */
export function seen<M extends QueueMember>(policy: Policy, member: M, sign: Sign, now: number): M {
  if (sign === 'HEARTBEAT' && member.presentUntil === null) return member;
  const until = now + (sign === 'ANSWER' ? ANSWER_COUNTS : checkInBounds(policy).upper);
  return { ...member, presentUntil: Math.max(member.presentUntil ?? 0, until) };
}

/** The client said goodbye: closed, signed out, or stopped listening on purpose. */
export function leave<M extends QueueMember>(member: M): M {
  return { ...member, presentUntil: null };
}
