import type { ShownDraft } from '@brebaje/protocol/rest/drafts';
import type { DraftFile } from '@brebaje/protocol/rest/uploads';
import { toSeconds } from '../rest/seconds.ts';
import type { Db } from '../store/open-store.ts';
import type { DraftRow } from '../store/schema.ts';
import { aboutOf, filesOf } from './drafts.ts';
import { genesisOf } from './genesis-jobs.ts';

/** A draft as its coordinators see it. */
export async function shownDraft(db: Db, row: DraftRow): Promise<ShownDraft> {
  const { acting: _, ...about } = aboutOf(row);
  const uploads = await db
    .selectFrom('upload')
    .select(['id', 'kind', 'size'])
    .where('draftId', '=', row.id)
    .where('state', '=', 'OPEN')
    .orderBy('id')
    .execute();
  const genesis = row.state === 'WORKING' ? await genesisOf(db, row.id) : undefined;
  return {
    id: row.id,
    ceremonyId: row.ceremonyId,
    ...(row.circuitId === null ? {} : { circuitId: row.circuitId }),
    sequence: row.sequence,
    slug: row.slug,
    ...about,
    state: row.state,
    files: Object.entries(filesOf(row)).map(([kind, file]) => ({ kind: kind as DraftFile, ...file })),
    uploads: uploads.map(({ kind, ...upload }) => ({ ...upload, kind: kind as DraftFile })),
    ...(genesis === undefined ? {} : { genesis }),
    ...(row.problem === null ? {} : { problem: row.problem }),
    createdAt: toSeconds(row.createdAt),
  };
}
