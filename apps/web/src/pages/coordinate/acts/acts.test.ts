import { describe, expect, it } from 'vitest';
import { decidedOn, isPossible, PERSON_ACTS, type Person } from './acts.ts';

const person = (more: Partial<Person> = {}): Person => ({
  id: 1,
  userId: 1,
  ceremonyId: 1,
  publicName: 'Ada',
  status: 'CONTRIBUTING',
  contributionStep: 'COMPUTING',
  contributionProgress: 10,
  contributionStartedAt: 5,
  timeout: { type: 'FIXED', duration: 600, startedAt: 5, expiresAt: 605 },
  circuitsDone: 0,
  queueClass: 'PUBLIC',
  priority: 0,
  createdAt: 1,
  archived: false,
  ...more,
});
const possible = (more: Partial<Person>, discipline: 'LOBBY' | 'QUEUE' = 'QUEUE') =>
  PERSON_ACTS.filter((act) => isPossible(act, person(more), discipline));

describe('what a coordinator can do about somebody', () => {
  it('is what the rules take', () => {
    expect(possible({})).toEqual(['extend', 'timeout', 'replace', 'priority', 'remove']);
    expect(possible({ status: 'WAITING' })).toEqual(['priority', 'remove']);
    expect(possible({ status: 'READY' })).toEqual(['extend', 'priority', 'remove']);
    expect(possible({ status: 'TIMEDOUT' })).toEqual(['replace', 'readmit', 'priority', 'remove']);
    expect(possible({ status: 'EXHUMED' })).toEqual(['readmit', 'priority', 'remove']);
    expect(possible({ status: 'DONE', circuitsDone: 1 })).toEqual([]);
  });

  it('spares who is being checked, and who was removed', () => {
    const checking = person({ contributionStep: 'VERIFYING' });
    const { timeout: _, ...without } = checking;
    expect(isPossible('extend', without, 'QUEUE')).toBe(false);
    expect(isPossible('remove', without, 'QUEUE')).toBe(false);
    expect(isPossible('timeout', without, 'QUEUE')).toBe(true);
    expect(possible({ status: 'TIMEDOUT', archived: true, cause: 'REMOVED' })).toEqual(['replace']);
  });

  it('knows no place in a lobby, and readmits there whom a bar keeps out', () => {
    expect(possible({ status: 'WAITING' }, 'LOBBY')).toEqual(['remove']);
    expect(possible({ status: 'TIMEDOUT', barredUntil: 'forever' }, 'LOBBY')).toContain('readmit');
    expect(possible({ status: 'TIMEDOUT' }, 'LOBBY')).not.toContain('readmit');
  });
});

it('takes somebody for another where the turn or its end is, not where they get on', () => {
  const seen = decidedOn(person());
  expect(decidedOn(person({ contributionStep: 'UPLOADING', contributionProgress: 90 }))).toBe(seen);
  for (const other of [
    { status: 'TIMEDOUT' },
    { timeout: { type: 'FIXED', duration: 900, startedAt: 5, expiresAt: 905 } },
    { contributionStartedAt: 6 },
    { priority: 1 },
    { barredUntil: 'forever' },
  ] as const)
    expect(decidedOn(person(other))).not.toBe(seen);
});
