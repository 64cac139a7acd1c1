import { sql } from 'kysely';
import type { Db } from '../store/open-store.ts';
import type { EventRow } from '../store/schema.ts';

/** Which events somebody wants; undefined: all of them. */
export interface EventFilter {
  participant?: number | undefined;
  circuit?: number | undefined;
  type?: readonly string[] | undefined;
  /** Milliseconds: not before, and before. */
  from?: number | undefined;
  until?: number | undefined;
}

/** Whether anything is left out. */
export function isFiltered(filter: EventFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

type Told = Pick<EventRow, 'type' | 'participantId' | 'circuitId' | 'at'>;

/** Whether an event is wanted: the same as `wanted` in the database. */
export function fits({ participant, circuit, type, from, until }: EventFilter, event: Told): boolean {
  return (
    (participant === undefined || event.participantId === participant) &&
    (circuit === undefined || event.circuitId === circuit) &&
    (type === undefined || type.includes(event.type)) &&
    (from === undefined || event.at >= from) &&
    (until === undefined || event.at < until)
  );
}

/** The events of a ceremony that are wanted, as the beginning of a query. */
function wanted(db: Db, ceremonyId: number, { participant, circuit, type, from, until }: EventFilter) {
  let query = db.selectFrom('event').where('ceremonyId', '=', ceremonyId);
  if (participant !== undefined) query = query.where('participantId', '=', participant);
  if (circuit !== undefined) query = query.where('circuitId', '=', circuit);
  if (type !== undefined) query = query.where('type', 'in', type);
  if (from !== undefined) query = query.where('at', '>=', from);
  if (until !== undefined) query = query.where('at', '<', until);
  return query;
}

/** Wanted events after number `after`, up to number `upTo`, in order. */
export function readEvents(
  db: Db,
  ceremonyId: number,
  filter: EventFilter,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<EventRow[]> {
  return wanted(db, ceremonyId, filter)
    .selectAll()
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .orderBy('seq')
    .limit(sql.lit(limit))
    .execute();
}

/** Wanted events before number `before`, the latest first. */
export function readBackwards(
  db: Db,
  ceremonyId: number,
  filter: EventFilter,
  { before, limit }: { before: number; limit: number },
): Promise<EventRow[]> {
  return wanted(db, ceremonyId, filter)
    .selectAll()
    .where('seq', '<', before)
    .orderBy('seq', 'desc')
    .limit(sql.lit(limit))
    .execute();
}

/** How many are wanted. */
export async function countEvents(db: Db, ceremonyId: number, filter: EventFilter): Promise<number> {
  const { total } = await wanted(db, ceremonyId, filter)
    .select(sql<number>`count(*)`.as('total'))
    .executeTakeFirstOrThrow();
  return total;
}
