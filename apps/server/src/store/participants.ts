import { type Insertable, sql, type Updateable } from 'kysely';
import type { Db } from './open-store.ts';
import type { ParticipantRow } from './schema.ts';
import type { ParticipantTable } from './tables/participants.ts';

type Changes = Omit<Updateable<ParticipantTable>, 'id' | 'version' | 'userId' | 'ceremonyId'>;

/**
 * Enrols somebody, with the ceremony's next number. `created` is false when the user or the identity takes
 * part already: then `participant` is the row that is there.
 */
export async function enrolParticipant(
  trx: Db,
  values: Insertable<ParticipantTable>,
): Promise<{ participant: ParticipantRow; created: boolean }> {
  const inserted = await trx
    .insertInto('participant')
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted) {
    await countWaiting(trx, inserted.ceremonyId, inserted.status === 'WAITING' ? 1 : 0);
    return { participant: await giveNumber(trx, inserted), created: true };
  }
  const known = await trx
    .selectFrom('participant')
    .selectAll()
    .where('ceremonyId', '=', values.ceremonyId)
    .where(({ eb, or }) => or([eb('userId', '=', values.userId), eb('identityId', '=', values.identityId)]))
    .executeTakeFirstOrThrow();
  return { participant: known, created: false };
}

/** Numbers count from 1 in each ceremony, and none is given twice. */
async function giveNumber(trx: Db, { id, ceremonyId }: ParticipantRow): Promise<ParticipantRow> {
  const { lastNumber } = await trx
    .updateTable('ceremony')
    .set(({ eb }) => ({ lastNumber: eb('lastNumber', '+', 1) }))
    .where('id', '=', ceremonyId)
    .returning('lastNumber')
    .executeTakeFirstOrThrow();
  return trx
    .updateTable('participant')
    .set({ number: lastNumber })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function findParticipant(db: Db, id: number): Promise<ParticipantRow | undefined> {
  return db.selectFrom('participant').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The participant that a user is in a ceremony. */
export function findParticipantOf(
  db: Db,
  userId: number,
  ceremonyId: number,
): Promise<ParticipantRow | undefined> {
  return db
    .selectFrom('participant')
    .selectAll()
    .where('userId', '=', userId)
    .where('ceremonyId', '=', ceremonyId)
    .executeTakeFirst();
}

/** Participants of a ceremony by number, from after `after`. */
export function listParticipants(
  db: Db,
  ceremonyId: number,
  {
    after = 0,
    limit = 100,
    status,
  }: { after?: number; limit?: number; status?: ParticipantRow['status'] } = {},
): Promise<ParticipantRow[]> {
  let query = db
    .selectFrom('participant')
    .selectAll()
    .where('ceremonyId', '=', ceremonyId)
    .where('id', '>', after);
  if (status) query = query.where('status', '=', status);
  return query.orderBy('id').limit(sql.lit(limit)).execute();
}

/**
 * Changes the participant if it is still the row that was read, and keeps the size of the lobby; undefined
 * when somebody else changed it. Run it in a transaction.
 */
export async function updateParticipant(
  trx: Db,
  before: Pick<ParticipantRow, 'id' | 'version' | 'status'>,
  changes: Changes,
): Promise<ParticipantRow | undefined> {
  const after = await trx
    .updateTable('participant')
    .set({
      ...(isInside(changes.status) && !isInside(before.status) ? { archivedAt: null } : {}),
      ...changes,
      version: before.version + 1,
    })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .where('status', '=', before.status)
    .returningAll()
    .executeTakeFirst();
  if (after)
    await countWaiting(
      trx,
      after.ceremonyId,
      Number(after.status === 'WAITING') - Number(before.status === 'WAITING'),
    );
  return after;
}

/**
 * Makes the same change to many participants of one ceremony (purge, amnesty, finalization) in few
 * statements. Those without status `from` any more are left as they are. Returns the changed rows.
 */
export async function moveParticipants(
  trx: Db,
  ceremonyId: number,
  { ids, from, changes }: { ids: readonly number[]; from: ParticipantRow['status']; changes: Changes },
): Promise<ParticipantRow[]> {
  const moved: ParticipantRow[] = [];
  for (let start = 0; start < ids.length; start += 1000) {
    const rows = await trx
      .updateTable('participant')
      .set(({ eb }) => ({ ...changes, version: eb('version', '+', 1) }))
      .where('id', 'in', ids.slice(start, start + 1000))
      .where('ceremonyId', '=', ceremonyId)
      .where('status', '=', from)
      .returningAll()
      .execute();
    moved.push(...rows);
  }
  const to = changes.status ?? from;
  const difference = Number(to === 'WAITING') - Number(from === 'WAITING');
  await countWaiting(trx, ceremonyId, difference * moved.length);
  return moved;
}

/** Moves everybody of a ceremony who has one status, none of them WAITING, to another; how many they were. */
export async function moveEverybody(
  trx: Db,
  ceremonyId: number,
  { from, to }: { from: 'DONE' | 'FINALIZING'; to: 'FINALIZING' | 'FINALIZED' },
): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('participant')
    .set(({ eb }) => ({ status: to, version: eb('version', '+', 1) }))
    .where('ceremonyId', '=', ceremonyId)
    .where('status', '=', from)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Whoever comes back after being taken out is shown again. */
function isInside(status: ParticipantRow['status'] | undefined): boolean {
  return status === 'WAITING' || status === 'READY' || status === 'CONTRIBUTING';
}

async function countWaiting(trx: Db, ceremonyId: number, difference: number): Promise<void> {
  if (difference === 0) return;
  await trx
    .updateTable('ceremony')
    .set(({ eb }) => ({ waiting: eb('waiting', '+', difference) }))
    .where('id', '=', ceremonyId)
    .execute();
}

/** Participants in the lobby (WAITING): one row is read, however many they are. */
export async function lobbySize(db: Db, ceremonyId: number): Promise<number> {
  const row = await db
    .selectFrom('ceremony')
    .select('waiting')
    .where('id', '=', ceremonyId)
    .executeTakeFirst();
  return row?.waiting ?? 0;
}

/** How many participants have each status; statuses nobody has are absent. */
export async function countByStatus(
  db: Db,
  ceremonyId: number,
): Promise<Partial<Record<ParticipantRow['status'], number>>> {
  const rows = await db
    .selectFrom('participant')
    .select(['status', ({ fn }) => fn.countAll<number>().as('count')])
    .where('ceremonyId', '=', ceremonyId)
    .groupBy('status')
    .execute();
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}
