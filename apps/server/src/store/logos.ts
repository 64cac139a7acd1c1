import type { Insertable } from 'kysely';
import type { Db } from './open-store.ts';
import type { LogoRow } from './schema.ts';
import type { LogoTable } from './tables/people.ts';

/** A logo without its bytes. */
export type LogoFacts = Omit<LogoRow, 'bytes' | 'createdAt'>;

/** The logos of these projects, by project. */
export async function logosOf(db: Db, projectIds: number[]): Promise<Map<number, LogoFacts>> {
  if (projectIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('logo')
    .select(['projectId', 'hash', 'mediaType', 'width', 'height'])
    .where('projectId', 'in', projectIds)
    .execute();
  return new Map(rows.map((row) => [row.projectId, row]));
}

/** A file that is some project's logo now. */
export function findLogo(db: Db, hash: string): Promise<Pick<LogoRow, 'mediaType' | 'bytes'> | undefined> {
  return db
    .selectFrom('logo')
    .select(['mediaType', 'bytes'])
    .where('hash', '=', hash)
    .limit(1)
    .executeTakeFirst();
}

/** Puts a logo in the place of the one before. */
export async function writeLogo(trx: Db, logo: Insertable<LogoTable>): Promise<void> {
  const { projectId: _, ...changes } = logo;
  await trx
    .insertInto('logo')
    .values(logo)
    .onConflict((conflict) => conflict.column('projectId').doUpdateSet(changes))
    .execute();
}

export async function removeLogo(trx: Db, projectId: number): Promise<void> {
  await trx.deleteFrom('logo').where('projectId', '=', projectId).execute();
}
