import { listQuery } from '@brebaje/protocol/rest/list-query';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Store } from '../store/open-store.ts';
import { testStores } from '../store/test-stores.ts';
import { listing } from './list.ts';

const PROJECTS = listing('project', {
  sorts: { id: 'number', createdAt: 'number', slug: 'text' },
  filters: {
    name: (eb, name: string) => eb('name', '=', name),
    listed: (eb, listed: boolean) => eb('archivedAt', listed ? 'is' : 'is not', null),
  },
});

const querySchema = listQuery(['id', 'createdAt', 'slug'], {
  name: z.string().optional(),
  listed: z.stringbool().optional(),
});
const query = (text: Record<string, string>) => querySchema.parse(text);

describe.each(testStores())('a list on $name', ({ open }) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
    // Three share a time each, so that the number has to decide.
    await store.db
      .insertInto('project')
      .values(
        Array.from({ length: 25 }, (_, index) => ({
          slug: `p-${String((index * 7) % 25).padStart(2, '0')}`,
          name: index % 2 === 0 ? 'even' : 'odd',
          createdAt: 1000 - Math.floor(index / 3),
          archivedAt: index % 5 === 0 ? 1 : null,
        })),
      )
      .execute();
  });
  afterAll(() => store.close());

  const walk = async (wanted: Record<string, string>) => {
    const seen: Record<string, unknown>[] = [];
    const totals = new Set<number>();
    let after: string | undefined;
    let pages = 0;
    do {
      const page = await PROJECTS.page(store.db, query({ ...wanted, ...(after ? { after } : {}) }));
      seen.push(...page.rows);
      totals.add(page.total);
      after = page.next;
      pages++;
    } while (after !== undefined);
    return { seen, totals: [...totals], pages };
  };

  it('gives every row once and in order, whatever the order, filter and size of a page', async () => {
    const all = await store.db.selectFrom('project').selectAll().execute();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('id', 'createdAt', 'slug'),
        fc.boolean(),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom({}, { name: 'even' }, { listed: 'false' }, { name: 'odd', listed: 'true' }),
        async (key, descending, limit, filter: { name?: string; listed?: string }) => {
          const fitting = all.filter(
            ({ name, archivedAt }) =>
              (filter.name === undefined || name === filter.name) &&
              (filter.listed === undefined || (archivedAt === null) === (filter.listed === 'true')),
          );
          const column = key as 'id' | 'createdAt' | 'slug';
          fitting.sort((a, b) => (a[column] < b[column] ? -1 : a[column] > b[column] ? 1 : a.id - b.id));
          if (descending) fitting.reverse();
          const { seen, totals, pages } = await walk({
            ...filter,
            sort: descending ? `-${key}` : key,
            limit: String(limit),
          });
          expect(seen.map(({ id }) => id)).toEqual(fitting.map(({ id }) => id));
          expect(totals).toEqual([fitting.length]);
          expect(pages).toBe(Math.max(1, Math.ceil(fitting.length / limit)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('lets rows come and go between two pages without moving others', async () => {
    const first = await PROJECTS.page(store.db, query({ sort: '-slug', limit: '3' }));
    const { id } = await store.db
      .insertInto('project')
      .values({ slug: 'zz', name: 'late', createdAt: 0 })
      .returning('id')
      .executeTakeFirstOrThrow();
    await store.db.deleteFrom('project').where('id', '=', first.rows[1]!.id).execute();
    const second = await PROJECTS.page(store.db, query({ sort: '-slug', limit: '3', after: first.next! }));
    expect(second.rows.map(({ slug }) => slug)).toEqual(['p-21', 'p-20', 'p-19']);
    await store.db.deleteFrom('project').where('id', '=', id).execute();
    await store.db.insertInto('project').values(first.rows[1]!).execute();
  });

  it('applies what always holds to rows and total', async () => {
    const page = await PROJECTS.page(store.db, query({ limit: '2' }), (eb) => eb('name', '=', 'odd'));
    expect(page).toMatchObject({ total: 12, rows: [{ name: 'odd' }, { name: 'odd' }] });
    expect(page.next).toBeDefined();
  });

  it('refuses a cursor of another order or filter, and what is none', async () => {
    const { next } = await PROJECTS.page(store.db, query({ sort: 'slug', limit: '2' }));
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const [, , , hash] = JSON.parse(Buffer.from(next!, 'base64url').toString());
    for (const wanted of [
      { sort: '-slug', after: next! },
      { after: next! },
      { sort: 'slug', name: 'even', after: next! },
      { sort: 'slug', listed: 'true', after: next! },
      { sort: 'slug', after: 'AAAA' },
      { sort: 'slug', after: forged({}) },
      { sort: 'slug', after: forged(['slug', 7, 1, hash, 25]) },
      { sort: 'slug', after: forged(['slug', 'a\0b', 1, hash, 25]) },
      { sort: 'slug', after: forged(['slug', 'a', 1e300, hash, 25]) },
      { sort: 'createdAt', after: forged(['createdAt', 'a', 1, hash, 25]) },
    ])
      await expect(PROJECTS.page(store.db, query(wanted))).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(
      PROJECTS.page(store.db, query({ sort: 'slug', limit: '9', after: next! })),
    ).resolves.toMatchObject({ total: 25 });
  });

  it('says when the filter or the order of a query is none of the list', async () => {
    const other = { limit: 1, sort: 'name' };
    await expect(PROJECTS.page(store.db, other)).rejects.toThrow('not sorted by name');
    await expect(PROJECTS.page(store.db, { limit: 1, sort: 'id', owner: 1 } as typeof other)).rejects.toThrow(
      'no filter owner',
    );
  });
});

it.each([
  { limit: '0' },
  { limit: '101' },
  { limit: 'NaN' },
  { limit: '1.5' },
  { limit: '' },
  { sort: 'name' },
  { sort: '--id' },
  { after: 'a b' },
  { after: 'a'.repeat(2049) },
  { unknown: '1' },
])('refuses the query %o', (wanted) => {
  expect(querySchema.safeParse(wanted).success).toBe(false);
});
