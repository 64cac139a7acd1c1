/** Turns and the queues they come from: whose it is, who is next, what has become of them. */
import { CONTRIBUTION_STEPS, PARTICIPANT_STATUSES } from '@brebaje/ceremony/participant';
import { z } from 'zod';
import { idParams, idSchema, listOf, pageQuery, reasonSchema, secondsSchema } from './common.ts';
import { idQuery, listQuery } from './list-query.ts';
import { operation } from './operation.ts';

const durationSchema = z.int().min(0).describe('Seconds');

/** How long it will be, and what that is judged by. */
export const estimateSchema = z.object({
  seconds: durationSchema.describe('Until the turn begins, as far as can be told'),
  at: secondsSchema.describe('About when'),
  about: z.string().describe('The same in words, as people say it: “about 20 minutes”'),
  basis: z.string().describe('What the estimate is made from, in words'),
});

/** A place in a circuit's queue; the first is 1. */
export const placeSchema = z.object({
  place: z.int().min(1),
  ahead: z.int().min(0).describe('People before this one'),
  present: z.boolean().describe('Whether a client is connected, or the person has answered lately'),
  presentUntil: secondsSchema.optional(),
  estimate: estimateSchema.optional(),
});

const circuitSchema = z.object({
  id: idSchema,
  slug: z.string(),
  sequence: z.int(),
  metadata: z.unknown().describe('What the circuit is, as its scheme says it'),
});

/** The bytes to start from. */
export const baseSchema = z.object({
  url: z.string().describe('Where anybody reads them, with ranges'),
  size: z.int().min(0).describe('Bytes'),
  sha256: z.string(),
  blake2b: z.string().optional().describe('BLAKE2b-512, lower-case hexadecimal'),
  sections: z
    .array(z.object({ id: z.int(), from: z.int(), size: z.int() }))
    .optional()
    .describe('Groth16: where the sections of the slim zkey lie in it'),
  immutable: z
    .object({ url: z.string(), size: z.int(), sha256: z.string() })
    .optional()
    .describe('Groth16: what no contribution changes, sections 1 and 3 to 7 as a container of their own'),
  whole: z
    .object({ url: z.string(), size: z.int() })
    .optional()
    .describe('Groth16: the whole zkey, made of the two as it is read'),
});

export const TURN_STATES = ['NONE', 'WAITING', 'OFFERED', 'WORKING', 'VERIFYING'] as const;

/** Where a participant stands: no turn, in the queue, or at a step of a turn. */
export const currentTurnSchema = z.object({
  state: z.enum(TURN_STATES),
  status: z.enum(PARTICIPANT_STATUSES),
  turnId: idSchema.optional(),
  circuit: circuitSchema.optional(),
  step: z.enum(CONTRIBUTION_STEPS).optional(),
  position: z.int().min(1).optional().describe('Position that the contribution will have in the chain'),
  offeredAt: secondsSchema.optional(),
  startBy: secondsSchema.optional().describe('OFFERED: begin until then, else the turn passes on'),
  startedAt: secondsSchema.optional(),
  deadlineAt: secondsSchema.optional().describe('WORKING: absent without a limit'),
  base: baseSchema.optional(),
  upload: z.object({ id: idSchema }).optional().describe('The upload that this attempt has begun'),
  queue: placeSchema.optional(),
});
export type CurrentTurn = z.infer<typeof currentTurnSchema>;

/** The open turn of a circuit, as everybody may see it. */
export const openTurnSchema = z.object({
  turnId: idSchema,
  participantId: idSchema,
  name: z.string(),
  status: z.enum(PARTICIPANT_STATUSES),
  step: z.enum(CONTRIBUTION_STEPS).optional(),
  progress: z.int().min(0).max(100).optional(),
  position: z.int().min(1),
  since: secondsSchema,
  startBy: secondsSchema.optional(),
  deadlineAt: secondsSchema.optional(),
  present: z.boolean().optional().describe('In a queue: whether a client is connected, or answered lately'),
});

const waitingSchema = z.object({
  place: z.int().min(1),
  participantId: idSchema,
  name: z.string(),
  present: z.boolean(),
  estimate: estimateSchema.optional(),
});

/** How many of those who wait are told with every circuit. */
export const UPCOMING = 3;

/** A circuit's queue without the people in it but the first. */
export const queueHeadSchema = z.object({
  circuitId: idSchema,
  slug: z.string(),
  sequence: z.int(),
  accepted: z.int().min(0).describe('Contributions in the chain'),
  waiting: z.int().min(0),
  now: openTurnSchema.optional().describe('Whose turn it is'),
  upcoming: z
    .array(waitingSchema)
    .max(UPCOMING)
    .describe('The first of those who wait; nobody while a lobby has no order'),
  halted: z
    .object({ since: secondsSchema, why: z.string() })
    .optional()
    .describe('Set while this circuit takes nobody'),
  perTurn: z
    .object({ seconds: durationSchema, basis: z.string() })
    .optional()
    .describe('How long a turn lasts as a rule'),
});

export const OUTCOMES = [
  'accepted',
  'refused',
  'deadline',
  'aborted',
  'fault',
  'replaced',
  'passed',
  'declined',
] as const;

/** A turn as history keeps it. */
export const pastTurnSchema = z.object({
  id: idSchema,
  ceremonyId: idSchema,
  circuitId: idSchema,
  participantId: idSchema,
  name: z.string(),
  phase: z.enum(['OFFERED', 'WORKING', 'VERIFYING', 'CLOSED']),
  position: z.int().min(1),
  openedAt: secondsSchema,
  startedAt: secondsSchema.optional(),
  receivedAt: secondsSchema.optional(),
  closedAt: secondsSchema.optional(),
  outcome: z
    .string()
    .optional()
    .describe(`One of ${OUTCOMES.join(', ')}`),
  verdict: z.object({ code: z.string(), text: z.string() }).optional(),
});

export const SIGNS = ['ACTION', 'ANSWER', 'HEARTBEAT', 'LEAVING'] as const;

const presenceSchema = z.object({
  presentUntil: secondsSchema.optional().describe('Absent: not present'),
  state: z.enum(TURN_STATES),
  status: z.enum(PARTICIPANT_STATUSES),
  queue: placeSchema.optional(),
});

const PREFER =
  'With the header `Prefer: wait=N` (at most 25 s) the answer waits until something changes for this person; while it waits the person counts as present. With the ETag of the answer before as `If-None-Match` what has changed since then is answered at once.';

export const TURN_OPERATIONS = {
  readTurn: operation({
    method: 'GET',
    path: '/participants/{id}/turn',
    tag: 'Turns',
    summary: 'Where a participant stands, and what to work on',
    description: PREFER,
    access: 'self',
    params: idParams,
    versioned: true,
    answers: { 200: { description: 'The turn, or the place in the queue', body: currentTurnSchema } },
    problems: [],
  }),
  sayPresent: operation({
    method: 'POST',
    path: '/participants/{id}/presence',
    tag: 'Turns',
    summary: 'Say that somebody is there',
    description: 'Only those who are present are offered a turn. It never prolongs one.',
    access: 'person',
    params: idParams,
    body: z
      .strictObject({
        sign: z
          .enum(SIGNS)
          .default('ACTION')
          .describe(
            'ACTION: the person has just done something; ANSWER: answered a message; HEARTBEAT: only their client is still there, which begins no presence; LEAVING: goes away',
          ),
      })
      .prefault({}),
    answers: { 200: { description: 'Present until then', body: presenceSchema } },
    problems: [],
  }),
  listTurns: operation({
    method: 'GET',
    path: '/turns',
    tag: 'Turns',
    summary: 'Turns that were given, the newest last',
    access: 'public',
    query: listQuery(['id'], {
      ceremonyId: idQuery,
      circuitId: idQuery.optional(),
      participantId: idQuery.optional(),
      outcome: z.enum(OUTCOMES).optional(),
    }),
    answers: { 200: { description: 'A page of them', body: listOf(pastTurnSchema) } },
    problems: ['NOT_FOUND'],
  }),
  readCeremonyQueue: operation({
    method: 'GET',
    path: '/ceremonies/{id}/queue',
    tag: 'Turns',
    summary: 'Whose turn it is on each circuit, and how many wait',
    access: 'public',
    params: idParams,
    answers: {
      200: { description: 'Every circuit in order', body: z.object({ circuits: z.array(queueHeadSchema) }) },
    },
    problems: [],
  }),
  readCircuitQueue: operation({
    method: 'GET',
    path: '/circuits/{id}/queue',
    tag: 'Turns',
    summary: 'Who waits for a circuit, in order',
    access: 'public',
    params: idParams,
    query: pageQuery,
    answers: {
      200: {
        description: 'A page of the queue. Nobody is listed while a lobby has no order',
        body: queueHeadSchema.extend(listOf(waitingSchema).shape),
      },
    },
    problems: [],
  }),
  haltCircuit: operation({
    method: 'POST',
    path: '/circuits/{id}/halt',
    tag: 'Turns',
    summary: 'Take nobody on one circuit for now',
    description:
      'The clock of an open turn stands still, nobody else is offered one, and nobody loses their place.',
    access: 'coordinator',
    params: idParams,
    body: z.strictObject({ reason: reasonSchema }),
    answers: { 200: { description: 'Halted', body: queueHeadSchema } },
    problems: ['CONFLICT'],
  }),
  resumeCircuit: operation({
    method: 'POST',
    path: '/circuits/{id}/resume',
    tag: 'Turns',
    summary: 'Let a halted circuit go on',
    access: 'coordinator',
    params: idParams,
    body: z.strictObject({ reason: reasonSchema }),
    answers: { 200: { description: 'Offers turns again', body: queueHeadSchema } },
    problems: ['CONFLICT'],
  }),
};
