import type { Reservation } from '@brebaje/ceremony/queue-types';
import type { Insertable, Updateable } from 'kysely';
import type { Db } from '../store/open-store.ts';
import type { ReservationRow } from '../store/schema.ts';
import type { ReservationTable } from '../store/tables/participants.ts';

export function findReservation(db: Db, id: number): Promise<ReservationRow | undefined> {
  return db.selectFrom('reservation').selectAll().where('id', '=', id).executeTakeFirst();
}

export function insertReservation(db: Db, values: Insertable<ReservationTable>): Promise<ReservationRow> {
  return db.insertInto('reservation').values(values).returningAll().executeTakeFirstOrThrow();
}

/** Changes the reservation if it is still the row that was read; undefined when somebody else changed it. */
export function updateReservation(
  db: Db,
  before: Pick<ReservationRow, 'id' | 'version'>,
  changes: Omit<Updateable<ReservationTable>, 'id' | 'version'>,
): Promise<ReservationRow | undefined> {
  return db
    .updateTable('reservation')
    .set({ ...changes, version: before.version + 1 })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .returningAll()
    .executeTakeFirst();
}

/** Moves a reservation to another state, under its ceremony's lock. */
export async function setReservationState(db: Db, id: number, state: Reservation['state']): Promise<void> {
  await db
    .updateTable('reservation')
    .set(({ eb }) => ({ state, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** Gives a promised time back that was lost by an outage or a pause. */
export async function setReservationUntil(db: Db, id: number, until: number): Promise<void> {
  await db
    .updateTable('reservation')
    .set(({ eb }) => ({ until, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}
