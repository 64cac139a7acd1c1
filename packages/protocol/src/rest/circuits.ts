/** A circuit is one strict chain of contributions; a KZG ceremony has exactly one: its batch of powers. */
import { z } from 'zod';
import { idParams, idSchema, listOf, secondsSchema } from './common.ts';
import { idQuery, listQuery } from './list-query.ts';
import { operation } from './operation.ts';
import { openTurnSchema } from './turns.ts';

export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256, lower-case hex');

export const circuitSchema = z
  .object({
    id: idSchema,
    ceremonyId: idSchema,
    sequence: z.int().min(1).describe('Participants go through the circuits in this order'),
    slug: z.string(),
    name: z.string().optional(),
    scheme: z.enum(['KZG', 'GROTH16']),
    metadata: z
      .record(z.string(), z.unknown())
      .describe(
        'What the circuit is, as its scheme says it. KZG: sizes [{g1, g2}], powers per group. GROTH16: curve, wires, domainSize, the hashes of genesis and of what never changes, r1cs, wasm and phase1 that it is made of, source as its coordinator says, adopted contributions',
      ),
    files: z
      .array(z.object({ name: z.string(), sha256: sha256Schema, size: z.int().min(1), url: z.string() }))
      .optional()
      .describe('Of one circuit that is read: what its genesis can be made of again'),
    genesis: sha256Schema.describe('The state without contributions; SHA-256 as it is stored'),
    head: sha256Schema.describe('The latest accepted state; SHA-256 as it is stored'),
    contributions: z.int().min(0).describe('The position of the latest'),
    adopted: z
      .int()
      .min(1)
      .optional()
      .describe('How many of them the chain began with elsewhere: verified, without receipts of this server'),
    waiting: z.int().min(0).describe('People who wait for a turn here'),
    turn: openTurnSchema.optional().describe('Whose turn it is; absent: nobody at this moment'),
    statistics: z.object({
      turns: z.int().min(0).describe('Turns that ended in an accepted contribution'),
      meanSeconds: z.number().min(0).optional().describe('Of all of them'),
      medianSeconds: z.number().min(0).optional().describe('Of the latest of them, at most 64'),
    }),
    halted: z
      .object({ since: secondsSchema, why: z.string() })
      .optional()
      .describe('This chain alone takes nobody at this moment'),
  })
  .meta({ id: 'Circuit' });

export const CIRCUIT_OPERATIONS = {
  listCircuits: operation({
    method: 'GET',
    path: '/circuits',
    tag: 'Circuits',
    summary: 'Circuits of a ceremony, or of all that are not archived',
    description:
      'That of a KZG ceremony comes with it; those of others are registered at the ceremony. All are fixed once it opens.',
    access: 'public',
    query: listQuery(['id'], { ceremonyId: idQuery.optional() }),
    answers: { 200: { description: 'A page of circuits', body: listOf(circuitSchema) } },
    problems: [],
  }),
  readCircuit: operation({
    method: 'GET',
    path: '/circuits/{id}',
    tag: 'Circuits',
    summary: 'One circuit: its chain, its head, whose turn it is',
    access: 'public',
    params: idParams,
    versioned: true,
    answers: { 200: { description: 'The circuit', body: circuitSchema } },
    problems: [],
  }),
};
