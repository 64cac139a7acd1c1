/** Who may join a ceremony, as people read and write it. Times are seconds. */
import { z } from 'zod';
import { PROVIDERS } from '../wire.ts';
import { secondsSchema, textSchema } from './common.ts';

export const ADMISSIONS = ['OPEN', 'INVITED'] as const;

const who = z
  .enum(ADMISSIONS)
  .describe('OPEN: whoever fulfils the rest; INVITED: people on the roster or with a link');

/** A part of the time of enrolment with a rule of its own. */
const phaseSchema = z.strictObject({
  name: textSchema(64).min(1).describe('As people are told'),
  from: secondsSchema,
  until: secondsSchema.optional().describe('Absent: without end'),
  who,
  cohorts: z
    .array(textSchema(64).min(1))
    .min(1)
    .max(32)
    .optional()
    .describe('Only these groups of the roster'),
});

const fields = {
  who,
  accounts: z
    .enum(['ANY', 'CHECKED'])
    .describe('CHECKED: accounts must have a history, see ethereum and github; invited people need none'),
};
const optional = {
  phases: z.array(phaseSchema).max(16).describe('Scheduled: the first phase that runs decides'),
  providers: z
    .array(z.enum(PROVIDERS))
    .min(1)
    .max(PROVIDERS.length)
    .describe('How people may sign in; absent: as they like'),
  minimumAge: z
    .number()
    .min(0)
    .max(3_200_000_000)
    .describe('How old an account must be, where its provider tells; seconds'),
  ethereum: z
    .strictObject({
      minNonce: z.int().min(0).max(1_000_000).describe('Transactions that the address must have sent'),
      block: z.int().min(0).max(1_000_000_000).describe('by this block'),
    })
    .describe('CHECKED: what an Ethereum address must show'),
  github: z
    .strictObject({ createdBefore: secondsSchema })
    .describe('CHECKED: since when a GitHub account must exist'),
};

/** As it is shown. */
export const eligibilitySchema = z.object({
  ...fields,
  ...z.object(optional).partial().shape,
  words: z.string().describe('The same in words'),
});
export type EligibilityBody = z.infer<typeof eligibilitySchema>;

/** Any subset, as it is written; null takes a condition away. */
export const eligibilityChangesSchema = z
  .strictObject({
    ...fields,
    phases: optional.phases.nullable(),
    providers: optional.providers.nullable(),
    minimumAge: optional.minimumAge.nullable(),
    ethereum: optional.ethereum.nullable(),
    github: optional.github.nullable(),
  })
  .partial();
export type EligibilityChanges = z.infer<typeof eligibilityChangesSchema>;
