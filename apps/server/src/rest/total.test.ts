import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Store } from '../store/open-store.ts';
import { testStores } from '../store/test-stores.ts';
import { totalOf } from './total.ts';

let store: Store;
beforeEach(async () => {
  store = await testStores()[0]!.open();
});
afterEach(() => store.close());

let time = 0;
const clock = () => time++;
const ticket = (idHash: string) => ({ kind: 'nonce' as const, idHash, data: '', expiresAt: 0 });
const add = (idHash: string) => store.db.insertInto('ticket').values(ticket(idHash)).execute();

const tickets = (times = 1) =>
  store.db.selectFrom('ticket').select(sql<number>`count(*) * ${times}`.as('total')).compile();

it('counts few rows each time', async () => {
  expect(await totalOf(store.db, tickets(), clock)).toBe(0);
  await add('a');
  expect(await totalOf(store.db, tickets(), clock)).toBe(1);
});

it('keeps a large total for a while, each filter its own', async () => {
  await add('a');
  expect(await totalOf(store.db, tickets(10_000), clock)).toBe(10_000);
  await add('b');
  expect(await totalOf(store.db, tickets(10_000), clock)).toBe(10_000);
  expect(await totalOf(store.db, tickets(20_000), clock)).toBe(40_000);
  time += 1000;
  expect(await totalOf(store.db, tickets(10_000), clock)).toBe(20_000);
});

it('counts once for all who ask at the same moment', async () => {
  const asked = [tickets(), tickets(), tickets()].map((count) => totalOf(store.db, count, clock));
  expect(new Set(asked).size).toBe(1);
  expect(await Promise.all(asked)).toEqual([0, 0, 0]);
});

it('counts within a transaction what it sees', async () => {
  await add('a');
  expect(await totalOf(store.db, tickets(10_000), clock)).toBe(10_000);
  const total = await store.transaction(async (trx) => {
    await trx.insertInto('ticket').values(ticket('b')).execute();
    return totalOf(trx, tickets(10_000), clock);
  });
  expect(total).toBe(20_000);
});

it('does not keep a failure', async () => {
  const broken = sql<{ total: number }>`select total from later`.compile(store.db);
  await expect(totalOf(store.db, broken, clock)).rejects.toThrow();
  await sql`create table later as select 6000 as total`.execute(store.db);
  expect(await totalOf(store.db, broken, clock)).toBe(6000);
});
