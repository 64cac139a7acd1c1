import { CHECKS, type Finding } from '@brebaje/client/verify/findings';
import { POWERS_VERDICTS, VERDICTS } from '@brebaje/client/verify/verdict';
import { expect, it } from 'vitest';
import { verify } from '../texts/en/verify.ts';
import type { GradeDone } from './messages.ts';
import { instead, outcomeOf, reportOf, soughtIn, verdictOf } from './report.ts';

const done = (
  grade: GradeDone['grade'],
  ...findings: [Finding['check'], Finding['outcome']][]
): GradeDone => ({
  grade,
  finalized: true,
  manifest: 'ab',
  log: { events: 3, head: 'cd' },
  findings: findings.map(([check, outcome]) => ({ check, outcome, text: '' })),
  downloaded: 1,
  seconds: 1.26,
});
const record = done('record', ['log', 'passed']);

it('says as much as was verified, in the command’s words', () => {
  expect(verdictOf({})).toBeUndefined();
  expect(verdictOf({ receipt: record })).toBe('record');
  const chain = done('sound', ['chain', 'passed'], ['states', 'skipped']);
  expect(verdictOf({ receipt: record, chain })).toBe('sound');
  const genesis = done('record', ['circuit', 'passed']);
  expect(verdictOf({ chain, genesis })).toBe('valid');
  // The genesis alone says nothing of what came after it.
  expect(verdictOf({ genesis })).toBe('record');
  expect(verdictOf({ chain, genesis: done('record', ['circuit', 'passed'], ['circuit', 'skipped']) })).toBe(
    'sound',
  );
  expect(verdictOf({ chain, genesis: done('invalid', ['exports', 'failed']) })).toBe('invalid');
  expect(verdictOf({ chain: done('valid', ['transcript', 'passed']) })).toBe('valid');
  // A chain that does not hold leaves only the record.
  expect(verdictOf({ chain: done('record', ['chain', 'skipped']) })).toBe('record');
});

it('keeps apart what is wrong with a ceremony and what is not in it', () => {
  expect(soughtIn({ receipt: record })).toBeUndefined();
  expect(soughtIn({ receipt: done('record', ['receipt', 'passed'], ['included', 'passed']) })).toBe(true);
  const missing = done('record', ['receipt', 'passed'], ['included', 'failed']);
  expect(soughtIn({ receipt: missing })).toBe(false);
  expect(verdictOf({ receipt: missing })).toBe('record');
  expect(soughtIn({ receipt: done('record', ['receipt', 'failed']) })).toBe(false);
});

it('says which check looked for somebody in place of one that was not run', () => {
  const chain = done('valid', ['transcript', 'passed'], ['included', 'passed'], ['receipt', 'skipped']);
  expect(instead({ chain }, 'included')).toEqual({ by: 'chain', outcome: 'passed' });
  expect(instead({ chain }, 'receipt')).toBeUndefined();
  expect(instead({ chain }, 'genesis')).toBeUndefined();
  const receipt = done('record', ['receipt', 'passed'], ['included', 'passed']);
  expect(instead({ receipt }, 'included')).toBeUndefined();
  expect(instead({ included: receipt }, 'receipt')).toEqual({ by: 'included', outcome: 'passed' });
  expect(instead({ chain, included: record }, 'included')).toBeUndefined();
  expect(instead({ chain: done('record', ['included', 'failed']) }, 'included')?.outcome).toBe('failed');
});

it('calls a check whole when only states are missing that are in the last one', () => {
  expect(outcomeOf(done('sound', ['chain', 'passed'], ['states', 'skipped']))).toBe('passed');
  expect(outcomeOf(done('sound', ['chain', 'passed'], ['beacon', 'skipped']))).toBe('partly');
  expect(outcomeOf(done('invalid', ['chain', 'failed'], ['beacon', 'skipped']))).toBe('failed');
});

it('reports without calling it anybody’s seal', () => {
  const report = JSON.parse(reportOf(undefined, 'transcript.json', { chain: record }, ['ab'], new Date(0)));
  expect(report).toMatchObject({
    what: 'transcript.json',
    grade: 'record',
    manifest: 'ab',
    expected: ['ab'],
  });
  expect(report.grades).toEqual([
    { grade: 'chain', outcome: 'passed', seconds: 1.3, downloaded: 1, findings: record.findings },
  ]);
  expect(report.verifiedBy).toBe('a browser, by its own computation');
});

it('has the words of the command', () => {
  for (const [check, words] of Object.entries(CHECKS))
    expect(verify[`check_${check as Finding['check']}`]).toBe(words);
  expect(verify.verdictInvalid).toBe(VERDICTS.invalid(true));
  expect(verify.verdictRecord).toBe(VERDICTS.record(true));
  expect(verify.verdictSound).toBe(VERDICTS.sound(false));
  expect(verify.verdictSoundFinal).toBe(VERDICTS.sound(true));
  expect(verify.verdictValid).toBe(VERDICTS.valid(false));
  expect(verify.verdictValidFinal).toBe(VERDICTS.valid(true));
  expect(verify.verdictValidFinalPowers).toBe(POWERS_VERDICTS.valid(true));
});
