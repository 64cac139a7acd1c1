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

/** People in the lobby who wait by held requests, those between two of them included. */
export async function countWaiters(db: Db, ceremonyId: number): Promise<number> {
  const { waiters } = await db
    .selectFrom('participant')
    .select(({ fn }) => fn.countAll<number>().as('waiters'))
    .where(isWaiting)
    .where('waitsSince', 'is not', null)
    .where('ceremonyId', '=', ceremonyId)
    .executeTakeFirstOrThrow();
  return waiters;
}

/** Those `countWaiters` counts, who entered the lobby first comes first, read page by page. */
export async function* waitersInOrder(
  db: Db,
  ceremonyId: number,
  page = 100,
): AsyncGenerator<ParticipantRow> {
  for (let last: ParticipantRow | undefined; ; ) {
    let query = db
      .selectFrom('participant')
      .selectAll()
      .where(isWaiting)
      .where('waitsSince', 'is not', null)
      .where('ceremonyId', '=', ceremonyId)
      .orderBy('enteredAt')
      .orderBy('id')
      .limit(sql.lit(page));
    if (last) query = query.where(sql<boolean>`("enteredAt", "id") > (${last.enteredAt}, ${last.id})`);
    const rows = await query.execute();
    yield* rows;
    if (rows.length < page) return;
    last = rows.at(-1)!;
  }
}
