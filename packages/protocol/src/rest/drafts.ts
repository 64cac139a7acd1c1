/**
 * Registering circuits of a Groth16 ceremony before it opens. A draft collects a circuit's files; a job makes its
 * genesis of them, or verifies one that is given, and then the circuit is there.
 */
import { z } from 'zod';
import { hashSchema, sourceSchema } from './circuit-source.ts';
import { circuitSchema, sha256Schema } from './circuits.ts';
import { idParams, idSchema, listOf, secondsSchema, slugSchema, textSchema } from './common.ts';
import { operation } from './operation.ts';
import { DRAFT_FILES, uploadSchema, uploadSizeSchema } from './uploads.ts';

const tag = 'Circuits';

/** How far a circuit's genesis is. */
export const GENESIS_PHASES = ['READING', 'PHASE1', 'COMPUTING', 'CHECKING', 'CHAIN', 'STORING'] as const;
export type GenesisPhase = (typeof GENESIS_PHASES)[number];

export const DRAFT_STATES = ['FILES', 'WORKING', 'READY', 'FAILED'] as const;

const shownFields = {
  name: textSchema(100).min(1).optional().describe('For people; without it the slug'),
  description: textSchema(2000).optional(),
  source: sourceSchema.optional(),
};

const phase1Fields = {
  ptau: hashSchema.optional().describe('A phase 1 that the server has, in place of an upload'),
  ptauHash: hashSchema
    .optional()
    .describe('What the phase 1 must have, when it is one that you know; without it all of it is verified'),
  keepPtau: z
    .boolean()
    .optional()
    .describe('false: only its hashes stay, so that whoever recomputes the genesis needs it from elsewhere'),
};

const draftFields = { ...shownFields, ...phase1Fields };

/** `null` takes a field away. */
const changes = {
  name: shownFields.name.nullable(),
  description: shownFields.description.nullable(),
  source: shownFields.source.nullable(),
};

export const draftSchema = z
  .object({
    id: idSchema,
    ceremonyId: idSchema,
    circuitId: idSchema.optional().describe('The circuit that came of it'),
    sequence: z.int().min(1).describe('Its place among the circuits'),
    slug: z.string(),
    ...draftFields,
    keepPtau: z.boolean(),
    state: z
      .enum(DRAFT_STATES)
      .describe('FILES: they are being collected. WORKING: the genesis is. READY: there is a circuit'),
    files: z.array(
      z.object({
        kind: z.enum(DRAFT_FILES),
        sha256: sha256Schema,
        size: z.int().min(1),
      }),
    ),
    uploads: z.array(z.object({ id: idSchema, kind: z.enum(DRAFT_FILES), size: z.int() })).describe('Begun'),
    genesis: z
      .object({
        queued: z.boolean().describe('Another one is at work'),
        phase: z.enum(GENESIS_PHASES).optional(),
        progress: z.int().min(0).max(100).optional().describe('Percent of the phase'),
      })
      .optional()
      .describe('While it is WORKING'),
    problem: z.string().optional().describe('Why it FAILED, and what to do'),
    createdAt: secondsSchema,
  })
  .meta({ id: 'CircuitDraft' });

export const draftBody = z.strictObject({ slug: slugSchema, ...draftFields });
export type DraftBody = z.input<typeof draftBody>;
export type ShownDraft = z.infer<typeof draftSchema>;

const shown = (description: string) => ({ 200: { description, body: draftSchema } });

export const DRAFT_OPERATIONS = {
  createDraft: operation({
    method: 'POST',
    path: '/ceremonies/{id}/circuits',
    tag,
    summary: 'Begin to register a circuit',
    description: 'Possible while the ceremony is SCHEDULED. Its files are uploaded next; then it is started.',
    access: 'coordinator',
    params: idParams,
    body: draftBody,
    answers: { 201: { description: 'Begun', body: draftSchema } },
    problems: ['CONFLICT', 'CIRCUITS_FIXED', 'NOT_FOUND'],
  }),
  listDrafts: operation({
    method: 'GET',
    path: '/ceremonies/{id}/drafts',
    tag,
    summary: 'Circuits that are being registered, in their order',
    access: 'coordinator',
    params: idParams,
    answers: { 200: { description: 'All of them', body: listOf(draftSchema) } },
    problems: [],
  }),
  readDraft: operation({
    method: 'GET',
    path: '/drafts/{id}',
    tag,
    summary: 'One of them: its files, how far its genesis is',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    answers: shown('The draft'),
    problems: [],
  }),
  changeDraft: operation({
    method: 'PATCH',
    path: '/drafts/{id}',
    tag,
    summary: 'Change what is said of it',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    body: z.strictObject({
      ...changes,
      ...phase1Fields,
      ptauHash: phase1Fields.ptauHash.nullable(),
      ptauIfKnown: hashSchema
        .optional()
        .describe('As `ptau` where the server has that phase 1; otherwise the draft stays without it'),
    }),
    answers: shown('As it is now'),
    problems: ['CONFLICT', 'CIRCUITS_FIXED'],
  }),
  removeDraft: operation({
    method: 'DELETE',
    path: '/drafts/{id}',
    tag,
    summary: 'Give it up, with its files; what runs is stopped',
    description: 'A draft that is READY has become a circuit: delete that.',
    access: 'coordinator',
    params: idParams,
    answers: { 204: { description: 'Gone' } },
    problems: ['CONFLICT'],
  }),
  beginDraftUpload: operation({
    method: 'POST',
    path: '/drafts/{id}/uploads',
    tag: 'Uploads',
    summary: 'Begin to upload a file of a circuit',
    description: 'What an earlier upload of the same kind held is discarded.',
    access: 'coordinator',
    params: idParams,
    body: z.strictObject({
      kind: z.enum(DRAFT_FILES),
      size: uploadSizeSchema,
    }),
    answers: { 201: { description: 'Begun', body: uploadSchema } },
    problems: ['CONFLICT', 'CIRCUITS_FIXED', 'TOO_LARGE', 'UNAVAILABLE'],
  }),
  startDraft: operation({
    method: 'POST',
    path: '/drafts/{id}/start',
    tag,
    summary: 'Have the genesis made, or verified',
    description: 'Sending it again confirms it; after a failure it tries again.',
    access: 'coordinator',
    params: idParams,
    answers: { 202: { description: 'Queued', body: draftSchema } },
    problems: ['FILES_MISSING', 'CIRCUITS_FIXED'],
  }),
  cancelDraft: operation({
    method: 'POST',
    path: '/drafts/{id}/cancel',
    tag,
    summary: 'Stop making the genesis; the files stay',
    access: 'coordinator',
    params: idParams,
    answers: shown('As it is now'),
    problems: [],
  }),
  changeCircuit: operation({
    method: 'PATCH',
    path: '/circuits/{id}',
    tag,
    summary: 'Change what is said of a circuit, or its place, before the ceremony opens',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    body: z.strictObject({
      ...changes,
      sequence: z.int().min(1).max(1000).optional().describe('Its new place'),
    }),
    answers: { 200: { description: 'As it is now', body: circuitSchema } },
    problems: ['CIRCUITS_FIXED'],
  }),
  removeCircuit: operation({
    method: 'DELETE',
    path: '/circuits/{id}',
    tag,
    summary: 'Take a circuit out of a ceremony that has not opened',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    answers: { 204: { description: 'Gone' } },
    problems: ['CIRCUITS_FIXED', 'CONFLICT'],
  }),
};
