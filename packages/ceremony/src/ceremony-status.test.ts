import { describe, expect, it } from 'vitest';
import { type CeremonyStatus, ceremonyMoves, moveCeremony, reachedCount } from './ceremony-status.ts';
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

  it('comes by count where the policy has one', () => {
    expect(reachedCount(KZG_POLICY, 1_000_000)).toBe(false);
    expect(reachedCount({ ...KZG_POLICY, closesAfter: 3 }, 2)).toBe(false);
    expect(reachedCount({ ...KZG_POLICY, closesAfter: 3 }, 3)).toBe(true);
  });
});
