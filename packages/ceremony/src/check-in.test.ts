import { describe, expect, it } from 'vitest';
import { amnesty } from './amnesty.ts';
import { type CheckIn, type CheckInFacts, checkIn, dropHeld, releaseHeld } from './check-in.ts';
import { FOREVER, type Gate, type Member, type Refused } from './lobby-types.ts';
import { ETHEREUM_2023_POLICY, KZG_POLICY, type Policy } from './policy.ts';
import { purge } from './purge.ts';
import { enterSession } from './session.ts';
import { enroll } from './transitions.ts';
import { abort, accept, handOut, receive, refuse } from './turn.ts';

const NOW = 1_700_000_000_000;
const OPEN: Gate = { status: 'OPENED', draining: false };
const busy = handOut(KZG_POLICY, waiting(), NOW).turn;
const FREE: CheckInFacts = { turn: null, mine: false, inLobby: 0, slotFor: null, waitMillis: 0 };
const BUSY: CheckInFacts = { ...FREE, turn: busy };

function waiting(changes: Partial<Member> = {}): Member {
  const entered = {
    status: 'WAITING' as const,
    enteredAt: NOW,
    checkedInAt: NOW,
    checkInDueAt: NOW + 48_000,
  };
  return { ...enroll().member, ...entered, ...changes };
}

function call(member: Member | null, facts: Partial<CheckInFacts>, now = NOW, policy: Policy = KZG_POLICY) {
  return checkIn(policy, OPEN, member, { ...BUSY, ...facts }, now);
}

function done(result: CheckIn | Refused): CheckIn {
  if ('refusal' in result) throw new Error(result.refusal);
  return result;
}

describe('the window of a check-in', () => {
  it('opens at previous + lower bound and not a millisecond before', () => {
    expect(call(waiting(), {}, NOW + 15_999)).toEqual({ refusal: 'TOO_EARLY' });
    expect(call(waiting(), {}, NOW + 16_000)).toMatchObject({ answer: 'NOT_READY' });
  });

  it('closes after previous + upper bound', () => {
    expect(purge(KZG_POLICY, OPEN, waiting(), NOW + 48_000)).toBeNull();
    expect(purge(KZG_POLICY, OPEN, waiting(), NOW + 48_001)).toMatchObject({
      member: { status: 'TIMEDOUT', cause: 'MISSED_CHECK_IN', barredUntil: FOREVER },
    });
  });

  it.each([
    ['a program every 30 s', 30_000],
    ['the official page', 33_000],
    ['a program late by 18 s', 48_000],
  ])('lets %s through', (_, later) => {
    expect(call(waiting(), {}, NOW + later)).toMatchObject({
      answer: 'NOT_READY',
      member: { checkedInAt: NOW + later, checkInDueAt: NOW + later + 48_000 },
    });
  });

  it('as deployed in 2023 would lose the official page', () => {
    const entered = done(call(null, {}, NOW, ETHEREUM_2023_POLICY)).member;
    expect(entered.checkInDueAt).toBe(NOW + 34_000);
    expect(call(entered, {}, NOW + 29_000, ETHEREUM_2023_POLICY)).toEqual({ refusal: 'TOO_EARLY' });
  });

  it('is not owed by people who only signed in, nor by the contributor', () => {
    const later = NOW + 86_400_000;
    expect(purge(KZG_POLICY, OPEN, enroll().member, later)).toBeNull();
    expect(purge(KZG_POLICY, OPEN, handOut(KZG_POLICY, waiting(), NOW).member, later)).toBeNull();
  });

  it('of a clock that went back is never too early', () => {
    expect(call(waiting(), {}, NOW - 1)).toMatchObject({ answer: 'NOT_READY' });
  });
});

describe('entering', () => {
  it('enrols, waits, is ready and starts in one answer when the slot is free', () => {
    const result = done(call(null, { turn: null }));
    expect(result.answer).toBe('HAND_OUT');
    expect(result.member).toMatchObject({
      status: 'CONTRIBUTING',
      contributionStep: 'DOWNLOADING',
      enteredAt: NOW,
    });
    expect(result.turn).toEqual({
      phase: 'WORKING',
      openedAt: NOW,
      deadlineAt: NOW + 600_000,
      servedAt: NOW,
      closedAt: null,
      outcome: null,
    });
    expect(result.events.map(({ type }) => type)).toEqual([
      'participant.enrolled',
      'participant.waiting',
      'participant.ready',
      'turn.opened',
    ]);
  });

  it('a full lobby is refused, even with the slot free, and admits again when somebody has left', () => {
    expect(call(null, { inLobby: 65_536, turn: null })).toEqual({ refusal: 'LOBBY_FULL' });
    expect(call(null, { inLobby: 65_535 })).toMatchObject({ answer: 'NOT_READY' });
    expect(call(waiting(), { inLobby: 65_536 }, NOW + 30_000)).toMatchObject({ answer: 'NOT_READY' });
  });

  it.each<Gate>([
    { status: 'SCHEDULED', draining: false },
    { status: 'OPENED', draining: true },
    { status: 'CLOSED', draining: true },
    { status: 'CANCELED', draining: false },
    { status: 'FINALIZED', draining: true },
  ])('is closed when $status, draining $draining', (gate) => {
    expect(checkIn(KZG_POLICY, gate, null, FREE, NOW)).toEqual({ refusal: 'CLOSED' });
    expect(enterSession(KZG_POLICY, gate, null, { idleSessions: 0 }, NOW)).toEqual({ refusal: 'CLOSED' });
  });

  it('a pause admits, answers not-ready and keeps the slot', () => {
    const gate: Gate = { status: 'PAUSED', draining: false };
    expect(checkIn(KZG_POLICY, gate, null, FREE, NOW)).toMatchObject({ answer: 'NOT_READY' });
  });
});

describe('leaving and coming back', () => {
  it('is no way to check in more often', () => {
    const left = waiting({ status: 'TIMEDOUT', cause: 'REMOVED', checkInDueAt: null });
    expect(call(left, {}, NOW + 15_999)).toEqual({ refusal: 'TOO_EARLY' });
    expect(call(left, {}, NOW + 16_000)).toMatchObject({
      answer: 'NOT_READY',
      member: { status: 'WAITING' },
    });
    const readmitted = { ...left, cause: null };
    expect(call(readmitted, {}, NOW + 1)).toMatchObject({ answer: 'NOT_READY' });
  });
});

describe('signing in', () => {
  const signIn = (member: Member | null, idleSessions = 0, policy = KZG_POLICY) =>
    enterSession(policy, OPEN, member, { idleSessions }, NOW);

  it('enrols a new person, and changes nothing for one who is known', () => {
    expect(signIn(null)).toMatchObject({
      member: { status: 'CREATED' },
      events: [{ type: 'participant.enrolled' }],
    });
    for (const member of [enroll().member, waiting()]) expect(signIn(member)).toEqual({ member, events: [] });
  });

  it('has a limit for idle sessions, not for people inside', () => {
    expect(signIn(null, 100_000)).toEqual({ refusal: 'TOO_MANY_SESSIONS' });
    expect(signIn(waiting(), 100_000)).toHaveProperty('member');
  });

  it('tells those who contributed from those who are barred', () => {
    expect(signIn({ ...waiting(), status: 'DONE', barredUntil: FOREVER })).toEqual({
      refusal: 'ALREADY_CONTRIBUTED',
    });
    expect(signIn({ ...waiting(), status: 'TIMEDOUT', barredUntil: FOREVER })).toEqual({ refusal: 'BARRED' });
    expect(signIn({ ...waiting(), status: 'TIMEDOUT', barredUntil: NOW })).toHaveProperty('member');
  });
});

describe('the contributor', () => {
  const { member, turn } = handOut(KZG_POLICY, waiting(), NOW);

  it('asking again gets the same turn, limited against when it was last served', () => {
    expect(call(member, { turn, mine: true }, NOW + 15_999)).toEqual({ refusal: 'TOO_EARLY' });
    const again = done(call(member, { turn, mine: true }, NOW + 16_000));
    expect(again).toMatchObject({
      answer: 'HAND_OUT_AGAIN',
      member,
      turn: { ...turn, servedAt: NOW + 16_000 },
    });
    expect(again.turn!.deadlineAt).toBe(turn.deadlineAt);
  });

  it('is unknown while being verified, and after the verdict', () => {
    const received = receive(OPEN, member, turn, NOW + 30_000);
    if ('refusal' in received) throw new Error(received.refusal);
    expect(received).toMatchObject({ member: { contributionStep: 'VERIFYING' }, turn: { deadlineAt: null } });
    expect(call(received.member, { turn: received.turn, mine: true }, NOW + 60_000)).toEqual({
      refusal: 'UNKNOWN_SESSION',
    });
    expect(receive(OPEN, received.member, received.turn, NOW)).toEqual({ refusal: 'NOT_YOUR_TURN' });
    expect(abort(KZG_POLICY, OPEN, received.member, received.turn, NOW)).toEqual({
      refusal: 'NOT_YOUR_TURN',
    });
    const accepted = accept(KZG_POLICY, received.member, received.turn, NOW + 31_000);
    expect(accepted.events.map(({ type }) => type)).toEqual([
      'contribution.accepted',
      'turn.closed',
      'participant.barred',
    ]);
    expect(accepted.member).toMatchObject({
      status: 'DONE',
      contributionStep: 'COMPLETED',
      contributionProgress: 100,
    });
    expect(call(accepted.member, { turn: null }, NOW + 60_000)).toEqual({ refusal: 'UNKNOWN_SESSION' });
    const refused = refuse(KZG_POLICY, received.member, received.turn, NOW + 31_000, { code: 'X' });
    expect(refused.events[0]).toEqual({ type: 'contribution.refused', data: { code: 'X', who: 'server' } });
    expect(call(refused.member, { turn: null }, NOW + 60_000)).toEqual({ refusal: 'UNKNOWN_SESSION' });
  });

  it('knows no verdict on a turn that is not being verified', () => {
    expect(() => accept(KZG_POLICY, member, turn, NOW)).toThrow('no verdict');
    expect(() => refuse(KZG_POLICY, member, turn, NOW)).toThrow('no verdict');
  });
});

describe('Prefer: wait', () => {
  it('holds at most 25 s, and the window starts at the answer', () => {
    const held = done(call(waiting(), { waitMillis: 60_000 }, NOW + 30_000));
    expect(held).toMatchObject({ answer: 'HOLD', waitMillis: 25_000 });
    expect(held.member).toMatchObject({ heldSince: NOW + 30_000, checkInDueAt: NOW + 103_000 });
    const answered = releaseHeld(KZG_POLICY, held.member, NOW + 55_000);
    expect(answered).toMatchObject({
      heldSince: null,
      checkedInAt: NOW + 55_000,
      checkInDueAt: NOW + 103_000,
    });
    expect(answered.waitsSince).toBe(NOW + 30_000);
    expect(call(answered, {}, NOW + 70_999)).toEqual({ refusal: 'TOO_EARLY' });
  });

  it('a broken connection counts from the call', () => {
    const held = done(call(waiting(), { waitMillis: 25_000 }, NOW + 30_000)).member;
    const dropped = dropHeld(KZG_POLICY, held, NOW + 40_000);
    expect(dropped).toMatchObject({ heldSince: null, checkedInAt: NOW + 30_000, checkInDueAt: NOW + 88_000 });
  });

  it('leaves a slot kept for pollers to a poller', () => {
    const kept = { turn: null, slotFor: 'poll' as const };
    expect(call(waiting(), { ...kept, waitMillis: 5_000 }, NOW + 30_000)).toMatchObject({ answer: 'HOLD' });
    expect(call(waiting(), kept, NOW + 30_000)).toMatchObject({ answer: 'HAND_OUT', slotFor: null });
  });

  it('changes nothing for somebody who is not held', () => {
    for (const member of [waiting(), handOut(KZG_POLICY, waiting(), NOW).member]) {
      expect(releaseHeld(KZG_POLICY, member, NOW)).toBe(member);
      expect(dropHeld(KZG_POLICY, member, NOW)).toBe(member);
    }
  });
});

describe('what losing costs', () => {
  const lose = (policy: Policy, attempts = 0) => {
    const { member, turn } = handOut(policy, waiting({ attempts }), NOW);
    const lost = abort(policy, OPEN, member, turn, NOW);
    if ('refusal' in lost) throw new Error(lost.refusal);
    return lost;
  };
  const lenient: Policy = { ...KZG_POLICY, lostTurn: 'PENALTY', penalty: 60_000, attempts: 2 };

  it('bars for good by default', () => {
    const { member, events } = lose(KZG_POLICY);
    expect(member).toMatchObject({ status: 'TIMEDOUT', cause: 'ABORTED', attempts: 1, barredUntil: FOREVER });
    expect(events).toContainEqual({
      type: 'participant.barred',
      data: { cause: 'ABORTED', until: 'forever', who: 'server' },
    });
  });

  it('a penalty ends, and the person enters again at the back', () => {
    const { member } = lose(lenient);
    expect(member.barredUntil).toBe(NOW + 60_000);
    expect(call(member, {}, NOW + 59_999, lenient)).toEqual({ refusal: 'UNKNOWN_SESSION' });
    const back = done(call(member, {}, NOW + 60_000, lenient));
    expect(back.member).toMatchObject({
      status: 'WAITING',
      enteredAt: NOW + 60_000,
      barredUntil: null,
      attempts: 1,
    });
    expect(back.events).toMatchObject([{ type: 'participant.returned', data: { from: 'TIMEDOUT' } }]);
  });

  it('the last attempt bars whatever the cost', () => {
    expect(lose(lenient, 1).member).toMatchObject({ attempts: 2, barredUntil: FOREVER });
    expect(lose({ ...lenient, lostTurn: 'NOTHING' }).member).toMatchObject({
      attempts: 1,
      barredUntil: null,
    });
  });

  it('a missed check-in has its own cost and is no attempt', () => {
    const purged = (missedCheckIn: Policy['missedCheckIn']) =>
      purge({ ...lenient, missedCheckIn }, OPEN, waiting(), NOW + 50_000)!.member;
    expect(purged('NOTHING')).toMatchObject({ attempts: 0, barredUntil: null });
    expect(purged('PENALTY')).toMatchObject({ attempts: 0, barredUntil: NOW + 110_000 });
  });

  it('an amnesty ends a bar, only a bar, and says why', () => {
    const pardoned = amnesty(lose(KZG_POLICY).member, 'power cut');
    if ('refusal' in pardoned) throw new Error(pardoned.refusal);
    expect(pardoned.events).toMatchObject([
      { type: 'coordinator.override', data: { override: 'amnesty', reason: 'power cut', cause: 'ABORTED' } },
    ]);
    expect(call(pardoned.member, {}, NOW + 5)).toMatchObject({ answer: 'NOT_READY' });
    for (const member of [
      waiting(),
      { ...waiting(), status: 'DONE' as const, barredUntil: FOREVER },
      pardoned.member,
    ]) {
      expect(amnesty(member, 'x')).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
    }
  });

  it('one person may contribute again and again where the policy says so', () => {
    const policy: Policy = { ...KZG_POLICY, multiContribution: true };
    const { member, turn } = handOut(policy, waiting(), NOW);
    const received = receive(OPEN, member, turn, NOW);
    if ('refusal' in received) throw new Error(received.refusal);
    const first = accept(policy, received.member, received.turn, NOW);
    expect(first.member.status).toBe('CONTRIBUTED');
    expect(enterSession(policy, OPEN, first.member, { idleSessions: 0 }, NOW)).toHaveProperty('member');
    expect(call(first.member, { turn: null }, NOW + 1, policy)).toMatchObject({ answer: 'HAND_OUT' });
    expect(call(lose(policy).member, { turn: null }, NOW + 1, policy)).toMatchObject({ answer: 'HAND_OUT' });
    expect(call(first.member, { turn: null }, NOW + 1)).toEqual({ refusal: 'UNKNOWN_SESSION' });
  });
});
