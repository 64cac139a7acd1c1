/**
 * Lists of rows, page by page. A page goes on where the one before ended (keyset), so a row that comes or goes
 * meanwhile moves no other, and the last page costs what the first does.
 */
import { createHash } from 'node:crypto';
import type { Expression, ExpressionBuilder, Selectable, SqlBool } from 'kysely';
import { sql } from 'kysely';
import { z } from 'zod';
import { canonicalJson } from '../store/canonical-json.ts';
import type { Db } from '../store/open-store.ts';
import type { Database } from '../store/schema.ts';
import { Problem } from './problem.ts';
import { totalOf } from './total.ts';

/** Tables whose rows have a number. */
type Listed = {
  [T in keyof Database]: Selectable<Database[T]> extends { id: number } ? T : never;
}[keyof Database];
type Row<T extends Listed> = Selectable<Database[T]>;
type Where<T extends Listed> = (eb: ExpressionBuilder<Database, T>) => Expression<SqlBool>;

/** Columns that rows can be sorted by: never null, each with an index (with `id` behind it) where lists are long. */
type Sorts<T extends Listed> = {
  [K in keyof Row<T>]?: Row<T>[K] extends number ? 'number' : Row<T>[K] extends string ? 'text' : never;
};

type Filters<T extends Listed> = Record<
  string,
  (eb: ExpressionBuilder<Database, T>, value: never) => Expression<SqlBool>
>;

type Values<F> = {
  [K in keyof F]?: (F[K] extends (eb: never, value: infer V) => unknown ? V : never) | undefined;
};

/** A parsed `listQuery`: paging, order, and the filters that are set. */
type Query<F> = Values<F> & { limit: number; after?: string | undefined; sort: string };

/** What `items` are made of, and the rest of the answer. */
export interface Page<R> {
  rows: R[];
  /** Rows that fit the filter: counted for the first page, handed on to the next ones. */
  total: number;
  /** Absent on the last page. */
  next?: string;
}

/** Where a page ended: order, the last row's value and number, the filter's hash, the total. */
const cursorSchema = z.tuple([
  z.string().max(64),
  z.union([
    z.int(),
    z
      .string()
      .max(256)
      .regex(/^[^\p{Cc}\p{Cs}]*$/u),
  ]),
  z.int().min(0),
  z.string().length(11),
  z.int().min(0),
]);

/**
 * Describes a list of one table.
 *
 *     const PROJECTS = listing('project', {
 *       sorts: { id: 'number', slug: 'text' },
 *       filters: { ownerUserId: (eb, id: number) => eb('ownerUserId', '=', id) },
 *     });
 *     const { rows, ...page } = await PROJECTS.page(db, call.query, (eb) => eb('archivedAt', 'is', null));
 *     return { body: { ...page, items: rows.map(shown) } };
 *
 * A filter that is undefined in the query does not apply. `always` holds whatever the query says, such as what
 * this caller may see. Costs: one read of at most limit + 1 rows through an index, and for the first page a
 * count of the rows that fit (see total.ts). Throws INVALID_REQUEST for a cursor of another order or filter.
 */
export function listing<T extends Listed, F extends Filters<T>>(
  table: T,
  { sorts, filters }: { sorts: Sorts<T> & { id: 'number' }; filters: F },
) {
  const kinds = sorts as Record<string, 'number' | 'text'>;

  async function page(db: Db, query: Query<F>, always?: Where<T>): Promise<Page<Row<T>>> {
    const { limit, after, sort, ...values } = query;
    const descending = sort.startsWith('-');
    const column = descending ? sort.slice(1) : sort;
    const kind = kinds[column];
    if (kind === undefined) throw new Error(`${table} is not sorted by ${column}`);
    const filter = hashOf([table, values]);
    const cursor = after === undefined ? undefined : readCursor(after, { sort, kind, filter });

    // The builders' types do not follow a table that is a type parameter; one table stands for all.
    const from = db.selectFrom(table as 'participant');
    const conditions: Where<'participant'>[] = Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        const where = filters[name];
        if (!where) throw new Error(`${table} has no filter ${name}`);
        return (eb) => where(eb as never, value as never);
      });
    if (always) conditions.push(always as unknown as Where<'participant'>);
    const fitting = conditions.reduce((query, condition) => query.where(condition), from);

    const direction = descending ? 'desc' : 'asc';
    let read = fitting.selectAll().orderBy(sql.ref(column), direction);
    if (column !== 'id') read = read.orderBy('id', direction);
    if (cursor) {
      const comparison = sql.raw(descending ? '<' : '>');
      read = read.where(
        column === 'id'
          ? sql<boolean>`${sql.ref('id')} ${comparison} ${cursor.id}`
          : sql<boolean>`(${sql.ref(column)}, ${sql.ref('id')}) ${comparison} (${cursor.value}, ${cursor.id})`,
      );
    }
    const found = (await read.limit(sql.lit(limit + 1)).execute()) as unknown as Row<T>[];
    const rows = found.slice(0, limit);
    const last = rows.at(-1) as (Record<string, string | number> & { id: number }) | undefined;
    const more = found.length > limit;
    // A first page that holds everything has counted it.
    const total =
      cursor?.total ??
      (more ? await totalOf(db, fitting.select(sql<number>`count(*)`.as('total')).compile()) : rows.length);
    if (!more || !last) return { rows, total };
    const next = writeCursor([sort, column === 'id' ? 0 : last[column]!, last.id, filter, total]);
    return { rows, total, next };
  }
  return { page };
}

function writeCursor(cursor: z.infer<typeof cursorSchema>): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function readCursor(
  text: string,
  { sort, kind, filter }: { sort: string; kind: 'number' | 'text'; filter: string },
): { value: number | string; id: number; total: number } {
  const parsed = cursorSchema.safeParse(jsonOf(Buffer.from(text, 'base64url').toString('utf8')));
  if (!parsed.success) throw refused('is no `next` of ours.');
  const [order, value, id, filtered, total] = parsed.data;
  const fits = order === sort && filtered === filter;
  if (!fits) throw refused('belongs to a list with another order or other filters: begin again without it.');
  if (sort.replace('-', '') !== 'id' && typeof value !== (kind === 'text' ? 'string' : 'number'))
    throw refused('is no `next` of ours.');
  return { value, id, total };
}

function refused(why: string): Problem {
  return new Problem('INVALID_REQUEST', `after ${why}`, { errors: [{ path: 'after', message: why }] });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Eight bytes: enough to notice a mistake; a forged cursor shows nobody anything that its query does not. */
function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest().subarray(0, 8).toString('base64url');
}
