/** What happens in a ceremony: as it happens, as a snapshot for crowds, and as the audit trail. */
import { CONTRIBUTION_STEPS } from '@brebaje/ceremony/participant';
import { z } from 'zod';
import { EVENT_TYPES } from '../events.ts';
import { flagQuery, idParams, idSchema, oneOrMore, secondsSchema } from './common.ts';
import { idQuery } from './list-query.ts';
import { operation } from './operation.ts';

/** Tells a listener to come back after so many milliseconds; given at once, for connections that break. */
export const RETRY_MILLIS = 3_000;

const seqQuery = z
  .string()
  .regex(/^\d{1,15}$/, 'a number')
  .transform(Number);

const momentQuery = z.coerce.number().pipe(secondsSchema);

const eventsQuery = z.strictObject({
  stream: flagQuery.optional().describe('true: server-sent events, whatever Accept says'),
  after: seqQuery
    .optional()
    .describe(
      'List: `next` of the page before. Stream: the last event that is known, as Last-Event-ID; without either it begins now, and 0 begins at the beginning',
    ),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Events on a page'),
  sort: z.enum(['seq', '-seq']).default('seq').describe('Order of the list; -seq: the latest first'),
  participant: idQuery.optional(),
  circuit: idQuery.optional(),
  type: oneOrMore(EVENT_TYPES).optional(),
  from: momentQuery.optional().describe('Not before'),
  until: momentQuery.optional().describe('Before'),
});
export type EventsQuery = z.output<typeof eventsQuery>;

/** One event as it is stored. */
export const eventSchema = z
  .object({
    seq: z.int().min(1).describe('Counted in the ceremony, without a gap'),
    type: z.enum(EVENT_TYPES),
    at: secondsSchema,
    hash: z.string().describe('SHA-256 of the body’s bytes'),
    previous: z.string().optional().describe('The hash of the event before; absent in the first'),
    body: z
      .string()
      .describe(
        'The exact text that is hashed: RFC 8785 JSON of {ceremony, seq, type, at, previous, data}, its times in milliseconds',
      ),
  })
  .meta({ id: 'Event' });

const percent = z.int().min(0).max(100);

export const liveSchema = z
  .object({
    ceremonyId: idSchema,
    at: secondsSchema.describe('When the snapshot was taken'),
    status: z.enum(['SCHEDULED', 'OPENED', 'PAUSED', 'CLOSED', 'CANCELED', 'FINALIZED']),
    draining: z.boolean().describe('Nobody new enters; whoever is inside finishes'),
    drained: z.boolean().describe('Nobody is inside any more'),
    waiting: z.int().min(0).describe('People who wait'),
    contributions: z.int().min(0).describe('Accepted ones, of all circuits'),
    turns: z
      .array(
        z.object({
          circuitId: idSchema,
          participantId: idSchema,
          publicName: z.string(),
          phase: z.enum(['OFFERED', 'WORKING', 'VERIFYING']),
          step: z.enum(CONTRIBUTION_STEPS),
          percent: percent.describe('Of the step'),
          since: secondsSchema,
          deadlineAt: secondsSchema.optional().describe('Absent: no limit, or the server is at work'),
        }),
      )
      .describe('Whose turn it is, by circuit'),
    latest: z
      .array(
        z.object({
          circuitId: idSchema,
          position: z.int().min(1),
          participantId: idSchema,
          publicName: z.string(),
          acceptedAt: secondsSchema,
        }),
      )
      .describe('The latest contributions, the newest first'),
    lastSeq: z.int().min(0).describe('The latest event that the snapshot knows'),
  })
  .meta({ id: 'Snapshot' });
export type Snapshot = z.infer<typeof liveSchema>;

export const historyItemSchema = z
  .object({
    seq: z.int().min(1),
    at: secondsSchema,
    type: z.enum(EVENT_TYPES),
    words: z.string().describe('What happened, by whom and why, as a sentence'),
    who: z.enum(['participant', 'coordinator', 'server', 'operator']).optional(),
    by: idSchema.optional().describe('The user, where a coordinator or an operator with an account acted'),
    why: z.string().optional().describe('The cause as a code, or the reason in their own words'),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
    circuitId: idSchema.optional(),
    turnId: idSchema.optional(),
  })
  .meta({ id: 'HistoryItem' });
export type HistoryItem = z.infer<typeof historyItemSchema>;

const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.int().min(0), next: z.string().optional() });

const STREAM = `With \`Accept: text/event-stream\`, or \`?stream=true\`, events are sent as they happen: \`id\` is the number, \`event\` the type, \`data\` is \`{"hash":"…","body":…}\` with the exact text that is hashed under body. \`progress\` is an event without id: {participant, step, percent}, at most once a second for each participant; it is not in the log. Go on with Last-Event-ID (an EventSource does) or \`after\`: nothing is missed and nothing comes twice. \`reset\` says that the number given is ahead of this log. A listener that does not keep up, and any when the server restarts, is cut off and comes back. A participant whose session holds a stream open counts as present.`;

export const EVENT_OPERATIONS = {
  listEvents: operation({
    method: 'GET',
    path: '/ceremonies/{id}/events',
    tag: 'Live',
    summary: 'The audit trail, and the events as they happen',
    description: `Every transition with who, when, why, before and after, in the order in which it happened; each event carries the hash of the one before. ${STREAM}`,
    access: 'public',
    params: idParams,
    query: eventsQuery,
    answers: {
      200: {
        description: 'A page of events, or a stream of them',
        body: page(eventSchema),
        others: { 'text/event-stream': 'The events as they happen' },
      },
    },
    problems: [],
  }),
  readLive: operation({
    method: 'GET',
    path: '/ceremonies/{id}/live',
    tag: 'Live',
    summary: 'A snapshot for crowds, made at most once a second',
    description:
      'May be cached for a second and asked for with If-None-Match. For whoever shows a ceremony to many people, or cannot hold a connection open.',
    access: 'public',
    params: idParams,
    answers: {
      200: { description: 'What is going on', body: liveSchema },
      304: { description: 'As the ETag that was sent' },
    },
    problems: [],
  }),
  readHistory: operation({
    method: 'GET',
    path: '/participants/{id}/history',
    tag: 'Live',
    summary: 'What happened to one participant, and why, in words',
    description:
      'Explains every acceptance, refusal and timeout from the audit trail; what happened to the whole ceremony meanwhile is among it.',
    access: 'public',
    params: idParams,
    query: z.strictObject({
      after: seqQuery.optional().describe('`next` of the page before'),
      limit: z.coerce.number().int().min(1).max(100).default(50).describe('Items on a page'),
    }),
    answers: { 200: { description: 'The history, the earliest first', body: page(historyItemSchema) } },
    problems: [],
  }),
};
