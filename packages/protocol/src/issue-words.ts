/** What is wrong with a value, in words for people instead of the schema library's. */
import type { z } from 'zod';
import { writeDuration } from './duration.ts';

/** How a number is written where it stands. */
export type Unit = 'duration' | 'moment' | 'percent' | 'number';

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'nothing',
};

/** Whether nothing is said where something must be. */
export function isMissing(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
}

/** What it must be, to stand behind the name of its place; a bound is written as its place writes numbers. */
export function wordsOf(issue: z.core.$ZodIssue, unit: Unit = 'number'): string {
  switch (issue.code) {
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${bound(issue.minimum, issue.origin, unit)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${bound(issue.maximum, issue.origin, unit)}`;
    case 'invalid_type':
      return isMissing(issue) ? 'missing' : (TYPES[issue.expected] ?? issue.message);
    case 'invalid_value':
      return `${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return `there is no ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return issue.discriminator === undefined
        ? 'none of the forms that it can have'
        : 'none of the kinds that there are';
    case 'invalid_format':
      // Schemas that say more than their pattern have words of their own.
      return issue.message.startsWith('Invalid ') ? 'not of the form that is asked for' : issue.message;
    default:
      return issue.message;
  }
}

function bound(value: number | bigint, origin: string, unit: Unit): string {
  const [one, more] = { string: ['character', 'characters'], array: ['entry', 'entries'] }[origin] ?? [];
  if (one !== undefined) return `${value} ${Number(value) === 1 ? one : more}`;
  return written(Number(value), unit);
}

/** A number as its place writes it. */
function written(value: number, unit: Unit): string {
  switch (unit) {
    case 'duration':
      return value > 86_400 && value % 86_400 === 0 ? `${value / 86_400}d` : writeDuration(value * 1000);
    case 'moment':
      return new Date(value * 1000).toISOString().replace('.000Z', 'Z');
    case 'percent':
      return `usual + ${value}%`;
    case 'number':
      return `${value}`;
  }
}
