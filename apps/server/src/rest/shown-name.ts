import type { Db } from '../store/open-store.ts';
import type { ParticipantRow } from '../store/schema.ts';

/** A participant's name for everybody: as the person chose it, else `contributor-<n>`. */
export function shownName({
  publicName,
  number,
  id,
}: Pick<ParticipantRow, 'publicName' | 'number' | 'id'>): string {
  return publicName ?? `contributor-${number ?? id}`;
}

/** Names of several participants, by their numbers. */
export async function shownNames(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('participant')
    .select(['id', 'number', 'publicName'])
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, shownName(row)]));
}
