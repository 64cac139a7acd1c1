/** What a person may have of what is stored about them: all of it, and its erasure. */
import { z } from 'zod';
import { idParams, idSchema, reasonSchema, secondsSchema } from './common.ts';
import { operation } from './operation.ts';

export const personDataSchema = z
  .object({
    userId: idSchema.optional().describe('Absent for somebody who is only on a roster'),
    at: secondsSchema,
    data: z
      .record(z.string(), z.array(z.record(z.string(), z.unknown())))
      .describe(
        'Rows by table as they are stored: times in milliseconds, JSON as text. Session ids, tokens and secrets are left out',
      ),
  })
  .meta({ id: 'PersonData' });

export const PRIVACY_OPERATIONS = {
  exportUser: operation({
    method: 'GET',
    path: '/users/{id}/export',
    tag: 'Users',
    summary: 'Everything that is stored about a person',
    access: 'self',
    params: idParams,
    answers: { 200: { description: 'What is stored', body: personDataSchema } },
    problems: [],
  }),
  eraseUser: operation({
    method: 'DELETE',
    path: '/users/{id}',
    tag: 'Users',
    summary: 'Erase a person',
    description:
      'By the person or an operator. Accounts, sessions, roles, what was told at enrolment and of contributions, invitations, subscriptions and messages go, and so do the private parts of events. What stays: participant numbers and what happened, the public name under an accepted contribution, what the format of a transcript or a file makes permanent, and a commitment by which the same account is recognized, so that it takes part only once. Whoever waits leaves the queue; whoever is at turn finishes or gives it back first, and whoever owns a project hands it over first.',
    access: 'self',
    params: idParams,
    query: z.strictObject({
      reason: reasonSchema.optional().describe('Public for ever; default: that the person asked for it'),
    }),
    answers: { 204: { description: 'It is done; no session of theirs is good any more' } },
    problems: ['CONFLICT'],
  }),
};
