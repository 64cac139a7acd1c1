import { chmodSync, closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { type Migrations, migrate } from './migrations.ts';
import { clockOffset, isTransient, openPostgres, postgresDialect } from './postgres.ts';
import type { Database } from './schema.ts';
import { openSqlite, sqliteDialect } from './sqlite.ts';
import { insideTransaction } from './transaction-scope.ts';

/** The handle that repository functions take: the store's own, or a transaction's. */
export type Db = Kysely<Database>;

export interface Store {
  readonly kind: 'sqlite' | 'postgres';
  readonly db: Db;
  /**
   * Runs `fn` in one transaction: all of it is on the disk when the promise resolves, nothing of it when it
   * rejects. On SQLite transactions run one after another. On Postgres `fn` may run again after a deadlock,
   * so it has no effects besides its queries. Queries inside use the handle it is given; others throw.
   */
  transaction<T>(fn: (trx: Db) => Promise<T>): Promise<T>;
  /** Milliseconds since 1970: on Postgres the database's clock, as of the latest `syncClock`. */
  now(): number;
  /** Measures the database's clock again; on SQLite nothing to do. */
  syncClock(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** This process's clock, milliseconds since 1970. */
  clock?: () => number;
  /** Instead of this program's own. */
  migrations?: Migrations;
}

export type StorePlace = { dataFolder: string } | { databaseUrl: string; connections?: number };

/** Name of the embedded database in the data folder. */
export const DATABASE_FILE = 'brebaje.sqlite';

/** How often a transaction that lost a deadlock is run again. */
const ATTEMPTS = 10;

/**
 * Opens the store and brings its tables up to date; a SQLite database is copied beside itself first. Throws
 * SchemaTooNew when a newer version has written it. Does not lock the data folder: `openDataFolder` does.
 */
export async function openStore(place: StorePlace, options: StoreOptions = {}): Promise<Store> {
  return 'databaseUrl' in place ? openOnPostgres(place, options) : openOnSqlite(place.dataFolder, options);
}

async function openOnSqlite(
  dataFolder: string,
  { clock = Date.now, migrations }: StoreOptions,
): Promise<Store> {
  const path = join(dataFolder, DATABASE_FILE);
  // SQLite gives its -wal and -shm files the mode of the database.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database: DatabaseSync = openSqlite(path);
  const db = new Kysely<Database>({ dialect: sqliteDialect(database) });
  try {
    await migrate(db, { target: migrations, before: (version) => copyBefore(database, path, version) });
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    kind: 'sqlite',
    db,
    transaction: (fn) => db.transaction().execute((trx) => insideTransaction(() => fn(trx))),
    now: clock,
    syncClock: async () => {},
    close: () => db.destroy(),
  };
}

/** Keeps the database as it was, beside itself, under a name that is not taken. */
function copyBefore(database: DatabaseSync, path: string, version: number): void {
  const base = path.replace(/\.sqlite$/, `.before-migration-${version}`);
  let copy = `${base}.sqlite`;
  for (let count = 2; existsSync(copy); count++) copy = `${base}-${count}.sqlite`;
  database.prepare('vacuum into ?').run(copy);
  chmodSync(copy, 0o600);
  const file = openSync(copy, 'r+');
  fsyncSync(file);
  closeSync(file);
}

async function openOnPostgres(
  { databaseUrl, connections }: { databaseUrl: string; connections?: number },
  { clock = Date.now, migrations }: StoreOptions,
): Promise<Store> {
  const pool = openPostgres({ databaseUrl, ...(connections === undefined ? {} : { connections }) });
  const db = new Kysely<Database>({ dialect: postgresDialect(pool) });
  let offset: number;
  try {
    await migrate(db, { target: migrations });
    offset = await clockOffset(db, clock);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    kind: 'postgres',
    db,
    transaction: async (fn) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await db.transaction().execute((trx) => insideTransaction(() => fn(trx)));
        } catch (error) {
          if (attempt === ATTEMPTS || !isTransient(error)) throw error;
        }
      }
    },
    now: () => clock() + offset,
    syncClock: async () => {
      offset = await clockOffset(db, clock);
    },
    close: () => db.destroy(),
  };
}
