/** Rows of uploads. What has arrived of one is in its folder of parts; the row says what is expected. */
import type { Insertable } from 'kysely';
import type { Db } from '../store/open-store.ts';
import type { UploadRow } from '../store/schema.ts';
import type { UploadTable } from '../store/tables/contributions.ts';
import type { MultipartNote, MultipartNotes } from './s3-parts.ts';

/** JSON of the column `parts`. */
export interface UploadPlan {
  partSize: number;
  /** What storage has for the parts, where it keeps them itself. */
  multipart?: MultipartNote;
}

/** An upload of a contribution. */
export type TurnUpload = UploadRow & { participantId: number; turnId: number };

export function isOfTurn(row: UploadRow): row is TurnUpload {
  return row.turnId !== null && row.participantId !== null;
}

export function insertUpload(db: Db, upload: Insertable<UploadTable>): Promise<UploadRow> {
  return db.insertInto('upload').values(upload).returningAll().executeTakeFirstOrThrow();
}

export function findUpload(db: Db, id: number): Promise<UploadRow | undefined> {
  return db.selectFrom('upload').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The upload that a turn's present attempt has begun. */
export function openUploadOf(db: Db, turnId: number): Promise<UploadRow | undefined> {
  return db
    .selectFrom('upload')
    .selectAll()
    .where('turnId', '=', turnId)
    .where('state', '=', 'OPEN')
    .orderBy('id', 'desc')
    .executeTakeFirst();
}

/** Moves an upload on if it is still in `from`. */
export async function setUploadState(
  db: Db,
  id: number,
  from: UploadRow['state'],
  state: UploadRow['state'],
): Promise<boolean> {
  const result = await db
    .updateTable('upload')
    .set(({ eb }) => ({ state, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** How often an upload was begun in a turn. */
export async function countUploads(db: Db, turnId: number): Promise<number> {
  const { count } = await db
    .selectFrom('upload')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('turnId', '=', turnId)
    .executeTakeFirstOrThrow();
  return count;
}

/** A file of a circuit from which nothing has come for so long is not counted on, milliseconds. */
const EXPECTED = 3_600_000;

/**
 * Bytes that have been promised room and may still come: of contributions, and of files of circuits that somebody
 * sends just now. `but`: the one that a new one takes the place of.
 */
export async function promisedBytes(
  db: Db,
  now: number,
  but: { draftId: number; kind: string },
): Promise<number> {
  const { bytes } = await db
    .selectFrom('upload')
    .leftJoin('draft', 'draft.id', 'upload.draftId')
    .select(({ fn }) => fn.sum<number | string | null>('upload.size').as('bytes'))
    .where('upload.state', '=', 'OPEN')
    .where(({ eb, or }) => or([eb('upload.draftId', 'is', null), eb('draft.touchedAt', '>', now - EXPECTED)]))
    .where(({ eb, or }) =>
      or([
        eb('upload.draftId', 'is', null),
        eb('upload.draftId', '!=', but.draftId),
        eb('upload.kind', '!=', but.kind),
      ]),
    )
    .executeTakeFirstOrThrow();
  return Number(bytes ?? 0);
}

/** Notes in the rows of open uploads. */
export function multipartNotes(db: Db): MultipartNotes {
  return {
    async read(upload) {
      const row = await findUpload(db, upload);
      if (row?.state !== 'OPEN') return undefined;
      return { note: (JSON.parse(row.parts) as UploadPlan).multipart ?? null, found: row.parts };
    },
    async write(upload, found, note: MultipartNote | null) {
      const { multipart, ...plan } = JSON.parse(found) as UploadPlan;
      const next: UploadPlan = note === null ? plan : { ...plan, multipart: note };
      const result = await db
        .updateTable('upload')
        .set({ parts: JSON.stringify(next) })
        .where('id', '=', upload)
        .where('state', '=', 'OPEN')
        .where('parts', '=', found)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },
  };
}
