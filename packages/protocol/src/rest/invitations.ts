/** Invitations: links that sign in by themselves, and the roster of who is expected. */
import { z } from 'zod';
import { idParams, idSchema, listOf, publicNameSchema, slugSchema } from './common.ts';
import {
  expected,
  INVITATION_ROLES,
  INVITATION_STATES,
  inOrder,
  invitationLookSchema,
  invitationSchema,
  invitationWithLink,
  line,
  MAX_ROSTER,
  mailText,
  OUT_OF_ORDER,
  rosterRowSchema,
  tokenSchema,
} from './invitation.ts';
import { idQuery, listQuery } from './list-query.ts';
import { operation } from './operation.ts';
import { cookieFlag, sessionGivenSchema, sessionLabelSchema } from './sessions.ts';

const { name, address, until } = expected;
const TAG = 'Invitations';
const REFUSED = [
  'INVITATION_UNKNOWN',
  'INVITATION_USED',
  'INVITATION_EXPIRED',
  'INVITATION_REVOKED',
  'INVITATION_EARLY',
] as const;

const states = z
  .string()
  .max(128)
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(INVITATION_STATES)).max(INVITATION_STATES.length));

const invitationsQuery = listQuery(['id'], {
  state: states.optional().describe(`One or several of ${INVITATION_STATES.join(', ')}, with commas`),
  cohort: line(64).optional(),
  userId: idQuery.optional().describe('Who used it'),
});

export const INVITATION_OPERATIONS = {
  invite: operation({
    method: 'POST',
    path: '/ceremonies/{id}/invitations',
    tag: TAG,
    summary: 'Invite somebody to a ceremony',
    description: 'The link signs in by itself, once. It is shown in this answer and never again.',
    access: 'coordinator',
    params: idParams,
    body: z.strictObject(expected).partial().refine(inOrder, OUT_OF_ORDER),
    answers: { 201: { description: 'The invitation and its link', body: invitationWithLink } },
    problems: ['BASE_UNKNOWN', 'CONFLICT'],
  }),
  inviteCoordinator: operation({
    method: 'POST',
    path: '/projects/{id}/invitations',
    tag: TAG,
    summary: 'Invite somebody to coordinate a project',
    access: 'coordinator',
    params: idParams,
    body: z.strictObject({ name, address, until }).partial(),
    answers: { 201: { description: 'The invitation and its link', body: invitationWithLink } },
    problems: ['BASE_UNKNOWN'],
  }),
  listInvitations: operation({
    method: 'GET',
    path: '/ceremonies/{id}/invitations',
    tag: TAG,
    summary: 'The roster of a ceremony',
    access: 'coordinator',
    params: idParams,
    query: invitationsQuery,
    answers: { 200: { description: 'A page of it', body: listOf(invitationSchema) } },
    problems: [],
  }),
  listCoordinatorInvitations: operation({
    method: 'GET',
    path: '/projects/{id}/invitations',
    tag: TAG,
    summary: 'Who was invited to coordinate a project',
    access: 'coordinator',
    params: idParams,
    query: invitationsQuery,
    answers: { 200: { description: 'A page of it', body: listOf(invitationSchema) } },
    problems: [],
  }),
  importRoster: operation({
    method: 'POST',
    path: '/ceremonies/{id}/roster',
    tag: TAG,
    summary: 'Put people on the roster',
    description:
      'JSON rows, or text/csv whose first line names the columns among name, address, cohort, from, until, identity, queue, priority; times there are ISO 8601 with an offset. All lines or none. The same file again changes nothing: a line is known by its identity, else its address, else its name. No links are made: see `/ceremonies/{id}/roster/send`.',
    access: 'coordinator',
    params: idParams,
    csv: true,
    maxBody: 1_048_576,
    body: z
      .strictObject({
        rows: z.array(rosterRowSchema).max(MAX_ROSTER).optional(),
        csv: z.string().max(1_048_576).optional().describe('The text of a CSV file'),
      })
      .refine(({ rows, csv }) => (rows === undefined) !== (csv === undefined), 'either rows or csv'),
    answers: {
      200: {
        description: 'What became of the lines',
        body: z.object({
          added: z.int(),
          changed: z.int(),
          unchanged: z.int(),
          revoked: z.int().describe('Lines of people whose invitation was revoked: left so'),
        }),
      },
    },
    problems: ['CONFLICT'],
  }),
  sendRoster: operation({
    method: 'POST',
    path: '/ceremonies/{id}/roster/send',
    tag: TAG,
    summary: 'Send everybody on the roster a link',
    description:
      'Makes a link for each person who has none yet, and e-mails it. Without a mail server, or for people without an address, the answer has the text to copy. At most 500 at a time: call again while `left` is not 0.',
    access: 'coordinator',
    params: idParams,
    body: z.strictObject({ cohort: line(64).optional().describe('Only these people') }),
    answers: {
      200: {
        description: 'A message for each person',
        body: z.object({ items: z.array(mailText), left: z.int().min(0) }),
      },
    },
    problems: ['BASE_UNKNOWN'],
  }),
  readInvitation: operation({
    method: 'GET',
    path: '/invitations/{id}',
    tag: TAG,
    summary: 'An invitation',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    answers: { 200: { description: 'Without its link: that was shown once', body: invitationSchema } },
    problems: [],
  }),
  changeInvitation: operation({
    method: 'PATCH',
    path: '/invitations/{id}',
    tag: TAG,
    summary: 'Change an invitation',
    description:
      'null takes a field away. For somebody who has joined already, place and priority are changed at the participant.',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    body: z
      .strictObject({
        ...expected,
        name: expected.name.nullable(),
        address: expected.address.nullable(),
        cohort: expected.cohort.nullable(),
        identity: expected.identity.nullable(),
        from: expected.from.nullable(),
        until: expected.until.nullable(),
      })
      .partial(),
    answers: { 200: { description: 'The invitation', body: invitationSchema } },
    problems: ['CONFLICT'],
  }),
  revokeInvitation: operation({
    method: 'DELETE',
    path: '/invitations/{id}',
    tag: TAG,
    summary: 'Revoke an invitation',
    description:
      'The link is worth nothing from now on, and sessions that it gave end. Whoever has joined stays a participant until removed as one.',
    access: 'coordinator',
    params: idParams,
    answers: { 204: { description: 'Revoked' } },
    problems: [],
  }),
  reissueInvitation: operation({
    method: 'POST',
    path: '/invitations/{id}/reissue',
    tag: TAG,
    summary: 'Make a new link',
    description:
      'The old link is worth nothing from now on. For somebody who came by the link alone and lost the device, the new one leads to the same place; the sessions of the old one end when it is used. That is an event for everybody to see.',
    access: 'coordinator',
    params: idParams,
    answers: { 200: { description: 'The invitation and its new link', body: invitationWithLink } },
    problems: ['BASE_UNKNOWN', 'INVITATION_REVOKED', 'INVITATION_EXPIRED', 'NOT_BY_LINK_ALONE'],
  }),
  sendInvitation: operation({
    method: 'POST',
    path: '/invitations/{id}/send',
    tag: TAG,
    summary: 'E-mail a new link',
    description: 'As reissue, and e-mails it; without a mail server or an address the text is to be copied.',
    access: 'coordinator',
    params: idParams,
    answers: { 200: { description: 'The message', body: mailText } },
    problems: ['BASE_UNKNOWN', 'INVITATION_REVOKED', 'INVITATION_EXPIRED', 'NOT_BY_LINK_ALONE'],
  }),
  lookAtInvitation: operation({
    method: 'POST',
    path: '/auth/invitation/look',
    tag: TAG,
    summary: 'What is this link for?',
    description: 'Changes nothing: a link can be looked at as often as one likes.',
    access: 'public',
    body: z.strictObject({ token: tokenSchema }),
    answers: { 200: { description: 'What it is for, and whether it is good', body: invitationLookSchema } },
    problems: ['INVITATION_UNKNOWN', 'FOREIGN_ORIGIN'],
  }),
  useInvitation: operation({
    method: 'POST',
    path: '/auth/invitation',
    tag: TAG,
    summary: 'Use a link: sign in by it',
    description:
      'Uses the link up and gives a session. With a session of one’s own the invitation becomes that person’s. With `acceptTerms` the person joins the ceremony at once; else `POST /participants` does it.',
    access: 'public',
    body: z.strictObject({
      token: tokenSchema,
      publicName: publicNameSchema.optional(),
      acceptTerms: z.int().min(1).optional().describe('The version of the terms that the person accepts'),
      separate: z
        .boolean()
        .default(false)
        .describe('true: somebody else than the session that comes with the request'),
      label: sessionLabelSchema.optional(),
      cookie: cookieFlag,
    }),
    answers: {
      200: {
        description: 'The session, and where the person takes part now',
        body: z.object({
          ...sessionGivenSchema.shape,
          role: z.enum(INVITATION_ROLES),
          projectId: idSchema.optional(),
          ceremony: z.object({ id: idSchema, slug: slugSchema }).optional(),
          participantId: idSchema.optional(),
          notJoined: z
            .string()
            .optional()
            .describe('Signed in, but not joined: why. `POST /participants` tries again'),
        }),
      },
    },
    problems: [...REFUSED, 'CONFLICT', 'FOREIGN_ORIGIN'],
  }),
} as const;
