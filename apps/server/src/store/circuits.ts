import type { Insertable, Updateable } from 'kysely';
import type { Db } from './open-store.ts';
import type { CircuitRow } from './schema.ts';
import type { CircuitTable } from './tables/ceremonies.ts';

/** Adds a circuit; its genesis and head blobs have rows already. */
export function createCircuit(db: Db, circuit: Insertable<CircuitTable>): Promise<CircuitRow> {
  return db.insertInto('circuit').values(circuit).returningAll().executeTakeFirstOrThrow();
}

export function findCircuit(db: Db, id: number): Promise<CircuitRow | undefined> {
  return db.selectFrom('circuit').selectAll().where('id', '=', id).executeTakeFirst();
}

/** A ceremony's circuits in order; a KZG ceremony has exactly one. */
export function circuitsOf(db: Db, ceremonyId: number): Promise<CircuitRow[]> {
  return db
    .selectFrom('circuit')
    .selectAll()
    .where('ceremonyId', '=', ceremonyId)
    .orderBy('sequence')
    .execute();
}

/** Circuits whose chain begins with these bytes or has reached them. */
export async function circuitsInState(db: Db, hash: string): Promise<CircuitRow[]> {
  return db
    .selectFrom('circuit')
    .selectAll()
    .where(({ eb, or, selectFrom }) =>
      or([
        eb('genesisBlob', '=', hash),
        eb('headBlob', '=', hash),
        // A chain that was begun elsewhere goes on from there.
        eb('metadata', 'like', `%"sha256":"${hash}"%`),
        eb('id', 'in', selectFrom('contribution').select('circuitId').where('headBlob', '=', hash)),
      ]),
    )
    .execute();
}

/** Changes the circuit if it is still the row that was read; undefined when somebody else changed it. */
export function updateCircuit(
  db: Db,
  before: Pick<CircuitRow, 'id' | 'version'>,
  changes: Omit<Updateable<CircuitTable>, 'id' | 'version'>,
): Promise<CircuitRow | undefined> {
  return db
    .updateTable('circuit')
    .set({ ...changes, version: before.version + 1 })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .returningAll()
    .executeTakeFirst();
}

/** Turns whose times are kept one by one. */
const RECENT = 64;

/**
 * Makes an accepted contribution the head, if the head is still the one that was extended; undefined when it
 * is not. `millis` is how long the turn took, for estimates, and `recent` the column of the latest ones before.
 */
export function advanceHead(
  trx: Db,
  circuitId: number,
  {
    base,
    position,
    head,
    millis,
    recent = null,
  }: { base: string; position: number; head: string; millis: number; recent?: string | null },
): Promise<CircuitRow | undefined> {
  const latest = [...(recent === null ? [] : (JSON.parse(recent) as number[])), millis];
  return trx
    .updateTable('circuit')
    .set(({ eb }) => ({
      headBlob: head,
      position,
      turnsDone: eb('turnsDone', '+', 1),
      turnsMillis: eb('turnsMillis', '+', millis),
      recentMillis: JSON.stringify(latest.slice(-RECENT)),
      faults: 0,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', circuitId)
    .where('headBlob', '=', base)
    .where('position', '=', position - 1)
    .returningAll()
    .executeTakeFirst();
}
