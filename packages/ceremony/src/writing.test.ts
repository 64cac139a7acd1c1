import { expect, it } from 'vitest';
import { KZG_POLICY, QUEUE_POLICY } from './policy.ts';
import { type Written, writingFaults } from './writing.ts';

const GOOD: Written = { policy: QUEUE_POLICY, scheme: 'GROTH16', test: false, phases: [] };
const phase = (from: number, until: number | null) => ({ name: 'early', from, until });

it('nothing contradicts itself in what is usual', () => {
  expect(writingFaults(GOOD)).toEqual([]);
  expect(writingFaults({ ...GOOD, policy: KZG_POLICY, scheme: 'KZG' })).toEqual([]);
  const policy = { ...QUEUE_POLICY, multiContribution: true };
  expect(writingFaults({ ...GOOD, policy, test: true })).toEqual([]);
  expect(writingFaults({ ...GOOD, phases: [phase(5, 6), phase(9, null)] })).toEqual([]);
});

it.each<[string, Partial<Written>, string[]]>([
  ['DISCIPLINE', { scheme: 'KZG' }, ['discipline']],
  ['DISCIPLINE', { policy: KZG_POLICY }, ['discipline']],
  ['NOT_A_TEST', { policy: { ...QUEUE_POLICY, multiContribution: true } }, ['test', 'multiContribution']],
  ['PHASE_ENDS_FIRST', { phases: [phase(5, 6), phase(6, 6)] }, ['phases.1.from', 'phases.1.until']],
  ['PHASE_ENDS_FIRST', { phases: [phase(6, 5)] }, ['phases.0.from', 'phases.0.until']],
  ['NO_PENALTY', { policy: { ...QUEUE_POLICY, penalty: 0 } }, ['lostTurn', 'penalty']],
])('%s is told alone, with what it is about', (code, changes, about) => {
  const sentence = expect.stringMatching(/^[A-Z].*\.$/);
  expect(writingFaults({ ...GOOD, ...changes })).toEqual([{ code, sentence, about }]);
});
