import { describe, expect, it } from 'vitest';
import {
  afterVerdict,
  excuse,
  faultOfOurs,
  haltChain,
  INFRACTION_CAUSES,
  infractionCause,
  resumeChain,
} from './faults.ts';
import type { Cause } from './lobby-types.ts';
import { QUEUE_POLICY } from './policy.ts';
import { returnDue } from './returning.ts';
import { done, NOW, OPEN, offered, PAUSED, verifying, working } from './test-queue.ts';
import { deadline } from './turn.ts';

const HEALTHY = { faults: 0, haltedAt: null, haltedWhy: null };
const LIMIT = 600_000;
const VERIFICATION = { cause: 'BLOCKING_VERIFICATION', why: 'out of memory' } as const;

describe('a fault of ours', () => {
  it('gives a verification’s turn back with its whole time', () => {
    const { member, turn } = verifying();
    const late = { ...turn, warnedAt: NOW, moreTimeAskedAt: NOW, graceMillis: 5, progressAt: NOW };
    const back = faultOfOurs(QUEUE_POLICY, member, late, HEALTHY, VERIFICATION, NOW + 5_000);
    expect(back.member).toMatchObject({
      status: 'CONTRIBUTING',
      contributionStep: 'DOWNLOADING',
      cause: 'BLOCKING_VERIFICATION',
    });
    expect(back.turn).toMatchObject({
      phase: 'WORKING',
      deadlineAt: NOW + 5_000 + LIMIT,
      warnedAt: null,
      moreTimeAskedAt: null,
      graceMillis: 0,
      progressAt: null,
    });
    expect(back.health).toEqual({ ...HEALTHY, faults: 1 });
    expect(back.events.map(({ type }) => type)).toEqual(['turn.step', 'turn.extended']);
  });

  it('during the work begins the clock anew and keeps what was done', () => {
    const { member, turn } = working();
    const uploading = { ...member, contributionStep: 'UPLOADING' as const };
    const fault = { cause: 'BLOCKING_BACKEND_FUNCTION', why: 'storage does not answer' } as const;
    const back = faultOfOurs(QUEUE_POLICY, uploading, turn, HEALTHY, fault, NOW + 5_000);
    expect(back.member).toMatchObject({ contributionStep: 'UPLOADING', cause: 'BLOCKING_BACKEND_FUNCTION' });
    expect(back.turn.deadlineAt).toBe(NOW + 5_000 + LIMIT);
  });

  it('makes losing the turn cost nothing, and its person comes back to their place', () => {
    const { member, turn } = working();
    const fault = { cause: 'UNKNOWN', why: 'no idea' } as const;
    const back = faultOfOurs(QUEUE_POLICY, member, turn, HEALTHY, fault, NOW);
    const lost = done(deadline(QUEUE_POLICY, OPEN, back.member, back.turn, NOW + 9 * LIMIT));
    expect(lost.member).toMatchObject({
      status: 'TIMEDOUT',
      cause: 'UNKNOWN',
      attempts: 0,
      barredUntil: null,
    });
    expect(lost.turn.outcome).toBe('fault');
    const returned = done(returnDue(QUEUE_POLICY, OPEN, lost.member, NOW + 9 * LIMIT));
    expect(returned.member).toMatchObject({ status: 'WAITING', queuedAt: NOW, cause: null });
  });

  it('the third in a row halts the chain, and what was received stays', () => {
    const { member, turn } = verifying();
    const third = faultOfOurs(QUEUE_POLICY, member, turn, { ...HEALTHY, faults: 2 }, VERIFICATION, NOW + 9);
    expect(third.turn).toEqual(turn);
    expect(third.member).toMatchObject({ contributionStep: 'VERIFYING', cause: 'BLOCKING_VERIFICATION' });
    expect(third.health).toEqual({ faults: 3, haltedAt: NOW + 9, haltedWhy: 'out of memory' });
    expect(third.events).toMatchObject([{ type: 'coordinator.note', data: { note: 'halted', faults: 3 } }]);
  });

  it('is in a row only when no verdict came between', () => {
    expect(afterVerdict({ ...HEALTHY, faults: 2 })).toEqual(HEALTHY);
  });

  it('counts from where the clock stands still', () => {
    const { member, turn } = verifying();
    const paused = faultOfOurs(QUEUE_POLICY, member, turn, HEALTHY, VERIFICATION, NOW + 9_000, NOW + 4_000);
    expect(paused.turn.deadlineAt).toBe(NOW + 4_000 + LIMIT);
    const halted = { faults: 0, haltedAt: NOW + 2_000, haltedWhy: 'disk short' };
    const back = faultOfOurs(QUEUE_POLICY, member, turn, halted, VERIFICATION, NOW + 9_000);
    expect(back.turn.deadlineAt).toBe(NOW + 2_000 + LIMIT);
    expect(back.health).toEqual({ ...halted, faults: 1 });
  });

  it('does nothing to an offer', () => {
    const { member, turn } = offered();
    const same = faultOfOurs(QUEUE_POLICY, member, turn, HEALTHY, VERIFICATION, NOW);
    expect(same).toMatchObject({ turn: { phase: 'OFFERED', deadlineAt: turn.deadlineAt }, events: [] });
  });
});

describe('a halt', () => {
  const halted = haltChain(HEALTHY, 'disk short', NOW);

  it('is told once', () => {
    expect(halted.health).toEqual({ faults: 0, haltedAt: NOW, haltedWhy: 'disk short' });
    expect(haltChain(halted.health, 'again', NOW + 1)).toEqual({ health: halted.health, events: [] });
  });

  it('ends with a reason, and forgets the faults', () => {
    const resumed = resumeChain({ ...halted.health, faults: 3 }, 'more disk', 'coordinator');
    expect(resumed.health).toEqual(HEALTHY);
    expect(resumed.events).toMatchObject([{ data: { note: 'goes on', reason: 'more disk' } }]);
    expect(resumeChain(HEALTHY, 'x', 'server').events).toEqual([]);
  });
});

describe('the causes as people see them', () => {
  const CAUSES: Record<Cause, string | null> = {
    MISSED_CHECK_IN: 'UNKNOWN',
    DEADLINE: 'BLOCKING_CONTRIBUTION',
    ABORTED: 'BLOCKING_CONTRIBUTION',
    REFUSED: 'BLOCKING_CONTRIBUTION',
    REPLACED: 'BLOCKING_CONTRIBUTION',
    BLOCKING_VERIFICATION: 'BLOCKING_VERIFICATION',
    BLOCKING_BACKEND_FUNCTION: 'BLOCKING_BACKEND_FUNCTION',
    UNKNOWN: 'UNKNOWN',
    DRAINED: null,
    REMOVED: null,
  };

  it.each(Object.entries(CAUSES))('%s is %s', (cause, shown) => {
    expect(infractionCause(cause as Cause)).toBe(shown);
  });

  it('are all used', () => {
    expect(new Set(Object.values(CAUSES))).toEqual(new Set([...INFRACTION_CAUSES, null]));
  });
});

describe('a storage that keeps somebody from going on', () => {
  const { member, turn } = working();
  const excused = (at: number, gate = OPEN) => excuse(gate, member, turn, LIMIT, NOW + at);

  it('gives them their whole time again, and the turn costs nothing from then on', () => {
    const { member: after, turn: longer, events } = done(excused(400_000));
    expect(longer.deadlineAt).toBe(NOW + 400_000 + LIMIT);
    expect(events).toMatchObject([
      { type: 'turn.extended', data: { deadlineAt: longer.deadlineAt, cause: 'BLOCKING_BACKEND_FUNCTION' } },
    ]);
    const lost = done(deadline(QUEUE_POLICY, OPEN, after, longer, NOW + 9 * LIMIT));
    expect(lost.member).toMatchObject({ cause: 'BLOCKING_BACKEND_FUNCTION', attempts: 0, barredUntil: null });
  });

  it('is told once, and again when half of the time was gone', () => {
    const { member: after, turn: longer } = done(excused(60_000));
    const again = (at: number) => excuse(OPEN, after, longer, LIMIT, NOW + 60_000 + at);
    expect(again(29_999)).toBeNull();
    expect(done(again(60_000)).turn.deadlineAt).toBe(NOW + 120_000 + LIMIT);
    expect(done(again(60_000)).events).toEqual([]);
    expect(done(again(LIMIT / 2)).events).toHaveLength(1);
  });

  it('changes nothing where no clock runs, and shortens none', () => {
    expect(excused(400_000, PAUSED)).toBeNull();
    expect(excuse(OPEN, member, turn, null, NOW + 400_000)).toBeNull();
    expect(excuse(OPEN, member, { ...turn, deadlineAt: null }, LIMIT, NOW)).toBeNull();
    expect(excuse(OPEN, member, { ...turn, deadlineAt: NOW + 9 * LIMIT }, LIMIT, NOW)).toBeNull();
    const checked = verifying();
    expect(excuse(OPEN, checked.member, checked.turn, LIMIT, NOW + LIMIT)).toBeNull();
    const passing = offered();
    expect(excuse(OPEN, passing.member, passing.turn, LIMIT, NOW + LIMIT)).toBeNull();
  });
});
