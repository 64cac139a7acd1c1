import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createFirstTables } from './first-tables.ts';
import { migrate, SCHEMA_VERSION, SchemaTooNew } from './migrations.ts';
import { type Db, openStore } from './open-store.ts';
import { createSecondTables } from './second-tables.ts';
import { getSetting, setSetting } from './settings.ts';
import { testStores } from './test-stores.ts';

const addTable = (name: string) => (db: Db) => db.schema.createTable(name).addColumn('a', 'text').execute();

it.each(testStores())('migrates on $name from any version, once, and all or nothing', async ({ open }) => {
  const first = async () => {};
  const store = await open({ migrations: [first] });
  const versions: number[] = [];
  const before = (version: number) => versions.push(version);
  const failing = async () => {
    throw new Error('no');
  };
  const target = [first, addTable('one')];
  await expect(migrate(store.db, { before, target: [...target, failing] })).rejects.toThrow('no');
  expect(await getSetting(store.db, 'schemaVersion')).toBe('1');
  await migrate(store.db, { before, target });
  await migrate(store.db, { before, target });
  expect(versions).toEqual([1, 1]);
  expect(await getSetting(store.db, 'schemaVersion')).toBe('2');
  await expect(migrate(store.db, { target: [first] })).rejects.toThrow(SchemaTooNew);
  await store.close();
});

it.each(testStores())('brings rows of the first release on $name along', async ({ place }) => {
  const lasting = await place();
  const old = await lasting.open({ migrations: [createFirstTables] });
  await sql`insert into "user" ("createdAt") values (1)`.execute(old.db);
  await sql`insert into project (slug, name, "createdAt") values ('p', 'P', 1)`.execute(old.db);
  await sql`insert into ceremony ("projectId", slug, title, scheme, status, policy, qualification, test,
    "receiptAddress", "createdAt") values (1, 'c', 'C', 'KZG', 'OPENED', '{}', '{}', 1, '', 1)`.execute(
    old.db,
  );
  for (const [seq, data] of ['{"participant":7,"circuit":3}', '{}'].entries())
    await sql`insert into event ("ceremonyId", seq, type, body, hash, at)
      values (1, ${sql.lit(seq + 1)}, 'turn.step', ${`{"data":${data}}`}, '', 1)`.execute(old.db);
  await old.close();
  const store = await lasting.open();
  expect(await getSetting(store.db, 'schemaVersion')).toBe(String(SCHEMA_VERSION));
  const user = await store.db.selectFrom('user').selectAll().executeTakeFirstOrThrow();
  expect(user).toMatchObject({ createdAt: 1, role: null, version: 0 });
  const project = await store.db.selectFrom('project').selectAll().executeTakeFirstOrThrow();
  expect(project).toMatchObject({ slug: 'p', archivedAt: null });
  const events = await store.db
    .selectFrom('event')
    .select(['seq', 'participantId', 'circuitId'])
    .orderBy('seq')
    .execute();
  expect(events).toEqual([
    { seq: 1, participantId: 7, circuitId: 3 },
    { seq: 2, participantId: null, circuitId: null },
  ]);
  await store.close();
  await lasting.remove();
});

it.each(testStores())(
  'brings uploads on $name along, and takes those of circuits from then on',
  async ({ place }) => {
    const lasting = await place();
    const old = await lasting.open({ migrations: [createFirstTables, createSecondTables] });
    const insert = (table: string, values: Record<string, string | number>) => {
      const columns = sql.join(Object.keys(values).map((name) => sql.ref(name)));
      return sql`insert into ${sql.table(table)} (${columns}) values (${sql.join(Object.values(values))})`.execute(
        old.db,
      );
    };
    const at = { createdAt: 1 };
    await insert('user', at);
    await insert('identity', { ...at, userId: 1, provider: 'Ethereum', subject: 'a', handle: 'a' });
    await insert('project', { ...at, slug: 'p', name: 'P' });
    const rules = { policy: '{}', qualification: '{}', test: 1, receiptAddress: '' };
    const ceremony = { slug: 'c', title: 'C', scheme: 'GROTH16', status: 'OPENED' };
    await insert('ceremony', { ...at, ...rules, ...ceremony, projectId: 1 });
    await insert('blob', { ...at, hash: 'h', size: 1, kind: 'genesis' });
    const blobs = { genesisBlob: 'h', headBlob: 'h', metadata: '{}' };
    await insert('circuit', { ...blobs, ceremonyId: 1, sequence: 1, slug: 'a' });
    const person = {
      userId: 1,
      ceremonyId: 1,
      identityId: 1,
      status: 'READY',
      contributionStep: 'DOWNLOADING',
    };
    await insert('participant', { ...at, ...person });
    const turn = {
      circuitId: 1,
      participantId: 1,
      phase: 'WORKING',
      baseBlob: 'h',
      basePosition: 0,
      openedAt: 1,
    };
    await insert('turn', turn);
    const upload = { kind: 'slim', size: 7, state: 'OPEN', parts: '{}' };
    await insert('upload', { ...at, ...upload, participantId: 1, turnId: 1 });
    await old.close();
    const { db, close } = await lasting.open();
    const before = await db.selectFrom('upload').selectAll().executeTakeFirstOrThrow();
    expect(before).toMatchObject({ id: 1, participantId: 1, turnId: 1, draftId: null, size: 7, version: 0 });
    const about = { sequence: 1, slug: 'b', about: '{}', files: '{}', state: 'FILES' as const };
    await db
      .insertInto('draft')
      .values({ ...about, ...at, ceremonyId: 1, touchedAt: 1 })
      .execute();
    const added = { ...upload, ...at, state: 'OPEN' as const, draftId: 1 };
    const row = await db.insertInto('upload').values(added).returningAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ id: 2, turnId: null, draftId: 1 });
    await expect(
      db
        .insertInto('upload')
        .values({ ...added, draftId: 2 })
        .execute(),
    ).rejects.toThrow();
    await close();
    await lasting.remove();
  },
);

it.each(testStores())('opens on $name by several processes at once', async ({ name, place }) => {
  const lasting = await place();
  // SQLite's folder is locked by one server; only Postgres is opened by several.
  const stores = await Promise.all(Array.from({ length: name === 'Postgres' ? 4 : 1 }, () => lasting.open()));
  for (const store of stores) {
    expect(await getSetting(store.db, 'schemaVersion')).toBe(String(SCHEMA_VERSION));
    await store.close();
  }
  await lasting.remove();
});

it.each(testStores())(
  'refuses on $name what a newer version has written, and leaves it alone',
  async ({ place }) => {
    const lasting = await place();
    const store = await lasting.open();
    await setSetting(store.db, 'schemaVersion', String(SCHEMA_VERSION + 1));
    await store.close();
    await expect(lasting.open()).rejects.toThrow(SchemaTooNew);
    await lasting.remove();
  },
);

it('copies a SQLite database before migrating it, and keeps earlier copies', async () => {
  const lasting = await testStores()[0]!.place();
  const { dataFolder } = lasting.place as { dataFolder: string };
  const store = await lasting.open({ migrations: [async () => {}] });
  await setSetting(store.db, 'a', 'kept');
  await store.close();
  const copies = () => readdirSync(dataFolder).filter((name) => name.includes('before-migration'));
  expect(copies()).toEqual([]);
  for (const expected of [1, 2]) {
    const again = await openStore(
      { dataFolder },
      { migrations: [async () => {}, addTable(`table${expected}`)] },
    );
    await setSetting(again.db, 'schemaVersion', '1');
    await again.close();
    expect(copies()).toHaveLength(expected);
  }
  const path = join(dataFolder, copies()[0]!);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const copy = new DatabaseSync(path, { readOnly: true });
  expect(copy.prepare("select value from setting where key = 'a'").get()).toEqual({ value: 'kept' });
  expect(copy.prepare("select value from setting where key = 'schemaVersion'").get()).toEqual({ value: '1' });
  copy.close();
  expect(existsSync(join(dataFolder, 'brebaje.sqlite'))).toBe(true);
  await lasting.remove();
});
