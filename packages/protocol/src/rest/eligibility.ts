/** Who may join a ceremony, as people read and write it. */
import { z } from 'zod';
import { PROVIDERS } from '../wire.ts';
import { secondsSchema } from './common.ts';

export const ADMISSIONS = ['ANYONE', 'ACCOUNTS', 'INVITED'] as const;

const cohort = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{C}]+$/u);

/** Who may join from some moment on. */
const stageSchema = z.strictObject({
  who: z
    .enum(ADMISSIONS)
    .describe(
      'ANYONE: whoever signs in; ACCOUNTS: accounts with a history; INVITED: people on the roster or with a link',
    ),
  cohorts: z.array(cohort).min(1).max(32).optional().describe('INVITED: only these groups of the roster'),
  from: secondsSchema.optional().describe('Since when; absent: from the beginning'),
});

const fields = {
  stages: z.array(stageSchema).min(1).max(8).describe('In order of time: the latest that has begun applies'),
  providers: z.array(z.enum(PROVIDERS)).min(1).max(PROVIDERS.length).describe('How people may sign in'),
};
const ethereum = z
  .strictObject({
    minNonce: z.int().min(0).max(1_000_000).describe('Transactions that the address must have sent'),
    block: z.int().min(0).max(1_000_000_000).describe('by this block'),
  })
  .describe('ACCOUNTS: what an Ethereum address must show');
const github = z
  .strictObject({ createdBefore: secondsSchema })
  .describe('ACCOUNTS: since when a GitHub account must exist');

/** As it is shown. */
export const eligibilitySchema = z.object({
  ...fields,
  ethereum: ethereum.optional(),
  github: github.optional(),
  words: z.string().describe('The same in words, as of now'),
});
export type EligibilityBody = z.infer<typeof eligibilitySchema>;

/** Any subset, as it is written. */
export const eligibilityChangesSchema = z.strictObject({ ...fields, ethereum, github }).partial();
export type EligibilityChanges = z.infer<typeof eligibilityChangesSchema>;
