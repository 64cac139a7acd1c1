/** Who somebody is here: their account, the sessions they are signed in by, the identities that are theirs. */
import { z } from 'zod';
import { PROVIDERS } from '../wire.ts';
import { idParams, idSchema, publicNameSchema, secondsSchema, slugSchema } from './common.ts';
import { operation } from './operation.ts';

/** What people see in the list of their sessions: "command on alice-laptop". */
export const sessionLabelSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u, 'printable characters')
  .describe('What asks, as its person knows it: command on alice-laptop');

/** Names a session without being one. */
export const sessionHandleSchema = z.string().regex(/^[A-Za-z0-9-]{8,64}$/);

/** A session that was just made. */
export const sessionGivenSchema = z.object({
  user: z.object({
    id: idSchema,
    provider: z.enum(PROVIDERS),
    sub: z.string().describe('The identity as a KZG transcript would hold it'),
    nickname: z.string(),
  }),
  session_id: z
    .uuid()
    .optional()
    .describe('The bearer of every face. Absent when a page of this server asked for a cookie'),
});
export type SessionGiven = z.infer<typeof sessionGivenSchema>;

/** Pages of this server ask for a cookie that their scripts cannot read. */
export const cookieFlag = z
  .boolean()
  .default(false)
  .describe('true: the session comes as a cookie. For pages of this server only');

export const ROLES = ['operator', 'coordinator'] as const;

export const sessionSchema = z.object({
  publicId: sessionHandleSchema.describe('Names the session without being one'),
  label: z.string().optional(),
  createdAt: secondsSchema,
  lastSeenAt: secondsSchema,
  expiresAt: secondsSchema,
  ceremonyId: idSchema.optional().describe('Good for the sequencer routes of this ceremony only'),
  current: z.boolean().describe('The session that asks'),
});

export const ownIdentitySchema = z.object({
  id: idSchema,
  provider: z.enum(PROVIDERS),
  nickname: z.string().describe('Address or login'),
  sub: z.string().describe('As a KZG transcript would hold it'),
  linkedAt: secondsSchema,
  current: z.boolean().describe('The identity of the session that asks'),
});

const meSchema = z.object({
  user: z.object({
    id: idSchema,
    publicName: publicNameSchema.optional(),
    role: z.enum(ROLES).optional().describe('What the person may do beyond their own projects'),
    createdAt: secondsSchema,
  }),
  identities: z.array(ownIdentitySchema),
  session: sessionSchema,
  projects: z
    .array(
      z.object({
        id: idSchema,
        slug: slugSchema,
        name: z.string(),
        owner: z.boolean().describe('false: a further coordinator'),
      }),
    )
    .describe('Projects that the person coordinates, at most 100'),
  participants: z
    .array(
      z.object({
        id: idSchema,
        ceremonyId: idSchema,
        ceremony: slugSchema,
        status: z.string(),
        number: z.int().optional(),
        publicName: z.string().optional(),
      }),
    )
    .describe('The person’s places in ceremonies, the latest first, at most 100'),
});

export type Me = z.infer<typeof meSchema>;

const TAG = 'Sign-in';
const noContent = { 204: { description: 'Done' } };

export const SESSION_OPERATIONS = {
  readMe: operation({
    method: 'GET',
    path: '/auth/me',
    tag: TAG,
    summary: 'Who am I?',
    description: 'What this server knows of the person who asks. Nobody else is told it.',
    access: 'user',
    answers: { 200: { description: 'The person who asks', body: meSchema } },
    problems: [],
  }),
  readSession: operation({
    method: 'GET',
    path: '/auth/session',
    tag: TAG,
    summary: 'Is anybody signed in?',
    description:
      'As `GET /auth/me`, for pages that are for strangers as well: whoever has no session is told so, not refused.',
    access: 'public',
    answers: {
      200: {
        description: 'The person who asks; without `me` nobody is signed in',
        body: z.object({ me: meSchema.optional() }),
      },
    },
    problems: [],
  }),
  signOut: operation({
    method: 'POST',
    path: '/auth/sign-out',
    tag: TAG,
    summary: 'Sign out',
    description: 'Ends the session that asks. A place in a queue or lobby stays as it is.',
    access: 'user',
    answers: noContent,
    problems: [],
  }),
  listSessions: operation({
    method: 'GET',
    path: '/sessions',
    tag: TAG,
    summary: 'My sessions',
    access: 'user',
    answers: {
      200: {
        description: 'Every session of the person who asks, the latest used first',
        body: z.object({ items: z.array(sessionSchema) }),
      },
    },
    problems: [],
  }),
  endSession: operation({
    method: 'DELETE',
    path: '/sessions/{publicId}',
    tag: TAG,
    summary: 'End one of my sessions',
    access: 'user',
    params: z.strictObject({ publicId: sessionHandleSchema }),
    answers: noContent,
    problems: [],
  }),
  endOtherSessions: operation({
    method: 'DELETE',
    path: '/sessions',
    tag: TAG,
    summary: 'End all my other sessions',
    access: 'user',
    answers: {
      200: { description: 'How many ended', body: z.object({ ended: z.int().min(0) }) },
    },
    problems: [],
  }),
  linkIdentity: operation({
    method: 'POST',
    path: '/auth/identities',
    tag: TAG,
    summary: 'Link another account to me',
    description:
      'Ethereum: a message with a nonce of `POST /auth/eth/generate-nonce`, signed. GitHub: the code that the page `/auth/github?link=true` shows at its end. When the account was somebody here already, both become one; that is refused where both took part in the same ceremony.',
    access: 'user',
    body: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('ethereum'),
        message: z.string().min(1).max(4096),
        signature: z.string().regex(/^0x[0-9a-fA-F]{130}$/),
      }),
      z.strictObject({ kind: z.literal('github'), code: z.string().min(4).max(40) }),
    ]),
    answers: { 200: { description: 'The identity, now mine', body: ownIdentitySchema } },
    problems: ['SIGNATURE_REFUSED', 'CODE_UNKNOWN', 'BOTH_TOOK_PART', 'FOREIGN_ORIGIN'],
  }),
  unlinkIdentity: operation({
    method: 'DELETE',
    path: '/auth/identities/{id}',
    tag: TAG,
    summary: 'Take an account away from me',
    description: 'Not the last one, and none that took part in a ceremony.',
    access: 'user',
    params: idParams,
    answers: noContent,
    problems: ['IDENTITY_IN_USE'],
  }),
} as const;
