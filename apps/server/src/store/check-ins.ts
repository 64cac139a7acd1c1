import { sql } from 'kysely';
import { dialectOf } from './dialect-of.ts';
import type { Db } from './open-store.ts';
import type { ParticipantRow } from './schema.ts';

/** Rows per statement: keeps the database's work on one statement in the milliseconds. */
const GROUP = 4096;

/** Spelled as in the partial index of due check-ins. */
const isWaiting = sql<boolean>`"status" = 'WAITING'`;

export interface CheckInRow {
  /** The participant. */
  id: number;
  checkedInAt: number | null;
  checkInDueAt: number | null;
  heldSince: number | null;
  waitsSince: number | null;
}

/**
 * Writes a group of check-ins, one statement for some thousand of them; run it in a transaction. Who is not
 * WAITING any more is left as is, and versions stay: a check-in is no change that others must not miss.
 */
export async function writeCheckIns(trx: Db, rows: readonly CheckInRow[]): Promise<void> {
  const postgres = dialectOf(trx) === 'postgres';
  for (let start = 0; start < rows.length; start += GROUP) {
    const group = JSON.stringify(
      rows.slice(start, start + GROUP).map(({ id, checkedInAt, checkInDueAt, heldSince, waitsSince }) => ({
        id,
        checkedInAt,
        checkInDueAt,
        heldSince,
        waitsSince,
      })),
    );
    const given = postgres
      ? sql`json_to_recordset(${group}::json) as given(
          "id" bigint, "checkedInAt" bigint, "checkInDueAt" bigint, "heldSince" bigint,
          "waitsSince" bigint)`
      : sql`(select value ->> 'id' as "id", value ->> 'checkedInAt' as "checkedInAt",
          value ->> 'checkInDueAt' as "checkInDueAt", value ->> 'heldSince' as "heldSince",
          value ->> 'waitsSince' as "waitsSince"
          from json_each(${group})) as given`;
    await sql`
      update "participant" set "checkedInAt" = given."checkedInAt",
        "checkInDueAt" = given."checkInDueAt", "heldSince" = given."heldSince",
        "waitsSince" = given."waitsSince"
      from ${given}
      where "participant"."id" = given."id" and "participant"."status" = 'WAITING'`.execute(trx);
  }
}

/** Participants in the lobby whose next check-in is overdue, the most overdue first. */
export function dueCheckIns(
  db: Db,
  ceremonyId: number,
  now: number,
  limit = 1000,
): Promise<ParticipantRow[]> {
  return db
    .selectFrom('participant')
    .selectAll()
    .where(isWaiting)
    .where('ceremonyId', '=', ceremonyId)
    .where('checkInDueAt', '<', now)
    .orderBy('checkInDueAt')
    .limit(sql.lit(limit))
    .execute();
}

/** Participants in the lobby whose request is held, the longest wait first. */
export function heldParticipants(db: Db, ceremonyId: number, limit = 100): Promise<ParticipantRow[]> {
  return db
    .selectFrom('participant')
    .selectAll()
    .where(isWaiting)
    .where('ceremonyId', '=', ceremonyId)
    .where('heldSince', 'is not', null)
    .orderBy('heldSince')
    .orderBy('id')
    .limit(sql.lit(limit))
    .execute();
}

export async function countHeld(db: Db, ceremonyId: number): Promise<number> {
  const { held } = await db
    .selectFrom('participant')
    .select(({ fn }) => fn.countAll<number>().as('held'))
    .where(isWaiting)
    .where('ceremonyId', '=', ceremonyId)
    .where('heldSince', 'is not', null)
    .executeTakeFirstOrThrow();
  return held;
}

/** Moves every check-in of the lobby: time in which people could not check in. */
export async function shiftCheckIns(db: Db, ceremonyId: number, millis: number): Promise<void> {
  await db
    .updateTable('participant')
    .set(({ eb }) => ({
      checkedInAt: eb('checkedInAt', '+', millis),
      checkInDueAt: eb('checkInDueAt', '+', millis),
      heldSince: eb('heldSince', '+', millis),
      waitsSince: eb('waitsSince', '+', millis),
    }))
    .where(isWaiting)
    .where('ceremonyId', '=', ceremonyId)
    .execute();
}

/**
 * Gives everybody in the lobby a fresh interval after a start: check-ins of the last second may be lost, and
 * nobody's request is held any more. Nobody's check-in is due before `dueAt` nor too early at any time.
 */
export async function renewCheckIns(db: Db, ceremonyId: number, dueAt: number): Promise<void> {
  await db
    .updateTable('participant')
    .set({
      checkedInAt: null,
      checkInDueAt: sql<number>`case when "checkInDueAt" > ${sql.lit(dueAt)} then "checkInDueAt"
        else ${sql.lit(dueAt)} end`,
      heldSince: null,
    })
    .where(isWaiting)
    .where('ceremonyId', '=', ceremonyId)
    .execute();
}
