import type { Insertable, Updateable } from 'kysely';
import { dialectOf } from './dialect-of.ts';
import type { Db } from './open-store.ts';
import type { CeremonyRow, ProjectRow } from './schema.ts';
import type { CeremonyStatus, CeremonyTable } from './tables/ceremonies.ts';

/** The project with this slug; makes it the first time. */
export async function ensureProject(
  db: Db,
  project: { slug: string; name: string; ownerUserId?: number | null },
  now: number,
): Promise<ProjectRow> {
  await db
    .insertInto('project')
    .values({ ...project, createdAt: now })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .execute();
  return db.selectFrom('project').selectAll().where('slug', '=', project.slug).executeTakeFirstOrThrow();
}

/** Undefined when the slug is taken. */
export function createCeremony(
  db: Db,
  ceremony: Insertable<CeremonyTable>,
): Promise<CeremonyRow | undefined> {
  return db
    .insertInto('ceremony')
    .values(ceremony)
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returningAll()
    .executeTakeFirst();
}

export function findCeremony(db: Db, id: number): Promise<CeremonyRow | undefined> {
  return db.selectFrom('ceremony').selectAll().where('id', '=', id).executeTakeFirst();
}

export function findCeremonyBySlug(db: Db, slug: string): Promise<CeremonyRow | undefined> {
  return db.selectFrom('ceremony').selectAll().where('slug', '=', slug).executeTakeFirst();
}

/** Ceremonies by number; all, or those with one of these statuses. */
export function listCeremonies(db: Db, statuses?: readonly CeremonyStatus[]): Promise<CeremonyRow[]> {
  let query = db.selectFrom('ceremony').selectAll().orderBy('id');
  if (statuses) query = query.where('status', 'in', statuses);
  return query.execute();
}

/**
 * The ceremony, locked until the transaction ends. Taken first, it puts everything that happens to one
 * ceremony in one order on Postgres, as SQLite does by itself, and excludes deadlocks with the audit log.
 */
export function lockCeremony(trx: Db, id: number): Promise<CeremonyRow | undefined> {
  const query = trx.selectFrom('ceremony').selectAll().where('id', '=', id);
  return (dialectOf(trx) === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
}

/** Columns that other files of the store keep. */
type Kept = 'id' | 'version' | 'lastSeq' | 'lastEventHash' | 'waiting' | 'lastNumber';

/** Changes the ceremony if it is still the row that was read; undefined when somebody else changed it. */
export function updateCeremony(
  db: Db,
  before: Pick<CeremonyRow, 'id' | 'version'>,
  changes: Omit<Updateable<CeremonyTable>, Kept>,
): Promise<CeremonyRow | undefined> {
  return db
    .updateTable('ceremony')
    .set({ ...changes, version: before.version + 1 })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .returningAll()
    .executeTakeFirst();
}
