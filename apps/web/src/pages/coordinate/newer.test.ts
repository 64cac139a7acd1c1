import { expect, it } from 'vitest';
import { type Stand, seenNext } from './newer.ts';

const stand = (status: Stand['status']): Stand => ({ status, draining: false, drained: false });
const [draft, opened, paused] = [stand('SCHEDULED'), stand('OPENED'), stand('PAUSED')];

it('believes whoever has told something else last', () => {
  const first = seenNext(undefined, undefined, draft);
  expect(first.newer).toBe('read');
  const both = seenNext(first, draft, draft);
  expect(both.newer).toBe('live');
  // Opened here: the snapshot lags behind, however often it comes.
  const acted = seenNext(both, draft, opened);
  expect(acted.newer).toBe('read');
  expect(seenNext(acted, { ...draft }, { ...opened })).toBe(acted);
  const caughtUp = seenNext(acted, opened, opened);
  // Paused by another one: the snapshot knows first.
  expect(seenNext(caughtUp, paused, opened).newer).toBe('live');
});

it('has the ceremony as it was read where no snapshot comes any more', () => {
  const both = seenNext(undefined, opened, draft);
  expect(both.newer).toBe('live');
  expect(seenNext(both, undefined, draft).newer).toBe('read');
});
