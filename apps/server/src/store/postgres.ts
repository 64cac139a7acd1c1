import type { Kysely } from 'kysely';
import { type Dialect, type Driver, PostgresDialect, PostgresDriver, sql } from 'kysely';
import pg from 'pg';
import type { Database } from './schema.ts';
import { refuseInsideTransaction } from './transaction-scope.ts';

/** Object ids of int8 and numeric in pg_type.dat: counts and sums come as these. */
const INT8 = 20;
const NUMERIC = 1700;

function toNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`the database sent ${text}, past 2^53`);
  return number;
}

export interface PostgresOptions {
  databaseUrl: string;
  /** Connections at most. */
  connections?: number;
  /** Milliseconds a statement may run. */
  statementTimeout?: number;
}

/** Opens a pool whose integers are numbers, and whose statements and connection attempts end. */
export function openPostgres({
  databaseUrl,
  connections = 10,
  statementTimeout = 30_000,
}: PostgresOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: connections,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: 60_000,
    statement_timeout: statementTimeout,
    application_name: 'brebaje',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 || oid === NUMERIC
          ? (toNumber as never)
          : (pg.types.getTypeParser as (oid: number, format?: string) => never)(oid, format),
    },
  });
  // An idle connection that the server closes is replaced at the next query; without a listener it would
  // end the process.
  pool.on('error', () => {});
  return pool;
}

/** Kysely on a pool, refusing queries that would leave the transaction they are written in. */
export function postgresDialect(pool: pg.Pool): Dialect {
  return new GuardedPostgresDialect({ pool });
}

class GuardedPostgresDialect extends PostgresDialect {
  readonly #pool: pg.Pool;

  constructor(config: { pool: pg.Pool }) {
    super(config);
    this.#pool = config.pool;
  }

  override createDriver(): Driver {
    return new GuardedPostgresDriver({ pool: this.#pool });
  }
}

class GuardedPostgresDriver extends PostgresDriver {
  override acquireConnection(
    ...args: Parameters<PostgresDriver['acquireConnection']>
  ): ReturnType<PostgresDriver['acquireConnection']> {
    refuseInsideTransaction();
    return super.acquireConnection(...args);
  }
}

/**
 * How many milliseconds the database's clock is ahead of `clock`, from the quickest of a few round trips:
 * the error is at most half of that trip.
 */
export async function clockOffset(db: Kysely<Database>, clock: () => number): Promise<number> {
  let best = { trip: Number.POSITIVE_INFINITY, offset: 0 };
  for (let round = 0; round < 3; round++) {
    const before = clock();
    const { rows } = await sql<{ now: number }>`
      select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(db);
    const after = clock();
    const trip = after - before;
    if (trip < best.trip) best = { trip, offset: Math.round(rows[0]!.now - (before + after) / 2) };
  }
  return best.offset;
}

/** Deadlock or serialization failure: nothing was written, and the same transaction may be run again. */
export function isTransient(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === '40001' || code === '40P01';
}
