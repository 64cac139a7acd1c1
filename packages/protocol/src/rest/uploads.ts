/**
 * Resumable uploads: parts go to signed addresses, straight to storage. An upload belongs to one attempt at a
 * turn, or is a file of a circuit that is being registered; a new one discards the parts of the one before.
 */
import { z } from 'zod';
import { idParams, idSchema, secondsSchema } from './common.ts';
import { operation } from './operation.ts';
import { TURN_STATES } from './turns.ts';

/** Bytes of every part but the last; below the largest body that the server takes. */
export const PART_BYTES = 8 * 1024 * 1024;

export const MAX_PARTS = 10_000;

export const uploadSizeSchema = z
  .int()
  .min(1)
  .max(PART_BYTES * MAX_PARTS)
  .describe('Bytes of the whole');

/** Addresses that are signed at once. */
const MAX_SIGNED = 1_000;

/** slim: only what a contribution changes, as the scheme defines it; whole: the entire file. */
export const UPLOAD_KINDS = ['slim', 'whole'] as const;

/**
 * Files of a circuit that is being registered: r1cs and ptau that its genesis is made of, the circuit's program for
 * provers, a genesis that is there already, and the latest zkey of a chain that was begun elsewhere.
 */
export const DRAFT_FILES = ['r1cs', 'ptau', 'wasm', 'genesis', 'zkey'] as const;
export type DraftFile = (typeof DRAFT_FILES)[number];

const partNumber = z.int().min(1).max(MAX_PARTS);

export const partSchema = z.strictObject({
  number: partNumber,
  etag: z.string().max(128).describe('As the answer to the part had it in the header ETag'),
});

export const uploadSchema = z.object({
  id: idSchema,
  participantId: idSchema.optional(),
  turnId: idSchema.optional(),
  draftId: idSchema.optional().describe('The circuit that is being registered; then there is no turn'),
  kind: z.enum([...UPLOAD_KINDS, ...DRAFT_FILES]),
  size: z.int().min(1).describe('Bytes of the whole'),
  partSize: z.int().min(1).describe('Bytes of every part but the last'),
  state: z.enum(['OPEN', 'COMPLETE', 'DISCARDED']),
  createdAt: secondsSchema,
  parts: z
    .array(z.object({ number: partNumber, size: z.int().min(1), etag: z.string() }))
    .describe('What has arrived'),
});

const signedPartSchema = z.object({
  number: partNumber,
  size: z.int().min(1).describe('Bytes that the part must have'),
  url: z.string().describe('PUT the bytes there; no session is needed'),
  expiresAt: secondsSchema,
});

export const partParams = z.strictObject({
  ...idParams.shape,
  number: z.coerce.number().pipe(partNumber),
});

const signatureQuery = z.strictObject({
  expires: z.coerce.number().pipe(secondsSchema),
  size: z.coerce.number().pipe(z.int().min(1).max(PART_BYTES)),
  signature: z.string().regex(/^[0-9a-f]{64}$/),
});

export const UPLOAD_OPERATIONS = {
  beginUpload: operation({
    method: 'POST',
    path: '/participants/{id}/uploads',
    tag: 'Uploads',
    summary: 'Begin to upload a contribution',
    description:
      'Possible while it is this person’s turn. What an earlier upload of this turn held is discarded.',
    access: 'person',
    params: idParams,
    body: z.strictObject({
      kind: z.enum(UPLOAD_KINDS),
      size: uploadSizeSchema,
    }),
    answers: { 201: { description: 'Begun', body: uploadSchema } },
    problems: ['NOT_YOUR_TURN', 'TOO_LARGE', 'UNAVAILABLE'],
  }),
  readUpload: operation({
    method: 'GET',
    path: '/uploads/{id}',
    tag: 'Uploads',
    summary: 'What has arrived of an upload',
    access: 'self',
    params: idParams,
    answers: { 200: { description: 'The upload', body: uploadSchema } },
    problems: [],
  }),
  signParts: operation({
    method: 'POST',
    path: '/uploads/{id}/parts',
    tag: 'Uploads',
    summary: 'Addresses to send parts to',
    access: 'person',
    params: idParams,
    body: z.strictObject({ numbers: z.array(partNumber).min(1).max(MAX_SIGNED) }),
    answers: {
      200: { description: 'One address per part', body: z.object({ parts: z.array(signedPartSchema) }) },
    },
    problems: ['UPLOAD_CLOSED'],
  }),
  putPart: operation({
    method: 'PUT',
    path: '/uploads/{id}/parts/{number}',
    tag: 'Uploads',
    summary: 'Send a part',
    description: 'The address is signed, and who has it may send that part once or again until it expires.',
    access: 'public',
    params: partParams,
    query: signatureQuery,
    streamed: 'application/octet-stream',
    answers: { 200: { description: 'Stored; the header ETag names what was' } },
    problems: [
      'SIGNATURE_INVALID',
      'SIGNATURE_EXPIRED',
      'UPLOAD_CLOSED',
      'PART_SIZE_DIFFERS',
      'TOO_LARGE',
      'UNAVAILABLE',
    ],
  }),
  completeUpload: operation({
    method: 'POST',
    path: '/uploads/{id}/complete',
    tag: 'Uploads',
    summary: 'Hand the upload in as the contribution, or as a file of a circuit',
    description: 'The verification of a contribution begins. Sending it again confirms it.',
    access: 'person',
    params: idParams,
    body: z.strictObject({ parts: z.array(partSchema).min(1).max(MAX_PARTS) }),
    maxBody: 2_097_152,
    answers: {
      200: {
        description: 'Received',
        body: z.object({
          turnId: idSchema.optional(),
          state: z.enum(TURN_STATES).optional().describe('Of the turn'),
          draftId: idSchema.optional(),
          size: z.int(),
          sha256: z.string(),
        }),
      },
    },
    problems: [
      'UPLOAD_CLOSED',
      'PARTS_DIFFER',
      'NOT_A_CONTRIBUTION',
      'NOT_SUCH_A_FILE',
      'NOT_YOUR_TURN',
      'CIRCUITS_FIXED',
      'UNAVAILABLE',
    ],
  }),
};
