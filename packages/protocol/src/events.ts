/**
 * What happens in a ceremony: one vocabulary for the audit trail and for live listeners, and the schema of
 * each event's `data`. The schemas are allow-lists: a field that is not here is never written. People appear
 * as participant numbers, the public name they chose, and a salted commitment to their identity; coordinators
 * as user numbers. Times are milliseconds since 1970, because these are the bytes that are hashed.
 */
import type { Cause, Outcome } from '@brebaje/ceremony/lobby-types';
import { CONTRIBUTION_STEPS, PARTICIPANT_STATUSES } from '@brebaje/ceremony/participant';
import { z } from 'zod';

const id = z.int().min(1);
const moment = z.int().min(0);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const code = z.string().regex(/^[A-Za-z0-9_:.-]{1,64}$/);
const words = (longest: number) => z.string().min(1).max(longest);

/** The members of a union of the rules, each once: one that is missing here does not compile. */
const oneOf = <T extends string>(members: Record<T, true>) => z.enum(Object.keys(members) as [T, ...T[]]);

const CAUSE = oneOf<Cause>({
  MISSED_CHECK_IN: true,
  DEADLINE: true,
  ABORTED: true,
  REFUSED: true,
  REPLACED: true,
  BLOCKING_VERIFICATION: true,
  BLOCKING_BACKEND_FUNCTION: true,
  UNKNOWN: true,
  DRAINED: true,
  REMOVED: true,
});

const OUTCOME = oneOf<Outcome>({
  accepted: true,
  refused: true,
  deadline: true,
  aborted: true,
  fault: true,
  replaced: true,
  passed: true,
  declined: true,
});

const ACTOR = z.enum(['participant', 'coordinator', 'server', 'operator']);
const CEREMONY = z.enum(['SCHEDULED', 'OPENED', 'PAUSED', 'CLOSED', 'CANCELED', 'FINALIZED']);
const STATUS = z.enum(PARTICIPANT_STATUSES);
const STEP = z.enum(CONTRIBUTION_STEPS);

/** What any event may say: whom and what it is about, who did it, and why. */
const ANY = z.strictObject({
  participant: id.optional().describe('Row of the participant'),
  circuit: id.optional(),
  turn: id.optional(),
  who: ACTOR.describe('Who did it, in which role'),
  by: id.optional().describe('The user, where a coordinator or an operator with an account acted'),
  reason: words(2_000).optional().describe('In their own words'),
});

const event = <S extends z.core.$ZodLooseShape>(fields: S) => ANY.extend(fields);

/** A ceremony's status changes. */
const ceremonyMoves = {
  from: CEREMONY,
  to: CEREMONY,
  cause: code.optional(),
};

/** A participant's status changes. */
const moves = { from: STATUS, to: STATUS };

const deadline = { deadlineAt: moment.nullable().describe('null: no limit') };

/** The beacon that a ceremony will end with, or has ended with. */
const BEACON = z.strictObject({
  source: z.enum(['drand-quicknet', 'ethereum-slot']),
  round: id.optional(),
  slot: id.optional(),
  at: moment.optional().describe('When it is published'),
});

/** What somebody overrode or amended: policy, texts, places; never people's data. */
const change = z.strictObject({ field: code, old: z.json().optional(), new: z.json().optional() });

const HANDOVER = z.strictObject({
  addresses: z.array(z.string().regex(/^0x[0-9a-fA-F]{40}$/)),
  contributions: z.int().min(0),
  manifest: hash.nullable(),
  transcript: hash,
  identitiesFile: hash,
  head: hash,
});

export const EVENT_DATA = {
  'ceremony.created': event({
    slug: words(128),
    scheme: z.enum(['KZG', 'GROTH16']),
    test: z.boolean(),
    genesis: hash.optional(),
    circuits: z.array(z.strictObject({ circuit: id.optional(), slug: words(128), genesis: hash })).optional(),
  }),
  'ceremony.opened': event({ ...ceremonyMoves, manifest: hash, beacon: BEACON.optional() }),
  'ceremony.paused': event({ ...ceremonyMoves, backupAt: moment.optional() }),
  'ceremony.resumed': event(ceremonyMoves),
  'ceremony.amended': event({
    changes: z.array(change).optional(),
    why: words(5_000).optional(),
    from: moment.optional().describe('Since when it holds'),
    handover: HANDOVER.optional(),
  }),
  'ceremony.closed': event({ ...ceremonyMoves, beacon: BEACON.optional() }),
  'ceremony.drained': event({
    beacon: BEACON.optional().describe(
      'A later one, because the last contribution came after the one before',
    ),
  }),
  'ceremony.canceled': event(ceremonyMoves),
  'ceremony.finalizing': event({
    // The moves of everybody who is DONE, as one set.
    from: STATUS.optional(),
    to: STATUS.optional(),
    participants: z.int().min(0).optional().describe('How many'),
  }),
  'ceremony.finalized': event({
    ...ceremonyMoves,
    contributions: z.int().min(0).optional(),
    head: hash.optional(),
    beacon: BEACON.extend({
      randomness: hash,
      signature: z
        .string()
        .regex(/^[0-9a-f]{96}$/)
        .optional()
        .describe('drand’s'),
      obtained: z
        .enum(['ASKED', 'GIVEN'])
        .describe('By the server from a public source, or by a coordinator'),
    }).optional(),
    artifacts: z
      .array(z.strictObject({ name: words(256), hash, size: z.int().min(0).optional() }))
      .optional(),
  }),
  'participant.enrolled': event({
    to: z.literal('CREATED'),
    number: id.optional().describe('Counted in the ceremony'),
    publicName: words(64).optional(),
    identity: hash
      .optional()
      .describe('SHA-256(salt ‖ identity); salt and identity are kept beside the event'),
    terms: id.optional().describe('Version of the terms that were accepted'),
  }),
  'participant.waiting': event({ ...moves, cause: CAUSE.optional(), outcome: OUTCOME.optional() }),
  'participant.ready': event({ ...moves, deadlineAt: moment.nullable().optional() }),
  'participant.timedout': event({ ...moves, cause: CAUSE }),
  'participant.exhumed': event({ ...moves, cause: CAUSE.optional() }),
  'participant.returned': event({ ...moves, cause: CAUSE.nullable().optional() }),
  'participant.barred': event({
    cause: z.union([CAUSE, z.literal('CONTRIBUTED')]),
    until: z.union([moment, z.literal('forever')]),
  }),
  'participant.removed': event({ from: STATUS.optional(), to: STATUS.optional(), cause: CAUSE.optional() }),
  'participant.finalized': event({ ...moves, participants: z.int().min(0).optional() }),
  'turn.opened': event({ ...moves, ...deadline }),
  'turn.step': event({ from: STEP, to: STEP }),
  'turn.warned': event(deadline),
  'turn.extended': event({
    ...deadline,
    cause: CAUSE.optional(),
    asked: z.int().optional().describe('Milliseconds that the contributor asked for'),
    upload: z.boolean().optional().describe('true: an upload under way may finish'),
  }),
  'turn.closed': event({
    from: STATUS.optional(),
    to: STATUS.optional(),
    outcome: OUTCOME,
    cause: CAUSE.optional(),
  }),
  'contribution.received': event({}),
  'contribution.accepted': event({ ...moves, position: id, head: hash }),
  'contribution.refused': event({ code, text: words(10_000) }),
  'coordinator.note': event({
    note: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_ -]{0,63}$/)
      .describe('What kind of note'),
    text: words(10_000).optional(),
    why: words(5_000).optional(),
    faults: z.int().min(0).optional().describe('Faults of ours in a row'),
    from: moment.optional(),
    until: moment.optional(),
    limitMillis: z.int().min(0).nullable().optional(),
  }),
  'coordinator.override': event({
    override: code,
    cause: CAUSE.nullable().optional(),
    from: z.json().optional(),
    to: z.json().optional(),
  }),
} as const satisfies Record<string, z.ZodObject>;

export type EventType = keyof typeof EVENT_DATA;

export const EVENT_TYPES = Object.keys(EVENT_DATA) as [EventType, ...EventType[]];

/** Events that only listeners hear: without an id, in no log. */
export const LIVE_DATA = {
  /** How far somebody at work is; told at most once a second per participant. */
  progress: z.strictObject({ participant: id, step: STEP, percent: z.int().min(0).max(100) }),
  /** The listener asked to go on where this log has never been: what it knows is of another one. */
  reset: z.strictObject({ lastSeq: z.int().min(0) }),
} as const;

export type Progress = z.infer<(typeof LIVE_DATA)['progress']>;

/** An event that does not fit the vocabulary: a defect of whoever made it. */
export class UnfitEvent extends Error {
  override readonly name = 'UnfitEvent';
}

/**
 * Passes an event whose data fits its type.
 * @throws UnfitEvent otherwise: what is in the log is there for ever, so nothing unknown gets in
 */
export function fitEvent<E extends { type: string; data: Record<string, unknown> }>(candidate: E): E {
  const schema = (EVENT_DATA as Record<string, z.ZodType>)[candidate.type];
  if (!schema) throw new UnfitEvent(`${candidate.type} is not in the vocabulary of packages/protocol/events`);
  const { error } = schema.safeParse(candidate.data);
  if (error) throw new UnfitEvent(`${candidate.type}: ${z.prettifyError(error)}`);
  return candidate;
}
