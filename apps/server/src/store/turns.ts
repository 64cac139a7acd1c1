import { type Insertable, sql, type Updateable } from 'kysely';
import type { Db } from './open-store.ts';
import type { TurnRow } from './schema.ts';
import type { TurnTable } from './tables/contributions.ts';

/** A turn that is not closed, spelled as in the partial indexes: with a parameter neither database would use them. */
export const isOpen = sql<boolean>`"phase" <> 'CLOSED'`;

/**
 * Opens a turn. Undefined when the circuit or the participant has an open one: the database itself lets one
 * of any number of concurrent callers win.
 */
export function openTurn(db: Db, turn: Insertable<TurnTable>): Promise<TurnRow | undefined> {
  return db
    .insertInto('turn')
    .values(turn)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export function findTurn(db: Db, id: number): Promise<TurnRow | undefined> {
  return db.selectFrom('turn').selectAll().where('id', '=', id).executeTakeFirst();
}

export function openTurnOfCircuit(db: Db, circuitId: number): Promise<TurnRow | undefined> {
  return db
    .selectFrom('turn')
    .selectAll()
    .where('circuitId', '=', circuitId)
    .where(isOpen)
    .executeTakeFirst();
}

/** A circuit's latest turn, open or closed. */
export function latestTurnOfCircuit(db: Db, circuitId: number): Promise<TurnRow | undefined> {
  return db
    .selectFrom('turn')
    .selectAll()
    .where('circuitId', '=', circuitId)
    .orderBy('id', 'desc')
    .limit(sql.lit(1))
    .executeTakeFirst();
}

/** Open turns of all circuits of a ceremony, or of the whole server. */
export function openTurns(db: Db, ceremonyId?: number): Promise<TurnRow[]> {
  let query = db.selectFrom('turn').selectAll().where(isOpen).orderBy('id');
  if (ceremonyId !== undefined)
    query = query.where('circuitId', 'in', (eb) =>
      eb.selectFrom('circuit').select('id').where('ceremonyId', '=', ceremonyId),
    );
  return query.execute();
}

/** Open turns of a ceremony whose deadline has passed: at most one of each circuit. */
export function dueTurns(db: Db, ceremonyId: number, now: number): Promise<TurnRow[]> {
  return (
    db
      .selectFrom('turn')
      .selectAll()
      .where(isOpen)
      // Where clocks stand still turns stay overdue, so those of other ceremonies are not looked at.
      .where('circuitId', 'in', (eb) =>
        eb.selectFrom('circuit').select('id').where('ceremonyId', '=', ceremonyId),
      )
      .where('deadlineAt', '<=', now)
      .execute()
  );
}

/** Changes the turn if it is still the row that was read; undefined when somebody else changed it. */
export function updateTurn(
  db: Db,
  before: Pick<TurnRow, 'id' | 'version'>,
  changes: Omit<Updateable<TurnTable>, 'id' | 'version'>,
): Promise<TurnRow | undefined> {
  return db
    .updateTable('turn')
    .set({ ...changes, version: before.version + 1 })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .returningAll()
    .executeTakeFirst();
}
