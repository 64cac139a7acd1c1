/** The words in which migrations define tables, on either database. */
import { type ColumnDataType, type ColumnDefinitionBuilder, type CreateTableBuilder, sql } from 'kysely';
import { dialectOf } from './dialect-of.ts';
import type { Db } from './open-store.ts';

type Define = (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;

export const required: Define = (column) => column.notNull();
export const zero: Define = (column) => column.notNull().defaultTo(0);

export function refers(target: string): Define {
  return (column) => column.notNull().references(target);
}

export function mayRefer(target: string): Define {
  return (column) => column.references(target);
}

/** What differs between the databases. */
export function tablesOf(db: Db) {
  const postgres = dialectOf(db) === 'postgres';
  return {
    // SQLite's STRICT tables know INTEGER (64 bits), not BIGINT, and refuse values of another type.
    int: (postgres ? 'bigint' : 'integer') as ColumnDataType,
    id: ((column) =>
      postgres
        ? column.generatedByDefaultAsIdentity().primaryKey()
        : column.primaryKey().autoIncrement().notNull()) satisfies Define,
    create(name: string, define: (table: CreateTableBuilder<string>) => CreateTableBuilder<string>) {
      const table = define(db.schema.createTable(name) as CreateTableBuilder<string>);
      return (postgres ? table : table.modifyEnd(sql`strict`)).execute();
    },
    /** One statement each: SQLite adds one column at a time. */
    async add(table: string, columns: Record<string, ColumnDataType | [ColumnDataType, Define]>) {
      for (const [name, kind] of Object.entries(columns)) {
        const [type, define] = Array.isArray(kind)
          ? kind
          : [kind, (column: ColumnDefinitionBuilder) => column];
        await db.schema.alterTable(table).addColumn(name, type, define).execute();
      }
    },
    index: (name: string) => db.schema.createIndex(name),
  };
}
