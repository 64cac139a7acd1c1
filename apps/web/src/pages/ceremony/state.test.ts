import type { CeremonySummary } from '@brebaje/client/rest/bodies';
import { expect, it } from 'vitest';
import { mayJoin, milestonesOf, phaseOf } from './state.ts';

const SUMMARY: CeremonySummary = {
  id: 1,
  projectId: 1,
  slug: 'x',
  title: 'X',
  scheme: 'KZG',
  status: 'OPENED',
  test: false,
  createdAt: 100,
  draining: false,
  drained: false,
  waiting: 0,
  contributions: 0,
  receiptAddress: '0x',
};

it.each([
  ['SCHEDULED', false, false, undefined, 'scheduled'],
  ['OPENED', false, false, undefined, 'open'],
  ['PAUSED', false, false, undefined, 'paused'],
  ['OPENED', true, false, undefined, 'closing'],
  ['CLOSED', false, false, undefined, 'closing'],
  ['CLOSED', true, true, undefined, 'complete'],
  ['CLOSED', true, true, 'RUNNING', 'finalizing'],
  ['CLOSED', true, true, 'FAILED', 'complete'],
  ['FINALIZED', true, true, 'DONE', 'finalized'],
  ['CANCELED', true, true, undefined, 'canceled'],
] as const)(
  '%s, draining %s, drained %s, finalization %s is %s',
  (status, draining, drained, state, phase) => {
    expect(phaseOf({ status, draining, drained }, state && { state })).toBe(phase);
  },
);

it('lets people join before the end only', () => {
  expect((['scheduled', 'open', 'paused', 'closing', 'finalized'] as const).map(mayJoin)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

it('tells the way with what was and what is planned', () => {
  const planned = milestonesOf({ ...SUMMARY, openedAt: 200, closesAt: 900 });
  expect(planned.map(({ name, at, done }) => [name, at, done])).toEqual([
    ['created', 100, true],
    ['opens', 200, true],
    ['closes', 900, false],
    ['finalized', undefined, false],
  ]);
  const over = milestonesOf({
    ...SUMMARY,
    openedAt: 200,
    closedAt: 800,
    closesAt: 900,
    drainedAt: 810,
    finalizedAt: 1_000,
    beacon: { source: 'drand-quicknet', publishedAt: 950, words: '' },
  });
  expect(over.map(({ name, at, done }) => [name, at, done])).toEqual([
    ['created', 100, true],
    ['opens', 200, true],
    ['closes', 800, true],
    ['complete', 810, true],
    ['beacon', 950, true],
    ['finalized', 1_000, true],
  ]);
});

it('leaves out what a canceled ceremony will never see', () => {
  const names = milestonesOf({ ...SUMMARY, openedAt: 200, closesAt: 900, canceledAt: 300 }).map(
    ({ name }) => name,
  );
  expect(names).toEqual(['created', 'opens', 'canceled']);
});
