/** What can be done with ceremonies over REST. */
import { z } from 'zod';
import {
  artifactSchema,
  CEREMONY_STATUSES,
  ceremonyChangesSchema,
  ceremonyDraftSchema,
  ceremonySchema,
  ceremonySummarySchema,
  checkSchema,
  givenBeaconSchema,
  manifestSchema,
  SCHEMES,
} from './ceremonies.ts';
import {
  flagQuery,
  idParams,
  idSchema,
  listOf,
  oneOrMore,
  reasonSchema,
  secondsSchema,
  textSchema,
} from './common.ts';
import { idQuery, listQuery } from './list-query.ts';
import { type Operation, operation } from './operation.ts';
import { POLICY_PRESETS, policySchema } from './policy.ts';

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
      'the ceremony says how far it is. Repeated, it is confirmed; one that failed is tried again. Groth16: the ' +
      'beacon is added to every chain first; the server asks for its value unless it is given.',
    access: 'coordinator',
    params: idParams,
    body: z.strictObject({ reason: reasonSchema.optional(), beacon: givenBeaconSchema.optional() }),
    answers: { 202: { description: 'Under way, or done', body: ceremonySchema } },
    problems: [
      'ILLEGAL_TRANSITION',
      'NOT_DRAINED',
      'TOO_FEW_CONTRIBUTIONS',
      'HEAD_UNVERIFIED',
      'BEACON_NOT_PUBLISHED',
      'BEACON_TOO_EARLY',
      'BEACON_REFUSED',
    ],
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
