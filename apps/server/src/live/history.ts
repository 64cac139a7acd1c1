import { eventWords } from '@brebaje/protocol/event-words';
import type { EventType } from '@brebaje/protocol/events';
import type { HistoryItem } from '@brebaje/protocol/rest/events';
import { type ExpressionBuilder, sql } from 'kysely';
import { toSeconds } from '../rest/seconds.ts';
import type { EventBody } from '../store/events.ts';
import type { Db } from '../store/open-store.ts';
import type { Database, EventRow, ParticipantRow } from '../store/schema.ts';

/** What happens to everybody at once. */
const OF_ALL: EventType[] = [
  'ceremony.opened',
  'ceremony.paused',
  'ceremony.resumed',
  'ceremony.amended',
  'ceremony.closed',
  'ceremony.drained',
  'ceremony.canceled',
  'ceremony.finalizing',
  'ceremony.finalized',
  'participant.finalized',
];

/** What happened to a participant, and to the whole ceremony since they came, in order. */
export async function historyOf(
  db: Db,
  participant: Pick<ParticipantRow, 'id' | 'ceremonyId'>,
  { after, limit }: { after: number; limit: number },
): Promise<{ items: HistoryItem[]; total: number; next?: string }> {
  const { first } = await db
    .selectFrom('event')
    .select(sql<number | null>`min(seq)`.as('first'))
    .where('participantId', '=', participant.id)
    .executeTakeFirstOrThrow();
  if (first === null) return { items: [], total: 0 };
  const concerns = ({ eb, and, or }: ExpressionBuilder<Database, 'event'>) =>
    or([
      eb('participantId', '=', participant.id),
      and([
        eb('ceremonyId', '=', participant.ceremonyId),
        eb('type', 'in', OF_ALL),
        eb('seq', '>', first),
        eb('participantId', 'is', null),
      ]),
    ]);
  const { total } = await db
    .selectFrom('event')
    .select(sql<number>`count(*)`.as('total'))
    .where(concerns)
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where(concerns)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(sql.lit(limit + 1))
    .execute();
  const items = rows.slice(0, limit).map(explain);
  const last = items.at(-1);
  return { items, total, ...(rows.length > limit && last ? { next: String(last.seq) } : {}) };
}

function explain({ seq, type, at, body }: EventRow): HistoryItem {
  const { data } = JSON.parse(body) as EventBody;
  const known = data as { who?: HistoryItem['who']; by?: number; circuit?: number; turn?: number };
  const why = data.reason ?? data.cause ?? data.code ?? data.why;
  // An amendment's and a reservation's `from` is a time.
  const moves = typeof data.from !== 'number';
  return {
    seq,
    at: toSeconds(at),
    type: type as EventType,
    words: eventWords(type as EventType, data),
    ...(known.who === undefined ? {} : { who: known.who }),
    ...(known.by === undefined ? {} : { by: known.by }),
    ...(typeof why === 'string' ? { why } : {}),
    ...(moves && data.from !== undefined ? { before: data.from } : {}),
    ...(moves && data.to !== undefined ? { after: data.to } : {}),
    ...(known.circuit === undefined ? {} : { circuitId: known.circuit }),
    ...(known.turn === undefined ? {} : { turnId: known.turn }),
  };
}
