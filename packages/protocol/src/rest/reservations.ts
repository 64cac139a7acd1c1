/** Turns promised to one person for some time, such as an air-gapped machine's; announced to everybody. */
import { z } from 'zod';
import { idParams, idSchema, listOf, reasonSchema, secondsSchema, textSchema } from './common.ts';
import { idQuery, listQuery } from './list-query.ts';
import { operation } from './operation.ts';

const STATES = ['PLANNED', 'USED', 'PASSED', 'CANCELED'] as const;

/** Longest limit of the work in a reserved turn: a month. */
const MAX_LIMIT = 2_678_400;

const limitSchema = z.int().min(60).max(MAX_LIMIT).describe('Seconds for the work; absent: as for everybody');
const noteSchema = textSchema(500).min(1).describe('What everybody should know of it; public for ever');

export const reservationSchema = z.object({
  id: idSchema,
  ceremonyId: idSchema,
  circuitId: idSchema,
  participantId: idSchema,
  name: z.string(),
  from: secondsSchema,
  until: secondsSchema,
  limit: limitSchema.optional(),
  note: z.string().optional(),
  state: z.enum(STATES),
});

export const RESERVATION_OPERATIONS = {
  listReservations: operation({
    method: 'GET',
    path: '/ceremonies/{id}/reservations',
    tag: 'Reservations',
    summary: 'Turns that are reserved',
    access: 'public',
    params: idParams,
    query: listQuery(['id', 'from'], { circuitId: idQuery.optional(), state: z.enum(STATES).optional() }),
    answers: { 200: { description: 'A page of them', body: listOf(reservationSchema) } },
    problems: [],
  }),
  createReservation: operation({
    method: 'POST',
    path: '/ceremonies/{id}/reservations',
    tag: 'Reservations',
    summary: 'Reserve a turn for somebody',
    description:
      'From `from` on nobody else is offered this circuit; who is at work finishes. The person is offered it until `until`.',
    access: 'coordinator',
    params: idParams,
    body: z.strictObject({
      participantId: idSchema,
      circuitId: idSchema,
      from: secondsSchema,
      until: secondsSchema,
      limit: limitSchema.optional(),
      note: noteSchema,
    }),
    answers: { 201: { description: 'Reserved', body: reservationSchema } },
    problems: ['CONFLICT'],
  }),
  readReservation: operation({
    method: 'GET',
    path: '/reservations/{id}',
    tag: 'Reservations',
    summary: 'A reserved turn',
    access: 'public',
    params: idParams,
    versioned: true,
    answers: { 200: { description: 'The reservation', body: reservationSchema } },
    problems: [],
  }),
  changeReservation: operation({
    method: 'PATCH',
    path: '/reservations/{id}',
    tag: 'Reservations',
    summary: 'Move a reserved turn',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    body: z
      .strictObject({
        from: secondsSchema,
        until: secondsSchema,
        limit: limitSchema,
        note: noteSchema,
        reason: reasonSchema,
      })
      .partial(),
    answers: { 200: { description: 'As it is now', body: reservationSchema } },
    problems: ['CONFLICT'],
  }),
  cancelReservation: operation({
    method: 'DELETE',
    path: '/reservations/{id}',
    tag: 'Reservations',
    summary: 'Give a reserved turn up',
    access: 'coordinator',
    params: idParams,
    query: z.strictObject({ reason: reasonSchema }),
    answers: { 200: { description: 'Canceled; it stays in the list', body: reservationSchema } },
    problems: ['CONFLICT'],
  }),
};
