import type { Finding } from '@brebaje/client/verify/findings';
import { GRADES } from '@brebaje/client/verify/grade-names';
import { expect, it } from 'vitest';
import type { GradeDone } from './messages.ts';
import { asExpected, nextOf } from './next.ts';

const NOTHING = { expected: [], known: [] };
const manifest = { expected: ['ab'], known: [] };
const event = { expected: [], known: [{ seq: 1, hash: 'cd' }] };

function done(
  findings: [Finding['check'], Finding['outcome']][],
  change: Partial<GradeDone> = {},
): GradeDone {
  return {
    grade: 'record',
    finalized: true,
    manifest: 'ab',
    log: undefined,
    findings: findings.map(([check, outcome]) => ({ check, outcome, text: '' })),
    downloaded: 0,
    seconds: 0,
    ...change,
  };
}
const good = done([
  ['log', 'passed'],
  ['manifest', 'passed'],
]);
const otherManifest = done(
  [
    ['log', 'passed'],
    ['manifest', 'failed'],
  ],
  { grade: 'invalid' },
);
const all = {
  receipt: good,
  included: good,
  chain: { ...good, grade: 'sound' as const },
  genesis: done([
    ...good.findings.map(({ check, outcome }) => [check, outcome] as const),
    ['circuit', 'passed'],
  ] as [Finding['check'], Finding['outcome']][]),
};

it('knows whether it is what somebody expects only where that was compared', () => {
  expect(asExpected({ receipt: good }, NOTHING)).toBeUndefined();
  expect(asExpected({}, manifest)).toBeUndefined();
  expect(asExpected({ receipt: good }, manifest)).toBe(true);
  expect(asExpected({ receipt: good }, event)).toBe(true);
  expect(asExpected({ receipt: good, chain: otherManifest }, manifest)).toBe(false);
  expect(asExpected({ receipt: otherManifest }, event)).toBe(true);
  expect(asExpected({ chain: done([['transcript', 'passed']]) }, manifest)).toBeUndefined();
  expect(asExpected({ chain: done([['manifest', 'skipped']]) }, manifest)).toBeUndefined();
});

it('says what is left to do, what is wrong before all else', () => {
  expect(nextOf({ receipt: otherManifest }, GRADES, manifest)).toBe('unexpected');
  expect(nextOf({ receipt: otherManifest }, GRADES, NOTHING)).toBe('invalid');
  expect(nextOf({ receipt: done([['included', 'failed']]) }, GRADES, NOTHING)).toBe('publish');
  expect(nextOf({ chain: good }, GRADES, manifest)).toBe('receipt');
  expect(nextOf({ receipt: good, included: good }, GRADES, manifest)).toBe('chain');
  expect(nextOf({ ...all, genesis: done([['circuit', 'skipped']]) }, GRADES, manifest)).toBe('partly');
  expect(nextOf(all, GRADES, NOTHING)).toBe('compare');
  expect(nextOf(all, GRADES, manifest)).toBe('nothing');
  const going = { ...all, receipt: { ...good, finalized: false } };
  expect(nextOf(going, GRADES, manifest)).toBe('later');
  const lone = done([['transcript', 'passed']], { grade: 'valid', manifest: undefined });
  expect(nextOf({ chain: lone }, ['chain'], NOTHING)).toBe('words');
});
