import { expect, it } from 'vitest';
import { z } from 'zod';
import { isMissing, type Unit, wordsOf } from './issue-words.ts';

function words(schema: z.ZodType, value: unknown, unit?: Unit): string[] {
  return schema.safeParse(value).error!.issues.map((issue) => wordsOf(issue, unit));
}

it.each<[string, z.ZodType, unknown, string, Unit?]>([
  ['a number too small', z.number().min(3), 2, 'at least 3'],
  ['one at its bound', z.number().gt(3), 3, 'more than 3'],
  ['one too large', z.number().lt(3), 3, 'less than 3'],
  ['a duration', z.number().min(60), 2, 'at least 1min', 'duration'],
  ['a long one', z.number().max(366 * 86_400), 1e9, 'at most 366d', 'duration'],
  ['a moment', z.number().min(1e9), 2, 'at least 2001-09-09T01:46:40Z', 'moment'],
  ['a share', z.number().max(100), 200, 'at most usual + 100%', 'percent'],
  ['a short text', z.string().min(1), '', 'at least 1 character'],
  ['a long text', z.string().max(2), 'abc', 'at most 2 characters'],
  ['a long list', z.array(z.number()).max(1), [1, 2], 'at most 1 entry'],
  ['half of one', z.int(), 1.5, 'a whole number'],
  ['a number too large to be exact', z.int(), 2 ** 60, `at most ${Number.MAX_SAFE_INTEGER}`],
  ['a text for a number', z.number(), 'x', 'a number'],
  ['a number for a text', z.string(), 3, 'a text'],
  ['nothing', z.strictObject({ a: z.string() }), {}, 'missing'],
  ['what is not to choose', z.enum(['A', 'B']), 'C', 'one of A, B'],
  ['what is fixed', z.literal(10), 11, '10'],
  ['a multiple', z.number().multipleOf(5), 7, 'a multiple of 5'],
  ['a name of no field', z.strictObject({}), { a: 1, b: 2 }, 'there is no a, b'],
  ['no form', z.union([z.string(), z.number()]), true, 'none of the forms that it can have'],
  [
    'no kind',
    z.discriminatedUnion('type', [z.object({ type: z.literal('A') })]),
    { type: 'B' },
    'none of the kinds that there are',
  ],
  ['a pattern', z.string().regex(/^a$/), 'b', 'not of the form that is asked for'],
  ['a pattern with words', z.string().regex(/^a$/, 'the letter a'), 'b', 'the letter a'],
  ['a rule with words', z.number().refine(() => false, 'whole milliseconds'), 1, 'whole milliseconds'],
])('are found for %s', (_what, schema, value, expected, unit) => {
  expect(words(schema, value, unit)).toEqual([expected]);
});

it('tell what is missing from what is wrong', () => {
  const issues = (value: unknown) => z.strictObject({ a: z.int() }).safeParse(value).error!.issues;
  expect(issues({}).map(isMissing)).toEqual([true]);
  expect(issues({ a: null }).map(isMissing)).toEqual([false]);
});
