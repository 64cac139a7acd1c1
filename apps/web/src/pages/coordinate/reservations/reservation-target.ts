/** What a coordinator may do about a turn that is kept for somebody. */
import type { ItemOf } from '@brebaje/client/rest/bodies';

export type Reservation = ItemOf<'listReservations'>;

/** What is filled in beforehand; times are seconds since 1970. */
export type Wanted = Partial<
  Pick<Reservation, 'participantId' | 'name' | 'circuitId' | 'from' | 'until' | 'limit' | 'note'>
>;

export type ReservationTarget =
  | { reservation: 'add'; wanted?: Wanted }
  | { reservation: 'move'; id: number; wanted?: Pick<Reservation, 'from' | 'until'> }
  | { reservation: 'giveUp'; id: number };

/** What is decided on, as one text: where it is another, somebody has been faster. */
export function promised({ from, until, limit, state }: Reservation): string {
  return JSON.stringify([from, until, limit, state]);
}
