/** People and turns of a queue for tests. */
import type { Gate, Refused } from './lobby-types.ts';
import { QUEUE_POLICY } from './policy.ts';
import { offer, startWork } from './queue.ts';
import type { QueueEntry, QueueTurnChange, Reservation } from './queue-types.ts';
import { enroll } from './transitions.ts';
import { receive } from './turn.ts';

export const NOW = 1_700_000_000_000;
export const OPEN: Gate = { status: 'OPENED', draining: false };
export const PAUSED: Gate = { status: 'PAUSED', draining: false };
export const CLOSING: Gate = { status: 'CLOSED', draining: true };
export const CIRCUITS = [
  { id: 10, sequence: 1 },
  { id: 11, sequence: 2 },
];

/** Somebody of the public part who waits for the first circuit since NOW and is present. */
export function person(changes: Partial<QueueEntry> = {}): QueueEntry {
  return {
    ...enroll().member,
    status: 'WAITING',
    enteredAt: NOW,
    id: 1,
    circuitId: 10,
    circuitsDone: 0,
    queueClass: 'PUBLIC',
    priority: 0,
    queuedAt: NOW,
    presentUntil: NOW + 3_600_000,
    from: null,
    until: null,
    ...changes,
  };
}

export function reservation(changes: Partial<Reservation> = {}): Reservation {
  return {
    id: 5,
    circuitId: 10,
    participantId: 1,
    from: NOW,
    until: NOW + 3_600_000,
    limitMillis: null,
    state: 'PLANNED',
    ...changes,
  };
}

/** The answer of a rule that must not have refused. */
export function done<T extends object>(answer: T | Refused | null): T {
  if (answer === null) throw new Error('the rule did nothing');
  if ('refusal' in answer) throw new Error(String(answer.refusal));
  return answer as T;
}

/** Offered at NOW. */
export function offered(entry = person()): QueueTurnChange<QueueEntry> {
  return offer(QUEUE_POLICY, entry, null, NOW);
}

/** Started at NOW: ten minutes. */
export function working(entry = person()): QueueTurnChange<QueueEntry> {
  const { member, turn } = offered(entry);
  return done(startWork(QUEUE_POLICY, OPEN, member, turn, {}, NOW));
}

/** Received at NOW + 100. */
export function verifying(entry = person()): QueueTurnChange<QueueEntry> {
  const { member, turn } = working(entry);
  return done(receive(OPEN, member, turn, NOW + 100));
}
