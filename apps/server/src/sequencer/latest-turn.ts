import { sql } from 'kysely';
import type { Db } from '../store/open-store.ts';
import type { TurnRow } from '../store/schema.ts';

/** A circuit's latest turn, open or closed. */
export function latestTurnOfCircuit(db: Db, circuitId: number): Promise<TurnRow | undefined> {
  return db
    .selectFrom('turn')
    .selectAll()
    .where('circuitId', '=', circuitId)
    .orderBy('id', 'desc')
    .limit(sql.lit(1))
    .executeTakeFirst();
}
