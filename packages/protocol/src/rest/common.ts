/** Shapes that several resources share. Times on this interface are seconds since 1970. */
import { z } from 'zod';
import { PROBLEM_TABLE, type ProblemCode } from './problems.ts';

const MAX_SECONDS = 253_402_300_799;

export const idSchema = z.int().min(1).max(Number.MAX_SAFE_INTEGER).describe('Number of the row');

/** A time in seconds since 1970. */
export const secondsSchema = z.int().min(0).max(MAX_SECONDS).describe('Seconds since 1970');

export const slugSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'lower-case letters, digits and hyphens, at most 64')
  .describe('Permanent name in addresses');

/** A sign that shows something: not only space, also as Braille or Hangul has it, or marks on nothing. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{M}\u2800]/u;

/**
 * A name shown to everybody for ever: printable, without signs that steer terminals or pages, and something to
 * see.
 */
export const publicNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}<>|]+$/u, 'printable characters without < > |')
  .regex(VISIBLE, 'something that can be seen');

/** Text for people, on one line or several. */
export const textSchema = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .regex(
      /^[^\p{Cc}\p{Cs}\p{Co}\p{Cn}]*$|^(?:[^\p{Cc}\p{Cs}\p{Co}\p{Cn}]|[\n\t])*$/u,
      'no control characters',
    );

/** Why somebody overrides something: it becomes a public event. */
export const reasonSchema = textSchema(500).min(1).describe('Why; public for ever');

/** `{id}` of a path. */
export const idParams = z.strictObject({ id: z.coerce.number().pipe(idSchema) });

/** What every list takes: how many, and where to go on (`next` of the page before). */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Items on a page'),
  after: z
    .string()
    .max(256)
    .regex(/^[A-Za-z0-9_-]+$/)
    .optional()
    .describe('`next` of the page before'),
});

/** A page of a list. `total` counts all that fit the filter; `next` is absent on the last page. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), total: z.int().min(0), next: z.string().optional() });
}

/** One or several values of a filter: `?status=READY,WAITING`. */
export function oneOrMore<const T extends readonly [string, ...string[]]>(values: T) {
  return z
    .string()
    .max(512)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(values)).max(values.length))
    .describe(`One or several of ${values.join(', ')}, separated by commas`);
}

/** A flag in a query: true or false. */
export const flagQuery = z.enum(['true', 'false']).transform((word) => word === 'true');

export const problemSchema = z.object({
  type: z.string().describe('Address of the documentation of this code'),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(PROBLEM_TABLE) as [ProblemCode, ...ProblemCode[]]),
  detail: z.string().optional().describe('What is the matter in this case'),
  next: z.string().describe('What to do next'),
  support: z.string().optional().describe('Where help is'),
  reference: z.string().optional().describe('What to quote when asking for help'),
  errors: z
    .array(
      z.object({
        path: z.string().describe('The field that is wrong, or the code of a rule'),
        message: z.string(),
        fields: z.array(z.string()).optional().describe('A rule: the fields that it is about'),
      }),
    )
    .optional()
    .describe('The fields that are wrong'),
  allowed: z.array(z.string()).optional().describe('The moves that are possible now'),
  position: z.int().optional().describe('Place in the queue'),
  existing: z.int().optional().describe('Number of what is there already'),
  error: z.string().optional().describe('The name that RFC 8628 gives this refusal'),
});
export type ProblemBody = z.infer<typeof problemSchema>;
