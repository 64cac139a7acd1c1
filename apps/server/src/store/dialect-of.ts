import { PostgresAdapter } from 'kysely';
import type { Db } from './open-store.ts';

/** Which database a handle speaks to, for the few statements that have no common spelling. */
export function dialectOf(db: Db): 'sqlite' | 'postgres' {
  return db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
}
