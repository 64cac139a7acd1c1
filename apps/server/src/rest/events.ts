import type { EventType } from '@brebaje/protocol/events';
import type { EVENT_OPERATIONS, EventsQuery } from '@brebaje/protocol/rest/events';
import { historyOf } from '../live/history.ts';
import { countEvents, type EventFilter, isFiltered, readBackwards, readEvents } from '../live/read-events.ts';
import { findCeremony } from '../store/ceremonies.ts';
import type { EventBody } from '../store/events.ts';
import type { CeremonyRow, EventRow } from '../store/schema.ts';
import type { Answer, Handlers, RestCall } from './handler.ts';
import { Problem } from './problem.ts';
import type { RestContext } from './rest-context.ts';
import { toSeconds } from './seconds.ts';

export const EVENT_HANDLERS: Handlers<typeof EVENT_OPERATIONS> = {
  async listEvents(rest, call) {
    const ceremony = await findCeremony(rest.ctx.store.db, call.params.id);
    if (!ceremony) throw new Problem('NOT_FOUND');
    return wantsStream(call) ? stream(rest, ceremony, call) : list(rest, ceremony, call.query);
  },

  async readLive({ ctx }, { params, request }) {
    const taken = await ctx.snapshots.take(params.id);
    if (!taken) throw new Problem('NOT_FOUND');
    const headers = { etag: taken.etag, 'cache-control': 'public, max-age=1' };
    const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim());
    if (known.includes(taken.etag)) return { status: 304, headers };
    return { body: taken.body, headers };
  },

  async readHistory({ ctx }, { params, query }) {
    const participant = await ctx.store.db
      .selectFrom('participant')
      .select(['id', 'ceremonyId'])
      .where('id', '=', params.id)
      .executeTakeFirst();
    if (!participant) throw new Problem('NOT_FOUND');
    const { after = 0, limit } = query;
    return { body: await historyOf(ctx.store.db, participant, { after, limit }) };
  },
};

type Call = RestCall<(typeof EVENT_OPERATIONS)['listEvents']>;

function wantsStream({ query, request }: Call): boolean {
  if (request.method !== 'GET') return false;
  return query.stream ?? /\btext\/event-stream\b/i.test(request.headers.accept ?? '');
}

function filterOf({ participant, circuit, type, from, until }: EventsQuery): EventFilter {
  return {
    participant,
    circuit,
    type,
    from: from === undefined ? undefined : from * 1000,
    until: until === undefined ? undefined : until * 1000,
  };
}

async function list({ ctx }: RestContext, ceremony: CeremonyRow, query: EventsQuery): Promise<Answer> {
  const { db } = ctx.store;
  const filter = filterOf(query);
  const { after, limit, sort } = query;
  // What is appended meanwhile belongs to the next page.
  const upTo = ceremony.lastSeq;
  const rows =
    sort === '-seq'
      ? await readBackwards(db, ceremony.id, filter, { before: after ?? upTo + 1, limit: limit + 1 })
      : await readEvents(db, ceremony.id, filter, { after: after ?? 0, upTo, limit: limit + 1 });
  // Without a gap: the last number is the count.
  const total = isFiltered(filter) ? await countEvents(db, ceremony.id, filter) : upTo;
  const items = rows.slice(0, limit).map(shown);
  const next = rows.length > limit ? String(items.at(-1)?.seq) : undefined;
  return { body: { items, total, ...(next === undefined ? {} : { next }) } };
}

function shown({ seq, type, at, hash, body }: EventRow) {
  const { previous } = JSON.parse(body) as EventBody;
  return {
    seq,
    type: type as EventType,
    at: toSeconds(at),
    hash,
    ...(previous === null ? {} : { previous }),
    body,
  };
}

/** A Last-Event-ID that is none of ours: it is ahead of any log, and the listener is told so. */
const NOWHERE = Number.MAX_SAFE_INTEGER;

function stream(
  { ctx }: RestContext,
  ceremony: CeremonyRow,
  { query, caller, request, reply }: Call,
): Answer {
  if (!ctx.live.admits(request.ip))
    throw new Problem(
      'UNAVAILABLE',
      'As many are listening as this server can serve. The snapshot under /live is for any number.',
    );
  const header = request.headers['last-event-id'];
  const known = typeof header === 'string' && header !== '' ? header : undefined;
  // Without a number it begins now: whatever is written once the head of the answer is there is heard.
  const begin = query.after ?? ceremony.lastSeq;
  const after = known === undefined ? begin : /^\d{1,15}$/.test(known) ? Number(known) : NOWHERE;
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    // Compressed or collected by a proxy they would not come as they happen.
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  // Not awaited: it lasts as long as the connection.
  void ctx.live.listen(ceremony.id, reply.raw, {
    filter: filterOf(query),
    after,
    address: request.ip,
    userId: caller?.userId ?? null,
  });
  return 'hijacked';
}
