import { sql } from 'kysely';
import { dialectOf } from './dialect-of.ts';
import { createFifthTables } from './fifth-tables.ts';
import { createFirstTables } from './first-tables.ts';
import { createFourthTables } from './fourth-tables.ts';
import type { Db } from './open-store.ts';
import { createSecondTables } from './second-tables.ts';
import { createThirdTables } from './third-tables.ts';

export type Migrations = readonly ((db: Db) => Promise<void>)[];

/**
 * What turns the tables of version n into those of version n + 1, at index n. A migration that was released
 * is never changed.
 */
const MIGRATIONS: Migrations = [
  createFirstTables,
  createSecondTables,
  createThirdTables,
  createFourthTables,
  createFifthTables,
];

/** The version of the tables that this program reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

const VERSION_KEY = 'schemaVersion';

/** Any number, the same in all servers: whoever holds it migrates. */
const MIGRATION_LOCK = 7_215_640;

/** The database was written by a newer version of this program; it is left as it is. */
export class SchemaTooNew extends Error {
  constructor(found: number) {
    super(
      `the database has tables of version ${found}, this program knows ${SCHEMA_VERSION}: use the newer program, or restore a copy made before it ran`,
    );
    this.name = 'SchemaTooNew';
  }
}

/**
 * Brings the tables to SCHEMA_VERSION in one transaction. `before` runs first when there is something to
 * migrate, with the version found, to keep a copy. Throws SchemaTooNew.
 */
export async function migrate(
  db: Db,
  {
    before,
    target = MIGRATIONS,
  }: { before?: (version: number) => void; target?: Migrations | undefined } = {},
): Promise<void> {
  const found = await schemaVersion(db);
  if (found > target.length) throw new SchemaTooNew(found);
  if (found === target.length) return;
  if (found > 0) before?.(found);
  await db.transaction().execute(async (trx) => {
    if (dialectOf(trx) === 'postgres')
      await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(trx);
    if (!(await hasSettings(trx)))
      await trx.schema
        .createTable('setting')
        .addColumn('key', 'text', (column) => column.primaryKey().notNull())
        .addColumn('value', 'text', (column) => column.notNull())
        .execute();
    // Another process may have migrated while this one waited for the lock.
    const from = await schemaVersion(trx);
    if (from > target.length) throw new SchemaTooNew(from);
    for (const step of target.slice(from)) await step(trx);
    const value = String(target.length);
    await trx
      .insertInto('setting')
      .values({ key: VERSION_KEY, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute();
  });
}

/** The version of the tables that are there; 0 when there are none. */
async function schemaVersion(db: Db): Promise<number> {
  if (!(await hasSettings(db))) return 0;
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', VERSION_KEY)
    .executeTakeFirst();
  return row === undefined ? 0 : Number(row.value);
}

async function hasSettings(db: Db): Promise<boolean> {
  // On Postgres not to_regclass: its answer may be older than the wait for the lock.
  const { rows } =
    dialectOf(db) === 'postgres'
      ? await sql`select 1 from information_schema.tables
          where table_schema = current_schema() and table_name = 'setting'`.execute(db)
      : await sql`select 1 from sqlite_master where type = 'table' and name = 'setting'`.execute(db);
  return rows.length > 0;
}
