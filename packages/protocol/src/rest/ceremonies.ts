/** Ceremonies: what they are and what they ask of people. */
import { PARTICIPANT_STATUSES } from '@brebaje/ceremony/participant';
import { z } from 'zod';
import { aboutChangesSchema, aboutDraftSchema, aboutSchema } from './about.ts';
import { idSchema, reasonSchema, secondsSchema, slugSchema, textSchema } from './common.ts';
import { eligibilityChangesSchema, eligibilitySchema } from './eligibility.ts';
import { policyChangesSchema, policyDraftSchema, policySchema } from './policy.ts';

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
export type CeremonySummary = z.infer<typeof ceremonySummarySchema>;

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
    phase: z
      .enum(['BEACON', 'APPLYING', 'TRANSCRIPT', 'VERIFYING', 'EXPORTING', 'WRITING'])
      .optional()
      .describe('BEACON: its value is asked for; APPLYING: it is added to the chains'),
    progress: z.number().min(0).max(100).optional().describe('Percent of the phase'),
    problem: z.string().optional().describe('Why it failed'),
  })
  .describe('The finalization under way, or the one before');

/** The value that ends every chain: which one it is, and from when on everybody can know it. */
const namedBeaconSchema = z
  .object({
    source: z.enum(['drand-quicknet', 'ethereum-slot']),
    round: z.int().min(1).optional().describe('drand: absent until the closing, or its date, is known'),
    slot: z.int().min(1).optional(),
    publishedAt: secondsSchema.optional().describe('When the value is published; before it nobody finalizes'),
    words: z.string(),
  })
  .describe('Groth16: what ends every chain');

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
  beacon: namedBeaconSchema.optional(),
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

export const ceremonyChangesSchema = z
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
  blake2b: z
    .string()
    .regex(/^[0-9a-f]{128}$/)
    .optional()
    .describe('BLAKE2b-512, of zkeys'),
  size: z.int().min(0),
  url: z.string().describe('Path of the file, for ever the same bytes'),
  createdAt: secondsSchema,
});

export const manifestSchema = z.object({
  hash,
  text: z.string().describe('RFC 8785 JSON; its SHA-256 is the hash'),
});

/** A beacon's value as somebody hands it in; what is not said is as the ceremony names it. */
export const givenBeaconSchema = z
  .union([
    z
      .object({
        round: z.int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
        signature: z.string().regex(/^[0-9a-f]{96}$/),
        randomness: hash.optional(),
      })
      .describe('A round as drand gives it; its signature is checked'),
    z.object({
      slot: z.int().min(1).optional(),
      value: hash.describe('RANDAO mix of the slot; nothing can check it'),
    }),
  ])
  .describe('The beacon’s value, for servers that cannot ask for it themselves');
export type GivenBeacon = z.output<typeof givenBeaconSchema>;
