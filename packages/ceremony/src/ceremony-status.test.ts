import { describe, expect, it } from 'vitest';
import {
  type CeremonyStatus,
  ceremonyMoves,
  closingDue,
  isExpected,
  moveCeremony,
  reachedCount,
} from './ceremony-status.ts';
import { FOREVER, type Gate } from './lobby-types.ts';
import type { ParticipantStatus } from './participant.ts';
import { KZG_POLICY } from './policy.ts';
import type { Actor } from './transitions.ts';

const STATUSES: CeremonyStatus[] = ['SCHEDULED', 'OPENED', 'PAUSED', 'CLOSED', 'CANCELED', 'FINALIZED'];
const LEGAL: Record<CeremonyStatus, CeremonyStatus[]> = {
  SCHEDULED: ['OPENED', 'CANCELED'],
  OPENED: ['PAUSED', 'CLOSED', 'CANCELED'],
  PAUSED: ['OPENED', 'CLOSED', 'CANCELED'],
  CLOSED: ['FINALIZED', 'CANCELED'],
  CANCELED: [],
  FINALIZED: [],
};
const DONE = { drained: true, accepted: 1 };

const cases = STATUSES.flatMap((from) => STATUSES.map((to) => ({ from, to })));

describe('every move of a ceremony', () => {
  it.each(cases)('$from to $to', ({ from, to }) => {
    const gate = { status: from, draining: from === 'CLOSED' };
    const moved = moveCeremony(KZG_POLICY, gate, to, 'operator', DONE);
    expect(ceremonyMoves(from, 'operator').includes(to)).toBe(LEGAL[from].includes(to));
    if (!LEGAL[from].includes(to)) {
      expect(moved).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
      return;
    }
    expect(moved).toMatchObject({ gate: { status: to }, events: [{ data: { from, to, who: 'operator' } }] });
  });

  it.each<Actor>(['participant'])('is nothing for a %s', (who) => {
    for (const status of STATUSES) expect(ceremonyMoves(status, who)).toEqual([]);
    const gate = { status: 'OPENED' as const, draining: false };
    expect(moveCeremony(KZG_POLICY, gate, 'PAUSED', who, DONE)).toEqual({ refusal: 'NOT_PERMITTED' });
  });

  it('leaves cancelling to people', () => {
    expect(ceremonyMoves('OPENED', 'server')).toEqual(['PAUSED', 'CLOSED']);
  });
});

describe('closing', () => {
  const opened = { status: 'OPENED' as const, draining: false };
  const closed = { status: 'CLOSED' as const, draining: true };

  it('starts to drain', () => {
    expect(moveCeremony(KZG_POLICY, opened, 'CLOSED', 'coordinator', DONE)).toMatchObject({ gate: closed });
  });

  it('is finalized only when drained, with enough contributions', () => {
    const finalize = (facts: { drained: boolean; accepted: number }) =>
      moveCeremony({ ...KZG_POLICY, minimumContributions: 2 }, closed, 'FINALIZED', 'server', facts);
    expect(finalize({ drained: false, accepted: 2 })).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
    expect(finalize({ drained: true, accepted: 1 })).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
    expect(finalize({ drained: true, accepted: 2 })).toHaveProperty('gate.status', 'FINALIZED');
  });

  it('comes by date, by count or with the end of the roster, whichever is first', () => {
    const policy = { ...KZG_POLICY, closesAfter: 3, closesWhenRosterDone: true };
    const facts = { closesAt: 100, accepted: 2, roster: { lines: 4, expected: 1 } };
    const due = (changes: Partial<typeof facts>, now = 99, gate: Gate = opened) =>
      closingDue(policy, gate, { ...facts, ...changes }, now);
    expect(due({})).toBeNull();
    expect(due({}, 100)).toBe('date');
    expect(due({ accepted: 3 })).toBe('count');
    expect(due({ roster: { lines: 4, expected: 0 } })).toBe('roster');
    expect(due({ roster: { lines: 0, expected: 0 } })).toBeNull();
    expect(due({}, 100, { status: 'PAUSED', draining: false })).toBe('date');
    expect(due({}, 100, { status: 'SCHEDULED', draining: false })).toBeNull();
    expect(due({}, 100, closed)).toBeNull();
    const byHand = { ...facts, roster: { lines: 4, expected: 0 } };
    expect(closingDue(KZG_POLICY, opened, byHand, 99)).toBeNull();
  });

  it('waits for those on the roster who can still come', () => {
    const line = { until: 50, revoked: false };
    const person = (status: ParticipantStatus, changes = {}) => ({
      status,
      cause: null,
      barredUntil: null,
      ...changes,
    });
    expect(isExpected(null, line, 50)).toBe(true);
    expect(isExpected(null, line, 51)).toBe(false);
    expect(isExpected(null, { ...line, revoked: true }, 1)).toBe(false);
    for (const status of ['CREATED', 'WAITING', 'TIMEDOUT', 'EXHUMED'] as const) {
      expect(isExpected(person(status), line, 50)).toBe(true);
      expect(isExpected(person(status), line, 51)).toBe(false);
      expect(isExpected(person(status, { barredUntil: FOREVER }), line, 50)).toBe(false);
      expect(isExpected(person(status, { cause: 'REMOVED' }), line, 50)).toBe(false);
    }
    for (const status of ['READY', 'CONTRIBUTING'] as const)
      expect(isExpected(person(status), line, 51)).toBe(true);
    for (const status of ['CONTRIBUTED', 'DONE', 'FINALIZED'] as const)
      expect(isExpected(person(status), line, 1)).toBe(false);
  });

  it('comes by count where the policy has one', () => {
    expect(reachedCount(KZG_POLICY, 1_000_000)).toBe(false);
    expect(reachedCount({ ...KZG_POLICY, closesAfter: 3 }, 2)).toBe(false);
    expect(reachedCount({ ...KZG_POLICY, closesAfter: 3 }, 3)).toBe(true);
  });
});
