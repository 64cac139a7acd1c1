/**
 * Turns promised to one person: within [from, until] the next free slot of the chain is kept for them, also
 * while they are not there. A turn that is open when the time begins is not cut short.
 */
import type { AuditEvent, Refused } from './lobby-types.ts';
import type { QueueEntry, Reservation } from './queue-types.ts';

/** Promises a turn. Its announcement is public: number, circuit, from and until, never a name. */
export function reserve(
  reservation: Reservation,
  others: readonly Reservation[],
  reason: string,
  now: number,
): { reservation: Reservation; events: AuditEvent[] } | Refused {
  const { from, until, circuitId, limitMillis } = reservation;
  if (from >= until || until <= now) return { refusal: 'ILLEGAL_TRANSITION' };
  const overlaps = others.some(
    (other) =>
      other.id !== reservation.id &&
      other.circuitId === circuitId &&
      other.state === 'PLANNED' &&
      other.from < until &&
      from < other.until,
  );
  if (overlaps) return { refusal: 'ILLEGAL_TRANSITION' };
  return {
    reservation: { ...reservation, state: 'PLANNED' },
    events: [
      {
        type: 'coordinator.note',
        data: { note: 'reservation', from, until, limitMillis, reason, who: 'coordinator' },
      },
    ],
  };
}

/** The coordinator takes the promise back. One that was used or is over stays as it is. */
export function cancelReservation(
  reservation: Reservation,
  reason: string,
): { reservation: Reservation; events: AuditEvent[] } | Refused {
  if (reservation.state !== 'PLANNED') return { refusal: 'ILLEGAL_TRANSITION' };
  return {
    reservation: { ...reservation, state: 'CANCELED' },
    events: [
      { type: 'coordinator.note', data: { note: 'reservation canceled', reason, who: 'coordinator' } },
    ],
  };
}

/**
 * Whom the slot is kept for now, among the people who could be given it: a reservation of somebody who is
 * barred, done or elsewhere keeps nothing, so it never blocks a chain for nobody. Of two the earlier one.
 */
export function reservedFor<E extends QueueEntry>(
  reservations: readonly Reservation[],
  circuitId: number,
  possible: readonly E[],
  now: number,
): { entry: E; reservation: Reservation } | null {
  let first: { entry: E; reservation: Reservation } | null = null;
  for (const reservation of reservations) {
    if (reservation.circuitId !== circuitId || !isRunning(reservation, now)) continue;
    if (first !== null && first.reservation.from <= reservation.from) continue;
    const entry = possible.find((candidate) => candidate.id === reservation.participantId);
    if (entry) first = { entry, reservation };
  }
  return first;
}

/** Whether its time is now. */
export function isRunning(reservation: Reservation, now: number): boolean {
  return reservation.state === 'PLANNED' && reservation.from <= now && now <= reservation.until;
}

/** Used, when its person starts to work. */
export function useReservation(reservation: Reservation): Reservation {
  return { ...reservation, state: 'USED' };
}

/** What the sweep does to a reservation: PASSED when its time is over unused, otherwise null. */
export function passReservation(
  reservation: Reservation,
  now: number,
): { reservation: Reservation; events: AuditEvent[] } | null {
  if (reservation.state !== 'PLANNED' || now <= reservation.until) return null;
  return {
    reservation: { ...reservation, state: 'PASSED' },
    events: [{ type: 'coordinator.note', data: { note: 'reservation passed', who: 'server' } }],
  };
}

/** After a pause or an outage from `since` to `now`: as much of the promised time is left as there was before. */
export function resumeReservation(reservation: Reservation, since: number, now: number): Reservation {
  if (reservation.state !== 'PLANNED') return reservation;
  if (reservation.until < since) return reservation;
  const lost = now - Math.max(since, reservation.from);
  return lost > 0 ? { ...reservation, until: reservation.until + lost } : reservation;
}
