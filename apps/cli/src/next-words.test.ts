import { RestRefusal } from '@brebaje/client/rest/rest-client';
import { PROBLEMS } from '@brebaje/protocol/errors';
import { PROBLEM_TABLE } from '@brebaje/protocol/rest/problems';
import { expect, it } from 'vitest';
import { nextInWords } from './next-words.ts';

it.each([
  ['SIGN_IN_REQUIRED', 'brebaje login'],
  ['CEREMONY_UNFIT', 'brebaje ceremony check'],
  ['ILLEGAL_TRANSITION', 'brebaje ceremony show'],
  ['REASON_NEEDED', '--reason'],
  ['NOT_DRAINED', '--wait'],
  ['BEACON_NOT_PUBLISHED', '--wait'],
  ['BEACON_TOO_EARLY', '--set policy.beacon-round'],
  ['BEACON_REFUSED', 'hand in'],
  ['CHANGED_MEANWHILE', 'the same command'],
  ['VERSION_MISMATCH', 'the same command'],
  ['PARTS_DIFFER', 'the same command'],
  ['TERMS_NOT_ACCEPTED', '--accept-terms'],
])('says what to do after %s in words of the command', (code, words) => {
  const { status, next } = { ...PROBLEM_TABLE, ...PROBLEMS }[code as keyof typeof PROBLEM_TABLE];
  const told = nextInWords(new RestRefusal(status, { code, next }));
  expect(told).toContain(words);
  expect(told).not.toMatch(/GET|POST|PATCH|`/);
  const helped = nextInWords(new RestRefusal(status, { code, next, support: 'help@example.org' }));
  expect(helped).toBe(`${told}. Help: help@example.org`);
});

it('leaves what is said elsewhere as it is', () => {
  const other = new RestRefusal(409, { code: 'CONFLICT', next: 'See the detail for what is in the way.' });
  expect(nextInWords(other)).toBe('See the detail for what is in the way.');
  const own = { serverCode: 'ILLEGAL_TRANSITION', next: 'wait for your turn' };
  expect(nextInWords(own)).toBe('wait for your turn');
});
