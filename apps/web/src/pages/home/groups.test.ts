import type { CeremonySummary } from '@brebaje/client/rest/bodies';
import { expect, it } from 'vitest';
import { filtered, grouped } from './groups.ts';

let id = 0;
const one = (title: string, more: Partial<CeremonySummary>): CeremonySummary => ({
  id: ++id,
  projectId: 1,
  slug: `c-${id}`,
  title,
  scheme: 'KZG',
  status: 'OPENED',
  test: false,
  createdAt: 1,
  draining: false,
  drained: false,
  waiting: 0,
  contributions: 0,
  receiptAddress: '0x',
  ...more,
});

const ALL = [
  one('Old', { openedAt: 1 }),
  one('Trial', { openedAt: 9, test: true }),
  one('Paused', { openedAt: 9, status: 'PAUSED' }),
  one('New', { openedAt: 5 }),
  one('Someday', { status: 'SCHEDULED' }),
  one('Soon', { status: 'SCHEDULED', opensAt: 100 }),
  one('Closing', { draining: true }),
  one('Done', { status: 'FINALIZED', drained: true, finalizedAt: 3 }),
  one('Dropped', { status: 'CANCELED', canceledAt: 7 }),
];

it('puts first what somebody can join', () => {
  const groups = grouped(ALL);
  const titles = (list: CeremonySummary[]) => list.map(({ title }) => title);
  expect(titles(groups.open)).toEqual(['New', 'Old', 'Trial', 'Paused']);
  expect(titles(groups.coming)).toEqual(['Soon', 'Someday']);
  expect(titles(groups.running)).toEqual(['Closing']);
  expect(titles(groups.finished)).toEqual(['Dropped', 'Done']);
});

it('finds by title, slug and state', () => {
  expect(filtered(ALL, 'NE', undefined).map(({ title }) => title)).toEqual(['New', 'Done']);
  expect(filtered(ALL, '', 'coming')).toHaveLength(2);
  expect(filtered(ALL, ALL[0]!.slug, undefined)).toHaveLength(1);
  expect(filtered(ALL, 'nothing', undefined)).toEqual([]);
});
