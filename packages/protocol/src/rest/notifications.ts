/** Where people want to be told of what, and what needs a human. */
import { z } from 'zod';
import { wordsOf } from '../issue-words.ts';
import { TOPIC_NAMES, TOPICS } from '../topics.ts';
import { idParams, idSchema, listOf, secondsSchema } from './common.ts';
import { idQuery, listQuery } from './list-query.ts';
import { operation } from './operation.ts';

export const CHANNEL_KINDS = ['WEBHOOK', 'EMAIL'] as const;
export const WEBHOOK_FORMS = ['JSON', 'SLACK', 'DISCORD'] as const;

/** An address that mail is sent to: one, without a name, and without anything that could end a header. */
export const mailAddressSchema = z
  .string()
  .max(254)
  .regex(/^[^\s\p{C}@<>()[\]\\,;:"]{1,64}@(?:[a-z0-9-]{1,63}\.){0,8}[a-z0-9-]{1,63}$/iu, 'no e-mail address');

/** A name of the IANA time zone database. */
export const timeZoneSchema = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9_+/-]+$/)
  .refine(isTimeZone, 'a time zone such as Europe/Berlin')
  .describe('Of the person: times are told in it, with UTC beside');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const topicsSchema = z
  .array(z.enum(TOPIC_NAMES))
  .min(1)
  .max(TOPIC_NAMES.length)
  .describe('What to be told of');

const webhookUrlSchema = z
  .string()
  .max(1024)
  .regex(/^https?:\/\/[^\s\p{C}]+$/u, 'a URL that begins with https://');

export const subscriptionSchema = z.object({
  id: idSchema,
  ceremonyId: idSchema.optional(),
  projectId: idSchema.optional(),
  kind: z.enum(CHANNEL_KINDS),
  form: z.enum([...WEBHOOK_FORMS, 'TEXT']).describe('TEXT: a plain e-mail'),
  target: z.string().describe('URL or e-mail address'),
  topics: topicsSchema,
  timeZone: z.string(),
  confirmed: z.boolean().describe('An e-mail address hears nothing before its person has confirmed it'),
  enabled: z
    .boolean()
    .describe('false: switched off, because three messages in a row could not be delivered'),
  latest: z
    .object({
      topic: z.string(),
      state: z.enum(['QUEUED', 'SENDING', 'SENT', 'FAILED']),
      attempts: z.int().min(0),
      at: secondsSchema.describe('When it was queued'),
      error: z.string().optional().describe('Why the latest attempt failed'),
    })
    .optional()
    .describe('The newest message'),
  createdAt: secondsSchema,
});
export type SubscriptionView = z.infer<typeof subscriptionSchema>;

const newSubscriptionSchema = z
  .strictObject({
    ceremonyId: idSchema.optional().describe('One ceremony: its participants and its coordinators'),
    projectId: idSchema.optional().describe('All ceremonies of a project: its coordinators'),
    kind: z.enum(CHANNEL_KINDS),
    form: z.enum(WEBHOOK_FORMS).optional().describe('Of a webhook; JSON unless said'),
    target: z.string().min(3).max(1024).describe('https URL, or e-mail address'),
    topics: topicsSchema.optional().describe('All that fit the role unless said'),
    timeZone: timeZoneSchema.default('UTC'),
  })
  .superRefine((body, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if ((body.ceremonyId === undefined) === (body.projectId === undefined))
      wrong('ceremonyId', 'either ceremonyId or projectId');
    if (body.kind === 'EMAIL' && body.form !== undefined) wrong('form', 'an e-mail has no form');
    const target = body.kind === 'EMAIL' ? mailAddressSchema : webhookUrlSchema;
    for (const issue of target.safeParse(body.target).error?.issues ?? []) wrong('target', wordsOf(issue));
  })
  .meta({ examples: [{ ceremonyId: 1, kind: 'EMAIL', target: 'ada@example.org' }] });

const changesSchema = z.strictObject({
  topics: topicsSchema.optional(),
  timeZone: timeZoneSchema.optional(),
  enabled: z.literal(true).optional().describe('Switches it on again'),
});

const channelsSchema = z.object({
  email: z.boolean().describe('Whether this server sends e-mail'),
  why: z.string().optional().describe('Why it does not, and what happens instead'),
  webhook: z.array(z.enum(WEBHOOK_FORMS)),
  topics: z.array(
    z.object({
      name: z.enum(TOPIC_NAMES),
      means: z.string(),
      to: z.array(z.enum(['person', 'coordinators', 'everybody'])),
    }),
  ),
});

/** The table of topics as the interface shows it. */
export function topicList(): z.infer<typeof channelsSchema>['topics'] {
  return TOPIC_NAMES.map((name) => ({ name, means: TOPICS[name].means, to: [...TOPICS[name].to] }));
}

/** The most urgent first. */
export const ATTENTION_CODES = [
  'CIRCUIT_HALTED',
  'DISK_SHORT',
  'VERIFICATION_HANGS',
  'RESULT_FAILED',
  'NOBODY_PRESENT',
  'NOT_READY_TO_OPEN',
  'RESULT_WAITS',
  'MINIMUM_OUT_OF_REACH',
  'RESERVATION_UNANSWERED',
  'PENALTY_LOOP',
  'TERMS_NOT_ACCEPTED',
  'NOTIFICATIONS_FAIL',
  'NO_MAIL_SERVER',
  'TEST_IN_PUBLIC',
] as const;
export type AttentionCode = (typeof ATTENTION_CODES)[number];

const attentionSchema = z.object({
  code: z.enum(ATTENTION_CODES),
  since: secondsSchema,
  sentence: z.string().describe('What is the matter'),
  next: z.string().describe('What a human can do'),
  circuitId: idSchema.optional(),
  participantId: idSchema.optional(),
});

const TAG = 'Notifications';

export const NOTIFICATION_OPERATIONS = {
  readChannels: operation({
    method: 'GET',
    path: '/notifications/channels',
    tag: TAG,
    summary: 'In which ways this server can tell people something',
    access: 'public',
    answers: { 200: { description: 'Its channels and topics', body: channelsSchema } },
    problems: [],
  }),
  listSubscriptions: operation({
    method: 'GET',
    path: '/subscriptions',
    tag: TAG,
    summary: 'Where you are told of what',
    access: 'user',
    query: listQuery(['id'], { ceremonyId: idQuery.optional(), projectId: idQuery.optional() }),
    answers: { 200: { description: 'Your own', body: listOf(subscriptionSchema) } },
    problems: [],
  }),
  createSubscription: operation({
    method: 'POST',
    path: '/subscriptions',
    tag: TAG,
    summary: 'Be told by webhook or e-mail',
    description:
      'Participants choose for their ceremony, coordinators for a ceremony or a whole project. A webhook is https to a public address; every request is signed (Brebaje-Signature: t=<seconds>,v1=<HMAC-SHA256 of "t.body">) with the secret of this answer, and carries an Idempotency-Key. An e-mail address gets one mail to confirm it, and nothing before that.',
    access: 'user',
    body: newSubscriptionSchema,
    answers: {
      201: {
        description: 'Made',
        body: subscriptionSchema.extend({
          secret: z.string().optional().describe('Checks the signatures of a webhook; shown this once'),
        }),
      },
    },
    problems: ['NOT_FOUND', 'NOT_PERMITTED', 'NO_MAIL_SERVER', 'TOO_MANY_SUBSCRIPTIONS'],
  }),
  readSubscription: operation({
    method: 'GET',
    path: '/subscriptions/{id}',
    tag: TAG,
    summary: 'One of your subscriptions',
    access: 'person',
    params: idParams,
    versioned: true,
    answers: { 200: { description: 'It', body: subscriptionSchema } },
    problems: [],
  }),
  changeSubscription: operation({
    method: 'PATCH',
    path: '/subscriptions/{id}',
    tag: TAG,
    summary: 'Change topics or time zone, or switch it on again',
    access: 'person',
    params: idParams,
    body: changesSchema,
    versioned: true,
    answers: { 200: { description: 'Changed', body: subscriptionSchema } },
    problems: [],
  }),
  removeSubscription: operation({
    method: 'DELETE',
    path: '/subscriptions/{id}',
    tag: TAG,
    summary: 'Be told no more',
    description: 'What waits to be sent there is dropped with it.',
    access: 'person',
    params: idParams,
    answers: { 204: { description: 'Deleted' } },
    problems: [],
  }),
  testSubscription: operation({
    method: 'POST',
    path: '/subscriptions/{id}/test',
    tag: TAG,
    summary: 'Send a test message there',
    description: 'At most once a minute. What became of it is `latest` of the subscription.',
    access: 'person',
    params: idParams,
    answers: {
      202: {
        description: 'Queued',
        body: z.object({ queued: z.literal(true), text: z.string().describe('What it says') }),
      },
    },
    problems: ['CONFLICT'],
  }),
  readAttention: operation({
    method: 'GET',
    path: '/ceremonies/{id}/attention',
    tag: TAG,
    summary: 'What needs a human',
    description: 'Empty while the server gets on by itself. What it does by itself is in the documentation.',
    access: 'coordinator',
    params: idParams,
    answers: {
      200: { description: 'The most urgent first', body: z.object({ items: z.array(attentionSchema) }) },
    },
    problems: [],
  }),
};
