/** Stores for tests: the same suite runs on SQLite and, where there is one, on Postgres. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openStore, type Store, type StoreOptions, type StorePlace } from './open-store.ts';
import { testPostgres } from './test-postgres.ts';

/** A place that outlives the stores opened on it, for tests of restarts. */
export interface TestPlace {
  place: StorePlace;
  open(options?: StoreOptions): Promise<Store>;
  remove(): Promise<void>;
}

export interface TestStore {
  name: 'SQLite' | 'Postgres';
  /** An empty store of its own; `close` removes everything. */
  open(options?: StoreOptions): Promise<Store>;
  place(): Promise<TestPlace>;
}

/** `describe.each(testStores())('…on $name', ({ open }) => …)`. Prints why when Postgres is left out. */
export function testStores(): TestStore[] {
  const stores = [testStore('SQLite', sqlitePlace)];
  const postgres = testPostgres();
  if ('missing' in postgres) console.warn(`Postgres is not tested: ${postgres.missing}`);
  else stores.push(testStore('Postgres', async () => postgresPlace(await postgres.url())));
  return stores;
}

function testStore(name: TestStore['name'], place: () => Promise<TestPlace>): TestStore {
  return {
    name,
    place,
    async open(options) {
      const own = await place();
      const store = await own.open(options);
      return {
        ...store,
        close: async () => {
          await store.close();
          await own.remove();
        },
      };
    },
  };
}

async function sqlitePlace(): Promise<TestPlace> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'brebaje-store-'));
  const place = { dataFolder };
  return {
    place,
    open: (options) => openStore(place, options),
    remove: async () => rmSync(dataFolder, { recursive: true, force: true }),
  };
}

/** A schema of its own in the given database: quicker to make than a database. */
async function postgresPlace(url: string): Promise<TestPlace> {
  const schema = `test_${randomBytes(8).toString('hex')}`;
  const run = async (text: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  };
  await run(`create schema ${schema}`);
  const options = encodeURIComponent(`-c search_path=${schema}`);
  const place = { databaseUrl: `${url}${url.includes('?') ? '&' : '?'}options=${options}` };
  return {
    place,
    open: (opened) => openStore(place, opened),
    remove: () => run(`drop schema ${schema} cascade`),
  };
}
