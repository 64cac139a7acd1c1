/** What an invitation and a line of a roster look like. */
import { QUEUE_CLASSES } from '@brebaje/ceremony/queue-types';
import { z } from 'zod';
import { idSchema, secondsSchema, slugSchema, textSchema } from './common.ts';

/** A token as links carry it behind the # sign: 130 random bits. */
export const tokenSchema = z
  .string()
  .regex(/^[a-z0-9]{26}$/, 'what follows the # sign of the link, 26 letters and digits');

/** What a link is worth now. */
export const INVITATION_STATES = ['UNSENT', 'OPEN', 'EARLY', 'USED', 'EXPIRED', 'REVOKED'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

/** Whom an invitation makes: somebody who takes part, or who coordinates. */
export const INVITATION_ROLES = ['participant', 'coordinator', 'operator'] as const;

export const line = (longest: number) =>
  textSchema(longest)
    .min(1)
    .regex(/^[^\n\t]*$/, 'one line');

/** An e-mail address as far as it can be told without sending anything. */
export const mailSchema = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+\.[^\s@<>"(),;:\\.]+$/u, 'an e-mail address');

/** An account that may take part without the link. */
export const rosterIdentitySchema = z
  .string()
  .trim()
  .max(160)
  .regex(/^(eth\|0x[0-9a-fA-F]{40}|git\|[A-Za-z0-9-]{1,39})$/i, 'eth|0x… or git|login')
  .transform((identity) => identity.toLowerCase());

export const expected = {
  name: line(128).describe('As the coordinator knows the person; never public, erasable'),
  address: mailSchema.describe('E-mail address; never public, erasable'),
  cohort: line(64).describe('A word that groups people'),
  identity: rosterIdentitySchema.describe('An account that may take part without the link'),
  queueClass: z.enum(QUEUE_CLASSES).describe('Which part of a queue: private before public before standby'),
  priority: z.int().min(-1000).max(1000).describe('Higher comes first within a part'),
  from: secondsSchema.describe('Not before'),
  until: secondsSchema.describe('Not after'),
};

export const inOrder = (window: {
  from?: number | null | undefined;
  until?: number | null | undefined;
}): boolean => window.from == null || window.until == null || window.from < window.until;
export const OUT_OF_ORDER = { path: ['until'], message: 'until must be after from' };

/** One line of a roster. */
export const rosterRowSchema = z
  .strictObject(expected)
  .partial()
  .refine((row) => row.name !== undefined || row.address !== undefined || row.identity !== undefined, {
    message: 'a name, an address or an identity is needed',
  })
  .refine(inOrder, OUT_OF_ORDER);
export type RosterRow = z.infer<typeof rosterRowSchema>;

/** Lines of one roster file. */
export const MAX_ROSTER = 5000;

export const invitationSchema = z.object({
  id: idSchema,
  ceremonyId: idSchema.optional(),
  projectId: idSchema.optional(),
  role: z.enum(INVITATION_ROLES),
  state: z.enum(INVITATION_STATES).describe('UNSENT: on the roster, without a link yet'),
  name: z.string().optional(),
  address: z.string().optional(),
  cohort: z.string().optional(),
  identity: z.string().optional(),
  queueClass: expected.queueClass,
  priority: z.int(),
  from: secondsSchema.optional(),
  until: secondsSchema.optional(),
  createdAt: secondsSchema,
  sentAt: secondsSchema.optional().describe('When it was e-mailed'),
  usedAt: secondsSchema.optional(),
  userId: idSchema.optional().describe('Who used it'),
  revokedAt: secondsSchema.optional(),
});
export type InvitationBody = z.infer<typeof invitationSchema>;

export const linkSchema = z.string().describe('To be handed to that person alone; shown this once');

export const mailText = z.object({
  id: idSchema,
  name: z.string().optional(),
  address: z.string().optional(),
  queued: z.boolean().describe('The server e-mails it. false: copy the text and send it yourself'),
  link: linkSchema.optional().describe('Unless the server e-mails it'),
  text: z
    .string()
    .optional()
    .describe('Subject, an empty line, and the message; unless the server e-mails it'),
});

export const invitationWithLink = z.object({ ...invitationSchema.shape, link: linkSchema });

/** What a link is for, before it is used. */
export const invitationLookSchema = z.object({
  role: z.enum(INVITATION_ROLES),
  state: z.enum(INVITATION_STATES),
  says: z.string().describe('The state in words'),
  name: z.string().optional().describe('Whom it was made for, while it is unused'),
  from: secondsSchema.optional(),
  until: secondsSchema.optional(),
  project: z.object({ slug: slugSchema, name: z.string(), support: z.string().optional() }).optional(),
  ceremony: z
    .object({
      id: idSchema,
      slug: slugSchema,
      title: z.string(),
      scheme: z.string(),
      status: z.string(),
      test: z.boolean(),
      purpose: z.string().optional(),
      instructions: z.string().optional(),
      timeline: z.string().optional(),
      capability: z.string().optional(),
      support: z.string().optional(),
      terms: z.object({ version: z.int(), text: z.string() }),
    })
    .optional(),
  me: z
    .object({ nickname: z.string(), publicName: z.string().optional() })
    .optional()
    .describe('Who asks, where a session came with the request: the invitation would be theirs'),
});
export type InvitationLook = z.infer<typeof invitationLookSchema>;
