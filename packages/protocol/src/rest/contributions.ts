/**
 * Accepted contributions. Each is permanent: it is never changed, and only its ceremony's archive
 * hides it. What its contributor tells of it beside the record may change, and go.
 */
import { z } from 'zod';
import { attestationSchema, shownAttestationSchema } from './attestations.ts';
import { sha256Schema } from './circuits.ts';
import { idParams, idSchema, listOf, secondsSchema } from './common.ts';
import { idQuery, listQuery } from './list-query.ts';
import { operation } from './operation.ts';

export const checkSchema = z
  .object({
    verdict: z.enum(['passed', 'failed', 'skipped']),
    seconds: z.number().min(0).describe('How long it took'),
    software: z.string().describe('What checked, with its version'),
    message: z.string(),
  })
  .meta({ id: 'Check' });

export const checksSchema = z.object({
  format: checkSchema.describe('Encoding, sizes, every point on its curve and in its subgroup'),
  mathematical: checkSchema.describe('Proof of knowledge and the ratios of the points'),
  consistency: checkSchema.describe('Extends exactly the state that was handed out'),
  final: checkSchema.optional().describe('The whole chain; absent until the ceremony is finalized'),
});

export const contributionSchema = z
  .object({
    id: idSchema,
    ceremonyId: idSchema,
    circuitId: idSchema,
    position: z.int().min(1).describe('Place in the chain; the first is 1'),
    participantId: idSchema,
    publicName: z.string(),
    contributionHash: z
      .string()
      .optional()
      .describe('What a contributor tells the world. KZG: SHA-256 of the text of the receipt'),
    base: sha256Schema.optional().describe('The state that was handed out'),
    head: sha256Schema.optional().describe('The state with this contribution'),
    checks: checksSchema.optional().describe('Absent when another server accepted it'),
    handedOverBy: z
      .string()
      .optional()
      .describe(
        'Address of the key with which the server signed that accepted it and handed it over; hash, base and head are absent then, as far as they were not handed over',
      ),
    acceptedAt: secondsSchema,
    attestation: shownAttestationSchema
      .optional()
      .describe('What the contributor tells of it, while they do'),
  })
  .meta({ id: 'Contribution' });

export const receiptSchema = z
  .object({
    receipt: z.string().describe('The exact text that was signed; it contains the identity'),
    signature: z.string().optional().describe('EIP-191, hex; absent when another server keeps it'),
  })
  .meta({ id: 'Receipt' });

export const CONTRIBUTION_OPERATIONS = {
  listContributions: operation({
    method: 'GET',
    path: '/contributions',
    tag: 'Contributions',
    summary: 'Accepted contributions in the order in which they were accepted',
    description:
      'What was refused is no contribution: it is a turn whose outcome is `refused`, and an event `contribution.refused`. Without a filter those of archived ceremonies are left out.',
    access: 'public',
    query: listQuery(['id'], {
      ceremonyId: idQuery.optional(),
      circuitId: idQuery.optional(),
      participantId: idQuery.optional(),
    }),
    answers: { 200: { description: 'A page of contributions', body: listOf(contributionSchema) } },
    problems: [],
  }),
  readContribution: operation({
    method: 'GET',
    path: '/contributions/{id}',
    tag: 'Contributions',
    summary: 'One contribution with its checks',
    access: 'public',
    params: idParams,
    answers: { 200: { description: 'The contribution', body: contributionSchema } },
    problems: [],
  }),
  readReceipt: operation({
    method: 'GET',
    path: '/contributions/{id}/receipt',
    tag: 'Contributions',
    summary: 'The signed receipt of a contribution',
    description:
      'For the contributor, the coordinators and operators, because it names the contributor. Everybody else checks the transcript, and whether a receipt that they are shown has the hash of the contribution.',
    access: 'self',
    params: idParams,
    answers: { 200: { description: 'The receipt', body: receiptSchema } },
    problems: [],
  }),
  writeAttestation: operation({
    method: 'PUT',
    path: '/contributions/{id}/attestation',
    tag: 'Contributions',
    summary: 'Tell where the attestation is, and how it was made; or erase it with an empty body',
    description:
      'Only the contributor. Everybody sees it with the words “proves inclusion, not honesty”. It is no part of the record: it replaces what was there, and nothing keeps what it replaces.',
    access: 'person',
    params: idParams,
    body: attestationSchema,
    answers: { 200: { description: 'The contribution as it is shown now', body: contributionSchema } },
    problems: [],
  }),
};
