import { createHash } from 'node:crypto';
import { fitEvent } from '@brebaje/protocol/events';
import { type Insertable, sql } from 'kysely';
import { canonicalJson } from './canonical-json.ts';
import { lockCeremony } from './ceremonies.ts';
import type { Db } from './open-store.ts';
import type { EventRow } from './schema.ts';
import type { EventTable } from './tables/ceremonies.ts';

/** An audit event in the making: public data, and personal data that is kept beside it and may be erased. */
export interface NewEvent {
  type: string;
  data: Record<string, unknown>;
  private?: Record<string, unknown>;
}

/** What an event's body says, RFC 8785. `previous` is the hash of the event before; null in the first. */
export interface EventBody {
  ceremony: number;
  seq: number;
  type: string;
  at: number;
  previous: string | null;
  data: Record<string, unknown>;
}

const hashOf = (body: string) => createHash('sha256').update(body, 'utf8').digest('hex');

/**
 * Appends to a ceremony's log: numbers without a gap, each body carrying the SHA-256 of the one before. Run
 * it in the transaction that makes the events true. Returns the rows as stored.
 * @throws UnfitEvent when one does not fit the vocabulary
 */
export async function appendEvents(
  trx: Db,
  ceremonyId: number,
  events: readonly NewEvent[],
  at: number,
): Promise<EventRow[]> {
  if (events.length === 0) return [];
  const ceremony = await lockCeremony(trx, ceremonyId);
  if (!ceremony) throw new Error(`there is no ceremony ${ceremonyId}`);
  let previous = ceremony.lastEventHash;
  const rows = events.map(fitEvent).map((event, index): EventRow => {
    const seq = ceremony.lastSeq + 1 + index;
    const content: EventBody = {
      ceremony: ceremonyId,
      seq,
      type: event.type,
      at,
      previous,
      data: event.data,
    };
    const body = canonicalJson(content);
    previous = hashOf(body);
    return {
      ceremonyId,
      seq,
      type: event.type,
      body,
      hash: previous,
      private: event.private ? canonicalJson(event.private) : null,
      at,
      participantId: numberIn(event.data.participant),
      circuitId: numberIn(event.data.circuit),
    };
  });
  await insertAll(trx, rows);
  await trx
    .updateTable('ceremony')
    .set({ lastSeq: rows.at(-1)!.seq, lastEventHash: previous })
    .where('id', '=', ceremonyId)
    .execute();
  return rows;
}

const numberIn = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** One statement for up to some hundred rows: databases bound the parameters of a statement. */
async function insertAll(trx: Db, rows: readonly Insertable<EventTable>[]): Promise<void> {
  for (let start = 0; start < rows.length; start += 500)
    await trx
      .insertInto('event')
      .values(rows.slice(start, start + 500))
      .execute();
}

export async function appendEvent(
  trx: Db,
  ceremonyId: number,
  event: NewEvent,
  at: number,
): Promise<EventRow> {
  return (await appendEvents(trx, ceremonyId, [event], at))[0]!;
}

/** Events after number `after`, in order. */
export function eventsAfter(db: Db, ceremonyId: number, after: number, limit = 100): Promise<EventRow[]> {
  return db
    .selectFrom('event')
    .selectAll()
    .where('ceremonyId', '=', ceremonyId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(sql.lit(limit))
    .execute();
}

/** Erases the personal data beside an event; the log stays whole. */
export async function erasePrivate(db: Db, ceremonyId: number, seq: number): Promise<void> {
  await db
    .updateTable('event')
    .set({ private: null })
    .where('ceremonyId', '=', ceremonyId)
    .where('seq', '=', seq)
    .execute();
}

/**
 * Reads a ceremony's whole log and checks numbers, hashes and links. Returns the number of events; throws an
 * Error that names the first one that does not fit.
 */
export async function checkEventLog(db: Db, ceremonyId: number): Promise<number> {
  let previous: string | null = null;
  let seq = 0;
  for (;;) {
    const page = await eventsAfter(db, ceremonyId, seq, 1000);
    for (const event of page) {
      seq += 1;
      const body = JSON.parse(event.body) as EventBody;
      const fits =
        event.seq === seq &&
        body.seq === seq &&
        body.ceremony === ceremonyId &&
        body.type === event.type &&
        body.at === event.at &&
        body.previous === previous &&
        hashOf(event.body) === event.hash;
      if (!fits) throw new Error(`event ${seq} of ceremony ${ceremonyId} does not continue the log`);
      previous = event.hash;
    }
    if (page.length < 1000) break;
  }
  const ceremony = await db
    .selectFrom('ceremony')
    .select(['lastSeq', 'lastEventHash'])
    .where('id', '=', ceremonyId)
    .executeTakeFirst();
  if (ceremony?.lastSeq !== seq || ceremony.lastEventHash !== previous)
    throw new Error(`the log of ceremony ${ceremonyId} ends at ${seq}, not where the ceremony says`);
  return seq;
}
