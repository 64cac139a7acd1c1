/**
 * What is published of each contribution to a circuit: everything that somebody else needs to check it and its place
 * in the chain. It names nobody but by the public name and a salted commitment.
 */
import { z } from 'zod';
import { shownAttestationSchema } from './attestations.ts';
import { sha256Schema } from './circuits.ts';
import { idParams, idSchema, listOf, secondsSchema } from './common.ts';
import { checksSchema } from './contributions.ts';
import { listQuery } from './list-query.ts';
import { operation } from './operation.ts';

const hash64Schema = z
  .string()
  .regex(/^[0-9a-f]{128}$/)
  .describe('64 bytes, lower-case hex');

/** A record of section 10 has points of 672 bytes at most, a hash, a name and a beacon. */
const recordSchema = z
  .string()
  .max(8192)
  .regex(/^(?:[0-9a-f]{2})+$/)
  .describe('The record of section 10, lower-case hex');

export const transcriptSchema = z
  .object({
    type: z.literal('brebaje/groth16-transcript/v1'),
    contributionId: idSchema,
    circuit: z.string().max(128).describe('Slug of the circuit'),
    position: z.int().min(1).describe('Place in the chain; the first is 1'),
    participantId: idSchema,
    publicName: z.string().max(128),
    previousState: sha256Schema.describe('stateHash of what was handed out'),
    state: sha256Schema.describe('stateHash of what was accepted'),
    record: recordSchema,
    contributionHash: hash64Schema.describe('BLAKE2b-512, as contributors publish it'),
    contributionHashLines: z
      .array(z.string().max(64))
      .max(4)
      .describe('The same as snarkjs prints it: four lines'),
    slim: z
      .object({
        sha256: sha256Schema,
        blake2b: hash64Schema,
        size: z.int().min(0),
        url: z.string().max(1024).describe('For ever the same bytes'),
      })
      .describe('The slim zkey after it'),
    whole: z
      .object({ sha256: sha256Schema })
      .optional()
      .describe('The whole zkey, where one was uploaded; any whole zkey is composed of the slim one'),
    checks: checksSchema,
    receipt: z
      .object({
        text: z.string().max(16_384).describe('The exact text that was signed'),
        signature: z.string().max(256).describe('EIP-191, hex, by the ceremony’s receipt address'),
        sha256: sha256Schema.describe('Of the text'),
      })
      .optional()
      .describe('Absent where another server keeps it, or where it would name more than the public name'),
    times: z.object({
      openedAt: secondsSchema.describe('The turn was offered'),
      startedAt: secondsSchema.optional().describe('The contributor began'),
      receivedAt: secondsSchema.optional().describe('The file was complete'),
      acceptedAt: secondsSchema,
    }),
    attestation: shownAttestationSchema
      .optional()
      .describe('What the contributor tells of it, while they do; no part of the record'),
  })
  .meta({ id: 'ContributionTranscript' });
export type TranscriptBody = z.output<typeof transcriptSchema>;

export const TRANSCRIPT_OPERATIONS = {
  readTranscript: operation({
    method: 'GET',
    path: '/contributions/{id}/transcript',
    tag: 'Contributions',
    summary: 'Everything that others need to check one contribution to a circuit',
    description:
      'Groth16 only: KZG ceremonies have one transcript for all. The receipt names the contributor by a commitment that they alone can open.',
    access: 'public',
    params: idParams,
    answers: { 200: { description: 'The transcript', body: transcriptSchema } },
    problems: [],
  }),
  listTranscripts: operation({
    method: 'GET',
    path: '/circuits/{id}/transcripts',
    tag: 'Contributions',
    summary: 'The transcripts of a circuit in the order of the chain',
    access: 'public',
    params: idParams,
    query: listQuery(['id'], {}),
    answers: { 200: { description: 'A page of transcripts', body: listOf(transcriptSchema) } },
    problems: [],
  }),
};
