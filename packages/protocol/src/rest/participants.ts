/** Participants: enrolling, changing, removing, and what coordinators do about them. */
import { CONTRIBUTION_STEPS, PARTICIPANT_STATUSES } from '@brebaje/ceremony/participant';
import { QUEUE_CLASSES } from '@brebaje/ceremony/queue-types';
import { z } from 'zod';
import { termsSchema } from './about.ts';
import { flagQuery, idParams, idSchema, listOf, oneOrMore, reasonSchema, textSchema } from './common.ts';
import { idQuery, listQuery } from './list-query.ts';
import { operation } from './operation.ts';
import { enrolmentSchema, participantChangesSchema, participantSchema } from './participant.ts';
import { profileSchema } from './profile.ts';

const speedQuery = z.coerce.number().min(0).max(1e9);

/** Rows that are asked for at once, at most. */
const MANY = 100;

/** Filters of every list of participants; those by roster and profile are for coordinators only. */
const filters = {
  id: z
    .string()
    .max(1_024)
    .regex(/^\d+(,\d+)*$/)
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(idSchema).max(MANY))
    .optional()
    .describe(`Numbers of the rows, separated by commas; at most ${MANY}`),
  userId: idQuery.optional(),
  status: oneOrMore(PARTICIPANT_STATUSES).optional(),
  contributionStep: oneOrMore(CONTRIBUTION_STEPS).optional(),
  circuitId: idQuery.optional(),
  queueClass: oneOrMore(QUEUE_CLASSES).optional(),
  name: textSchema(64)
    .min(1)
    .optional()
    .describe('Contained in the public name, however it is written; or a number within the ceremony'),
  archived: flagQuery.optional().describe('true: those that are hidden; for coordinators of the ceremony'),
};

const rosterFilters = {
  cohort: textSchema(100).min(1).optional().describe('Roster; for coordinators of the ceremony'),
  region: textSchema(80).min(1).optional().describe('Profile; for coordinators of the ceremony'),
  search: textSchema(80)
    .min(1)
    .optional()
    .describe('Contained in background or availability; for coordinators of the ceremony'),
  minUploadMbit: speedQuery.optional().describe('Profile; for coordinators of the ceremony'),
  minPointsPerSecond: speedQuery.optional().describe('Profile; for coordinators of the ceremony'),
};

/** Whether the caller may take part, told before any effort. */
export const eligibilityAnswerSchema = z.object({
  eligible: z.boolean(),
  reason: z.string().describe('Why, or why not, in words'),
  enrolled: idSchema.optional().describe('The caller’s participant'),
  queueClass: z.enum(QUEUE_CLASSES).optional().describe('The part of the queue that it would be'),
  terms: termsSchema.describe('What is to be accepted before joining'),
  support: z.string().optional().describe('Where help is'),
});
export type EligibilityAnswer = z.infer<typeof eligibilityAnswerSchema>;

const why = z.strictObject({ reason: reasonSchema });
const shown = (description: string) => ({ 200: { description, body: participantSchema } });

export const PARTICIPANT_OPERATIONS = {
  listParticipants: operation({
    method: 'GET',
    path: '/participants',
    tag: 'Participants',
    summary: 'List all participants',
    access: 'public',
    query: listQuery(['id'], { ceremonyId: idQuery.optional(), ...filters, ...rosterFilters }),
    answers: { 200: { description: 'A page of them', body: listOf(participantSchema) } },
    problems: ['NOT_PERMITTED', 'NOT_FOUND'],
  }),
  listCeremonyParticipants: operation({
    method: 'GET',
    path: '/ceremonies/{id}/participants',
    tag: 'Participants',
    summary: 'Get ceremony participants',
    access: 'public',
    params: idParams,
    query: listQuery(['id'], { ...filters, ...rosterFilters }),
    answers: { 200: { description: 'A page of them', body: listOf(participantSchema) } },
    problems: ['NOT_PERMITTED'],
  }),
  createParticipant: operation({
    method: 'POST',
    path: '/participants',
    tag: 'Participants',
    summary: 'Register a new participant',
    description:
      'Oneself, or somebody else in a ceremony that the caller coordinates. Once per person and ceremony; doing it again answers with what is there.',
    access: 'user',
    body: enrolmentSchema,
    answers: {
      201: { description: 'Registered', body: participantSchema },
      200: { description: 'The caller was registered before', body: participantSchema },
    },
    problems: [
      'NOT_PERMITTED',
      'NOT_FOUND',
      'NOT_ELIGIBLE',
      'BARRED',
      'CLOSED',
      'ALREADY_ENROLLED',
      'NAME_TAKEN',
      'TERMS_NOT_ACCEPTED',
      'CHANGED_MEANWHILE',
    ],
  }),
  readParticipant: operation({
    method: 'GET',
    path: '/participants/{id}',
    tag: 'Participants',
    summary: 'Get participant details',
    access: 'public',
    params: idParams,
    versioned: true,
    answers: shown('The participant'),
    problems: [],
  }),
  changeParticipant: operation({
    method: 'PATCH',
    path: '/participants/{id}',
    tag: 'Participants',
    summary: 'Update participant status',
    description:
      'A guarded command: only the moves that are possible now and that the caller may make; others are refused with the moves that are. A move that was made already is confirmed; from READY, WAITING gives the turn to the next. A step is believed only where the server can see it.',
    access: 'self',
    params: idParams,
    versioned: true,
    body: participantChangesSchema,
    answers: shown('As it is now'),
    problems: [
      'ILLEGAL_TRANSITION',
      'NOT_YOUR_TURN',
      'NOT_SELECTED',
      'NOT_SEEN',
      'NOT_OPEN',
      'PAUSED',
      'BARRED',
      'CLOSED',
      'LOBBY_FULL',
      'CONFLICT',
      'NAME_TAKEN',
      'TERMS_NOT_ACCEPTED',
    ],
  }),
  removeParticipant: operation({
    method: 'DELETE',
    path: '/participants/{id}',
    tag: 'Participants',
    summary: 'Remove a participant',
    description:
      'Takes the person out of every queue and frees an open turn. Whoever has an accepted contribution stays: history is kept.',
    access: 'self',
    params: idParams,
    query: z.strictObject({ reason: reasonSchema.optional() }),
    answers: { 204: { description: 'Removed' } },
    problems: ['HISTORY_IS_KEPT', 'ILLEGAL_TRANSITION'],
  }),
  readProfile: operation({
    method: 'GET',
    path: '/participants/{id}/profile',
    tag: 'Participants',
    summary: 'What the person told about themselves',
    access: 'self',
    params: idParams,
    answers: { 200: { description: 'The profile, empty if nothing was told', body: profileSchema } },
    problems: [],
  }),
  writeProfile: operation({
    method: 'PUT',
    path: '/participants/{id}/profile',
    tag: 'Participants',
    summary: 'Tell about oneself, or erase it with an empty body',
    access: 'person',
    params: idParams,
    body: profileSchema,
    answers: { 200: { description: 'As it is now', body: profileSchema } },
    problems: [],
  }),
  timeOutParticipant: operation({
    method: 'POST',
    path: '/participants/{id}/timeout',
    tag: 'Participants',
    summary: 'End a turn',
    description: 'The slot is free for the next. A turn that is being verified ends without any penalty.',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    body: why,
    answers: shown('Timed out'),
    problems: ['ILLEGAL_TRANSITION'],
  }),
  replaceParticipant: operation({
    method: 'POST',
    path: '/participants/{id}/replace',
    tag: 'Participants',
    summary: 'Give the turn to the next',
    description: 'Ends an open turn first. The turn is gone for good: EXHUMED.',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    body: why,
    answers: shown('Replaced'),
    problems: ['ILLEGAL_TRANSITION'],
  }),
  extendParticipant: operation({
    method: 'POST',
    path: '/participants/{id}/extend',
    tag: 'Participants',
    summary: 'Give an open turn more time',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    body: z.strictObject({ seconds: z.int().min(1).max(604_800), reason: reasonSchema }),
    answers: shown('With the later deadline'),
    problems: ['NOT_YOUR_TURN', 'CONFLICT'],
  }),
  askMoreTime: operation({
    method: 'POST',
    path: '/participants/{id}/more-time',
    tag: 'Participants',
    summary: 'Ask for more time',
    description: 'Once in a turn. What the ceremony allows is given at once and is in the public record.',
    access: 'person',
    params: idParams,
    answers: shown('With the later deadline, if the ceremony gives any'),
    problems: ['NOT_YOUR_TURN', 'NO_MORE_TIME'],
  }),
  readmitParticipant: operation({
    method: 'POST',
    path: '/participants/{id}/readmit',
    tag: 'Participants',
    summary: 'Let somebody return who lost a turn or a place',
    description: 'The bar and the counted attempts go. In a lobby the next check-in enters it.',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    body: why,
    answers: shown('May return'),
    problems: ['ILLEGAL_TRANSITION', 'CLOSED'],
  }),
  writeToParticipant: operation({
    method: 'POST',
    path: '/participants/{id}/messages',
    tag: 'Participants',
    summary: 'Write to one person',
    description:
      'To every channel by which the person follows the ceremony, else to the address of their invitation. It is on no page and in no record. At most one a minute.',
    access: 'coordinator',
    params: idParams,
    body: z.strictObject({ text: textSchema(2_000).min(1) }),
    answers: {
      202: {
        description: 'Queued',
        body: z.object({
          sent: z.int().min(0).describe('Channels that it goes to; 0: copy the text and send it yourself'),
          text: z.string().describe('Subject, an empty line, and the message'),
        }),
      },
    },
    problems: [],
  }),
  readEligibility: operation({
    method: 'GET',
    path: '/ceremonies/{id}/eligibility',
    tag: 'Participants',
    summary: 'Whether the caller may take part',
    access: 'user',
    params: idParams,
    answers: { 200: { description: 'The answer, with its reason in words', body: eligibilityAnswerSchema } },
    problems: [],
  }),
};
