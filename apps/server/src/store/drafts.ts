/** Rows of circuits that are being registered. */
import type { Insertable, Updateable } from 'kysely';
import type { Db } from './open-store.ts';
import type { DraftRow } from './schema.ts';
import type { DraftTable } from './tables/drafts.ts';

export function insertDraft(db: Db, draft: Insertable<DraftTable>): Promise<DraftRow> {
  return db.insertInto('draft').values(draft).returningAll().executeTakeFirstOrThrow();
}

export function findDraft(db: Db, id: number): Promise<DraftRow | undefined> {
  return db.selectFrom('draft').selectAll().where('id', '=', id).executeTakeFirst();
}

/** A ceremony's drafts in the order of their places. */
export function draftsOf(db: Db, ceremonyId: number): Promise<DraftRow[]> {
  return db
    .selectFrom('draft')
    .selectAll()
    .where('ceremonyId', '=', ceremonyId)
    .orderBy('sequence')
    .orderBy('id')
    .execute();
}

/** Those that are no circuits yet. */
export async function unfinishedDrafts(db: Db, ceremonyId: number): Promise<DraftRow[]> {
  return (await draftsOf(db, ceremonyId)).filter(({ state }) => state !== 'READY');
}

/** Changes a draft; undefined when it is gone, or somebody else changed it since it was read. */
export function updateDraft(
  db: Db,
  before: Pick<DraftRow, 'id' | 'version'>,
  changes: Omit<Updateable<DraftTable>, 'id' | 'version'>,
): Promise<DraftRow | undefined> {
  return db
    .updateTable('draft')
    .set({ ...changes, version: before.version + 1 })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .returningAll()
    .executeTakeFirst();
}

/** Notes that somebody is at work on a draft, beside its version. */
export async function touchDraft(db: Db, id: number, now: number): Promise<void> {
  await db.updateTable('draft').set({ touchedAt: now }).where('id', '=', id).execute();
}
