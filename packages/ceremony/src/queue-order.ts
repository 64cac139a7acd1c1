/** Whose turn it is on a circuit. */
import { isBarred } from './cost.ts';
import { selects } from './gate.ts';
import type { Gate } from './lobby-types.ts';
import type { Policy } from './policy.ts';
import { isPresent } from './presence.ts';
import { QUEUE_CLASSES, type QueueEntry, type Reservation } from './queue-types.ts';
import { reservedFor } from './reservation.ts';

/**
 * The order of a circuit's queue, as a comparison: the private part before the public one before the standby
 * list; within a part the higher priority, then who has waited longer, then the lower number.
 */
export function byOrder(one: QueueEntry, other: QueueEntry): number {
  return (
    QUEUE_CLASSES.indexOf(one.queueClass) - QUEUE_CLASSES.indexOf(other.queueClass) ||
    other.priority - one.priority ||
    (one.queuedAt ?? Infinity) - (other.queuedAt ?? Infinity) ||
    one.id - other.id
  );
}

/** Whether they stand in the queue of this circuit and their time on the roster is not over. */
export function waitsFor(entry: QueueEntry, circuitId: number, now: number): boolean {
  return (
    entry.status === 'WAITING' &&
    entry.circuitId === circuitId &&
    (entry.until === null || now <= entry.until)
  );
}

/** Whether they could be given a turn now if they were there. */
export function mayBeOffered(entry: QueueEntry, circuitId: number, now: number): boolean {
  return (
    waitsFor(entry, circuitId, now) && (entry.from === null || now >= entry.from) && !isBarred(entry, now)
  );
}

/** Offers on one circuit that somebody may let go within an hour before others come first. */
export const OFFERS_LET_GO = 3;
export const LET_GO_COUNTS = 3_600_000;

/** Who is next, or for whom the free slot is kept; `entry` null: for the moment nobody. */
export interface NextOffer<E extends QueueEntry = QueueEntry> {
  entry: E | null;
  /** With an entry: theirs. Without: the chain waits for its person, who is not present. */
  reservation: Reservation | null;
}

/**
 * To whom a free slot is offered: to the person of a reservation whose time is now, else to the first in
 * order who is present. Whoever has let several offers go lately comes after the others who are present: two
 * who pass it to each other would keep everybody else out for ever. The standby list comes last, and without `policy.standby` only where nobody else
 * waits, present or not.
 * @param candidates who waits for the circuit; those that cannot be offered it may be left out, except that
 *   without `policy.standby` one who waits outside the standby list must be among them
 * @param reservations of the circuit
 */
export function nextOffer<E extends QueueEntry>(
  policy: Policy,
  gate: Gate,
  circuit: { id: number; haltedAt: number | null },
  candidates: readonly E[],
  reservations: readonly Reservation[],
  now: number,
): NextOffer<E> {
  const nobody: NextOffer<E> = { entry: null, reservation: null };
  if (!selects(policy, gate) || circuit.haltedAt !== null) return nobody;
  const possible = candidates.filter((entry) => mayBeOffered(entry, circuit.id, now));
  const reserved = reservedFor(reservations, circuit.id, possible, now);
  if (reserved) {
    const { entry, reservation } = reserved;
    return isPresent(entry, now) ? reserved : { entry: null, reservation };
  }
  const othersWait = possible.some((entry) => entry.queueClass !== 'STANDBY');
  let first: E | null = null;
  for (const entry of possible) {
    if (!isPresent(entry, now)) continue;
    if (entry.queueClass === 'STANDBY' && !policy.standby && othersWait) continue;
    if (first === null || comesBefore(entry, first)) first = entry;
  }
  return { entry: first, reservation: null };
}

function comesBefore(one: QueueEntry, other: QueueEntry): boolean {
  const yields = Number(one.yields ?? false) - Number(other.yields ?? false);
  return yields < 0 || (yields === 0 && byOrder(one, other) < 0);
}

/**
 * Place in the queue, 1 for the next: who stands before them, present or not, and a reservation whose time
 * is now. null: not in a queue.
 */
export function positionOf(
  entry: QueueEntry,
  queue: readonly QueueEntry[],
  reservations: readonly Reservation[],
  now: number,
): number | null {
  const circuitId = entry.circuitId;
  if (entry.status === 'READY' || entry.status === 'CONTRIBUTING') return 0;
  if (entry.status !== 'WAITING' || circuitId === null) return null;
  const waiting = queue.filter((other) => other.id !== entry.id && waitsFor(other, circuitId, now));
  const reserved = reservedFor(reservations, circuitId, [entry, ...waiting], now)?.entry.id;
  if (reserved === entry.id) return 1;
  const before = waiting.filter((other) => other.id === reserved || byOrder(other, entry) < 0);
  return before.length + 1;
}
