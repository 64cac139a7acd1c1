/** How the server is, as far as it concerns those who coordinate a ceremony on it. */
import { z } from 'zod';
import { idParams, secondsSchema } from './common.ts';
import { operation } from './operation.ts';

export const JOB_KINDS = ['VERIFICATION', 'FINALIZATION', 'GENESIS'] as const;

export const healthSchema = z.object({
  at: secondsSchema.describe('The server’s clock'),
  version: z.string(),
  database: z.enum(['SQLITE', 'POSTGRES']),
  files: z.enum(['DISK', 'BUCKET']).describe('Where contributions are kept'),
  disk: z.object({
    free: z.number().min(0).optional().describe('Bytes; absent where nobody can tell'),
    needed: z.number().min(0).describe('With less no new turn is handed out; 0: never looked at'),
    short: z.boolean(),
  }),
  email: z.boolean().describe('Whether this server sends e-mail'),
  jobs: z
    .array(
      z.object({
        kind: z.enum(JOB_KINDS),
        waiting: z.int().min(0),
        running: z.int().min(0),
        since: secondsSchema.optional().describe('When the oldest of them was ordered'),
      }),
    )
    .describe('Of all ceremonies of this server: what is ahead of one’s own'),
});

export const HEALTH_OPERATIONS = {
  readHealth: operation({
    method: 'GET',
    path: '/ceremonies/{id}/health',
    tag: 'Live',
    summary: 'How the server is that this ceremony runs on',
    access: 'coordinator',
    params: idParams,
    answers: { 200: { description: 'Disk, jobs, and what it is made of', body: healthSchema } },
    problems: [],
  }),
};
