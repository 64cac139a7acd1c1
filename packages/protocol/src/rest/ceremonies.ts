/** Ceremonies: what they are, what they ask of people, and the commands of their life. */
import { PARTICIPANT_STATUSES } from '@brebaje/ceremony/participant';
import { z } from 'zod';
import { aboutChangesSchema, aboutDraftSchema, aboutSchema } from './about.ts';
import {
  flagQuery,
  idParams,
  idSchema,
  listOf,
  oneOrMore,
  reasonSchema,
  secondsSchema,
  slugSchema,
  textSchema,
} from './common.ts';
import { eligibilityChangesSchema, eligibilitySchema } from './eligibility.ts';
import { idQuery, listQuery } from './list-query.ts';
import { type Operation, operation } from './operation.ts';
import { POLICY_PRESETS, policyChangesSchema, policyDraftSchema, policySchema } from './policy.ts';

export const CEREMONY_STATUSES = [
  'SCHEDULED',
  'OPENED',
  'PAUSED',
  'CLOSED',
  'CANCELED',
  'FINALIZED',
] as const;
export const SCHEMES = ['KZG', 'GROTH16'] as const;

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256, lower-case hexadecimal');
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);
const titleSchema = textSchema(120).min(1).describe('What people call it');
const circuitSlug = z.string().max(128);

/** Powers of one sub-ceremony of a KZG ceremony. */
const count = z.int().min(2).max(1_000_000_000);
export const sizeSchema = z.object({ g1: count, g2: count });

const summary = {
  id: idSchema,
  projectId: idSchema,
  slug: z.string().max(128).describe('Permanent name in addresses'),
  title: titleSchema,
  scheme: z.enum(SCHEMES),
  status: z.enum(CEREMONY_STATUSES),
  test: z.boolean().describe('Only for trying things out: nobody relies on its result'),
  createdAt: secondsSchema,
  opensAt: secondsSchema.optional().describe('When it opens by itself'),
  closesAt: secondsSchema.optional().describe('When it closes by itself'),
  openedAt: secondsSchema.optional(),
  pausedAt: secondsSchema.optional(),
  closedAt: secondsSchema.optional(),
  drainedAt: secondsSchema.optional().describe('Since when nobody is inside any more'),
  canceledAt: secondsSchema.optional(),
  finalizedAt: secondsSchema.optional(),
  archivedAt: secondsSchema.optional().describe('Since when it is hidden from lists'),
  draining: z.boolean().describe('Nobody new enters; whoever is inside finishes'),
  drained: z.boolean().describe('Nobody is inside any more, and nobody enters'),
  waiting: z.int().min(0).describe('People who wait'),
  contributions: z.int().min(0).describe('Accepted contributions, of all circuits'),
  receiptAddress: address.describe('Signs the receipts'),
  manifestHash: hash.optional().describe('Name of the ceremony in receipts, fixed when it opened'),
};

/** A ceremony in a list. */
export const ceremonySummarySchema = z.object(summary);

const circuitBriefSchema = z.object({
  id: idSchema,
  sequence: z.int().min(1),
  slug: circuitSlug,
  contributions: z.int().min(0),
  sizes: z.array(sizeSchema).optional().describe('KZG: powers of the sub-ceremonies'),
});

/** How long something takes, and how that is known. */
const durationSchema = z.object({
  seconds: z.number().min(0).optional().describe('Absent: nothing can be said'),
  basis: z
    .enum(['MEASURED', 'LIMIT', 'NONE'])
    .describe('MEASURED: from turns that were; LIMIT: the longest that the rules allow'),
  words: z.string(),
});

const finalizationSchema = z
  .object({
    state: z.enum(['QUEUED', 'RUNNING', 'FAILED', 'DONE']),
    phase: z.enum(['TRANSCRIPT', 'VERIFYING', 'EXPORTING', 'WRITING']).optional(),
    progress: z.number().min(0).max(100).optional().describe('Percent of the phase'),
    problem: z.string().optional().describe('Why it failed'),
  })
  .describe('The finalization under way, or the one before');

/** Everything that concerns a prospective participant. */
export const ceremonySchema = z.object({
  ...summary,
  about: aboutSchema,
  policy: policySchema,
  eligibility: eligibilitySchema,
  participants: z
    .partialRecord(z.enum(PARTICIPANT_STATUSES), z.int().min(0))
    .describe('How many there are, by status'),
  circuits: z.array(circuitBriefSchema),
  expected: z.object({
    turn: durationSchema.describe('A contribution, from its begin to the verdict'),
    wait: durationSchema.describe('For somebody who comes now'),
    download: z.number().min(0).describe('Bytes that a participant receives'),
    upload: z.number().min(0).describe('Bytes that a participant sends'),
  }),
  finalization: finalizationSchema.optional(),
  links: z.object({
    page: z.string().describe('For people'),
    sequencer: z.string().optional().describe('For clients of the KZG sequencer protocol'),
    transcript: z.string().optional(),
    manifest: z.string().optional(),
    participants: z.string(),
    events: z.string(),
    artifacts: z.string(),
  }),
});
export type CeremonyBody = z.infer<typeof ceremonySchema>;

const draftFields = {
  slug: slugSchema.refine((slug) => !/^\d+$/.test(slug), 'not only digits: that would be a number'),
  title: titleSchema,
  scheme: z.enum(SCHEMES).default('KZG'),
  test: z.boolean().optional().describe('A test ceremony; default: as the server’s own ceremony'),
  sizes: z
    .array(z.strictObject(sizeSchema.shape))
    .min(1)
    .max(16)
    .optional()
    .describe('KZG: powers of the sub-ceremonies; default: as the server’s own ceremony'),
  opensAt: secondsSchema.optional().describe('When it opens by itself; absent: when it is told to'),
  closesAt: secondsSchema.optional().describe('When it closes by itself; absent: when it is told to'),
  about: aboutDraftSchema.optional(),
  policy: policyDraftSchema.optional(),
  eligibility: eligibilityChangesSchema.optional(),
};

/** A ceremony in the making. */
export const ceremonyDraftSchema = z.strictObject(draftFields);
export type CeremonyDraft = z.input<typeof ceremonyDraftSchema>;
export type ParsedDraft = z.output<typeof ceremonyDraftSchema>;

/** Statuses that a ceremony is moved to by a command; it is finalized by an operation of its own. */
const COMMANDED = ['OPENED', 'PAUSED', 'CLOSED', 'CANCELED'] as const;

const ceremonyChangesSchema = z
  .strictObject({
    title: titleSchema,
    test: z.boolean(),
    opensAt: secondsSchema.nullable().describe('null: when it is told to'),
    closesAt: secondsSchema.nullable().describe('null: when it is told to'),
    about: aboutChangesSchema,
    policy: policyChangesSchema,
    eligibility: eligibilityChangesSchema,
    status: z.enum(COMMANDED).describe('OPENED also ends a pause; CLOSED lets whoever is inside finish'),
    reason: reasonSchema,
  })
  .partial();
export type CeremonyChanges = z.output<typeof ceremonyChangesSchema>;

/** One thing that was looked at before a ceremony may open. */
const findingSchema = z.object({
  level: z.enum(['FAULT', 'WARNING']).describe('FAULT: it cannot open; WARNING: think about it'),
  code: z.string(),
  message: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;

/** What a ceremony will mean in minutes, bytes and people. */
export const checkSchema = z.object({
  ready: z.boolean().describe('Nothing keeps it from opening'),
  findings: z.array(findingSchema),
  means: z.object({
    turn: durationSchema,
    turnsPerDay: z.int().min(0).optional(),
    days: z.number().min(0).optional().describe('Between its dates'),
    people: z.int().min(0).optional().describe('Who can have a turn between its dates, or by its count'),
    download: z.number().min(0).describe('Bytes per contribution that a participant receives'),
    upload: z.number().min(0).describe('Bytes per contribution that a participant sends'),
    disk: z.number().min(0).describe('Bytes of disk for all of them; for 1,000 where nobody knows how many'),
    diskFree: z.number().min(0).optional().describe('Bytes that are free; for coordinators'),
    words: z.array(z.string()),
  }),
});
export type CheckBody = z.infer<typeof checkSchema>;

export const artifactSchema = z.object({
  name: z.string().max(255),
  kind: z.string().max(64),
  circuitId: idSchema.optional(),
  sha256: hash,
  size: z.int().min(0),
  url: z.string().describe('Path of the file, for ever the same bytes'),
  createdAt: secondsSchema,
});

export const manifestSchema = z.object({
  hash,
  text: z.string().describe('RFC 8785 JSON; its SHA-256 is the hash'),
});

const tag = 'Ceremonies';
const slugParams = z.strictObject({ slug: z.string().min(1).max(128) });
const shown = (description: string) => ({ 200: { description, body: ceremonySchema } });

export const CEREMONY_OPERATIONS = {
  listCeremonies: operation({
    method: 'GET',
    path: '/ceremonies',
    tag,
    summary: 'List ceremonies',
    description: 'Archived ones are left out unless asked for.',
    access: 'public',
    query: listQuery(['id', 'createdAt', 'slug', 'title'], {
      projectId: idQuery.optional(),
      status: oneOrMore(CEREMONY_STATUSES).optional(),
      scheme: oneOrMore(SCHEMES).optional(),
      archived: flagQuery.optional().describe('true: only archived ones'),
    }),
    answers: { 200: { description: 'A page of ceremonies', body: listOf(ceremonySummarySchema) } },
    problems: [],
  }),
  createCeremony: operation({
    method: 'POST',
    path: '/ceremonies',
    tag,
    summary: 'Create a ceremony',
    description: 'It is SCHEDULED: nothing is fixed before it opens.',
    access: 'coordinator',
    body: ceremonyDraftSchema.extend({ projectId: idSchema }),
    maxBody: 131_072,
    answers: { 201: { description: 'Created', body: ceremonySchema } },
    problems: ['CONFLICT', 'NOT_FOUND', 'CEREMONY_UNFIT'],
  }),
  checkCeremonyDraft: operation({
    method: 'POST',
    path: '/ceremonies/check',
    tag,
    summary: 'Check a ceremony before it is created',
    description: 'Says what keeps it from opening and what it will mean. Nothing is written.',
    access: 'user',
    body: ceremonyDraftSchema,
    maxBody: 131_072,
    answers: { 200: { description: 'What was found', body: checkSchema } },
    problems: ['CEREMONY_UNFIT'],
  }),
  readCeremony: operation({
    method: 'GET',
    path: '/ceremonies/{id}',
    tag,
    summary: 'Read a ceremony',
    access: 'public',
    params: idParams,
    versioned: true,
    answers: shown('The ceremony'),
    problems: [],
  }),
  readCeremonyBySlug: operation({
    method: 'GET',
    path: '/ceremonies/by-slug/{slug}',
    tag,
    summary: 'Read a ceremony by its slug',
    access: 'public',
    params: slugParams,
    versioned: true,
    answers: shown('The ceremony'),
    problems: [],
  }),
  changeCeremony: operation({
    method: 'PATCH',
    path: '/ceremonies/{id}',
    tag,
    summary: 'Change a ceremony, or move it on',
    description:
      'Any subset of the fields. `status` is a command: OPENED, PAUSED, CLOSED or CANCELED, with the reason, which ' +
      'becomes public. After opening every change is an amendment: it needs a reason and becomes a public event ' +
      'with old and new, and whoever waits already keeps the rules they came under. Repeated commands are confirmed.',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    body: ceremonyChangesSchema,
    maxBody: 131_072,
    answers: shown('As it is now'),
    problems: ['ILLEGAL_TRANSITION', 'NOT_AMENDABLE', 'CEREMONY_UNFIT', 'REASON_NEEDED'],
  }),
  removeCeremony: operation({
    method: 'DELETE',
    path: '/ceremonies/{id}',
    tag,
    summary: 'Delete a ceremony that never was',
    description: 'Only a SCHEDULED one that nobody has joined. Any other is archived instead.',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    answers: { 204: { description: 'Deleted' } },
    problems: ['HISTORY_IS_KEPT'],
  }),
  archiveCeremony: operation({
    method: 'POST',
    path: '/ceremonies/{id}/archive',
    tag,
    summary: 'Hide a ceremony from lists, or show it again',
    description: 'Nothing is erased: its address, its events and its files stay.',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    body: z.strictObject({ archived: z.boolean().default(true), reason: reasonSchema.optional() }),
    answers: shown('As it is now'),
    problems: ['ILLEGAL_TRANSITION'],
  }),
  finalizeCeremony: operation({
    method: 'POST',
    path: '/ceremonies/{id}/finalize',
    tag,
    summary: 'Finalize a drained ceremony',
    description:
      'Verifies the whole chain from the beginning and freezes the result. It takes a while: `finalization` of ' +
      'the ceremony says how far it is. Repeated, it is confirmed; one that failed is tried again.',
    access: 'coordinator',
    params: idParams,
    body: z.strictObject({ reason: reasonSchema.optional() }),
    answers: { 202: { description: 'Under way, or done', body: ceremonySchema } },
    problems: ['ILLEGAL_TRANSITION', 'NOT_DRAINED', 'TOO_FEW_CONTRIBUTIONS', 'HEAD_UNVERIFIED'],
  }),
  announceCeremony: operation({
    method: 'POST',
    path: '/ceremonies/{id}/announcements',
    tag,
    summary: 'Tell everybody something',
    description: 'An announcement or a note on an incident: a public event, for ever.',
    access: 'coordinator',
    params: idParams,
    body: z.strictObject({
      kind: z.enum(['ANNOUNCEMENT', 'INCIDENT']).default('ANNOUNCEMENT'),
      text: textSchema(2_000).min(1),
    }),
    answers: { 201: { description: 'Told', body: z.object({ seq: z.int().min(1) }) } },
    problems: [],
  }),
  listAnnouncements: operation({
    method: 'GET',
    path: '/ceremonies/{id}/announcements',
    tag,
    summary: 'Read what was told, the latest first',
    access: 'public',
    params: idParams,
    answers: {
      200: {
        description: 'At most the latest hundred',
        body: z.object({
          items: z.array(
            z.object({
              seq: z.int().min(1),
              at: secondsSchema,
              kind: z.enum(['ANNOUNCEMENT', 'INCIDENT']),
              text: z.string(),
            }),
          ),
        }),
      },
    },
    problems: [],
  }),
  checkCeremony: operation({
    method: 'GET',
    path: '/ceremonies/{id}/check',
    tag,
    summary: 'Check a ceremony',
    description: 'Says what keeps it from opening, and what it means in minutes, bytes and people.',
    access: 'public',
    params: idParams,
    answers: { 200: { description: 'What was found', body: checkSchema } },
    problems: [],
  }),
  readManifest: operation({
    method: 'GET',
    path: '/ceremonies/{id}/manifest',
    tag,
    summary: 'Read the manifest',
    description: 'The document that names the ceremony; fixed when it opened.',
    access: 'public',
    params: idParams,
    answers: { 200: { description: 'The manifest', body: manifestSchema } },
    problems: [],
  }),
  listArtifacts: operation({
    method: 'GET',
    path: '/ceremonies/{id}/artifacts',
    tag,
    summary: 'List the files of the result',
    description: 'Frozen at finalization; none before.',
    access: 'public',
    params: idParams,
    answers: {
      200: { description: 'The files', body: z.object({ items: z.array(artifactSchema) }) },
    },
    problems: [],
  }),
  listPolicies: operation({
    method: 'GET',
    path: '/policies',
    tag,
    summary: 'List the presets of rules',
    access: 'public',
    answers: {
      200: {
        description: 'Every preset with all its rules',
        body: z.object({
          items: z.array(
            z.object({ preset: z.enum(POLICY_PRESETS), description: z.string(), policy: policySchema }),
          ),
        }),
      },
    },
    problems: [],
  }),
} as const satisfies Record<string, Operation>;
