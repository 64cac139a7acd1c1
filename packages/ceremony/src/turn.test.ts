import { describe, expect, it } from 'vitest';
import { clockGap, resumeAfterRestart, resumeMember, resumeTurn } from './clock.ts';
import { drainState, sendHome, sendHomeAbsent } from './drain.ts';
import { FOREVER, type Gate, type Member, type Turn } from './lobby-types.ts';
import { KZG_POLICY, type Policy, QUEUE_POLICY } from './policy.ts';
import { person } from './test-queue.ts';
import { enroll } from './transitions.ts';
import { abort, accept, deadline, exhume, extend, giveBack, handOut, receive, timeOutTurn } from './turn.ts';
import { turnAllowance } from './turn-allowance.ts';

const NOW = 1_700_000_000_000;
const OPEN: Gate = { status: 'OPENED', draining: false };
const waiting: Member = {
  ...enroll().member,
  status: 'WAITING',
  enteredAt: NOW,
  checkedInAt: NOW,
  checkInDueAt: NOW + 48_000,
};
const started = handOut(KZG_POLICY, waiting, NOW);

function verifying() {
  const received = receive(OPEN, started.member, started.turn, NOW + 100);
  if ('refusal' in received) throw new Error(received.refusal);
  return received;
}

describe('the deadline', () => {
  const at = (now: number, gate = OPEN) => deadline(KZG_POLICY, gate, started.member, started.turn, now);

  it('passes one millisecond after its time', () => {
    expect(at(NOW + 600_000)).toBeNull();
    expect(at(NOW + 600_001)).toMatchObject({
      member: { status: 'TIMEDOUT', cause: 'DEADLINE', barredUntil: FOREVER },
      turn: { phase: 'CLOSED', outcome: 'deadline', closedAt: NOW + 600_001 },
    });
  });

  it('stands still in a pause and while the server verifies', () => {
    expect(at(NOW + 700_000, { status: 'PAUSED', draining: false })).toBeNull();
    const { member, turn } = verifying();
    expect(deadline(KZG_POLICY, OPEN, member, turn, NOW + 9_000_000)).toBeNull();
  });

  it('that the sweep has not acted on yet does not refuse a contribution', () => {
    expect(receive(OPEN, started.member, started.turn, NOW + 600_500)).toHaveProperty(
      'turn.phase',
      'VERIFYING',
    );
    const lost = at(NOW + 600_500)!;
    expect(receive(OPEN, lost.member, lost.turn, NOW + 600_501)).toEqual({ refusal: 'NOT_YOUR_TURN' });
    expect(receive(OPEN, lost.member, null, NOW + 600_501)).toEqual({ refusal: 'NOT_YOUR_TURN' });
  });

  it('is extended by a coordinator, with a reason', () => {
    const extended = extend(started.turn, 60_000, 'slow line');
    expect(extended.turn.deadlineAt).toBe(NOW + 660_000);
    expect(extended.events).toMatchObject([{ type: 'turn.extended', data: { reason: 'slow line' } }]);
    expect(extend({ ...started.turn, deadlineAt: null }, 1, 'x').events).toEqual([]);
  });

  it('follows the policy', () => {
    const dynamic: Policy = { ...KZG_POLICY, timeout: { type: 'DYNAMIC', percent: 50 } };
    expect(turnAllowance(dynamic)).toBeNull();
    expect(turnAllowance(dynamic, { turnsDone: 4, turnsMillis: 400_000 })).toBeNull();
    expect(turnAllowance(dynamic, { turnsDone: 5, turnsMillis: 500_000 })).toBe(150_000);
    expect(turnAllowance({ ...KZG_POLICY, timeout: { type: 'NONE' } })).toBeNull();
    expect(handOut({ ...KZG_POLICY, timeout: { type: 'NONE' } }, waiting, NOW).turn.deadlineAt).toBeNull();
  });
});

describe('a fault of ours', () => {
  const { member, turn } = verifying();
  const back = giveBack(KZG_POLICY, member, turn, NOW + 700_000);

  it('gives the turn back with its whole time', () => {
    expect(back.turn).toMatchObject({ phase: 'WORKING', deadlineAt: NOW + 1_300_000, openedAt: NOW });
    expect(back.member).toMatchObject({ status: 'CONTRIBUTING', contributionStep: 'DOWNLOADING' });
    expect(receive(OPEN, back.member, back.turn, NOW + 700_001)).toHaveProperty('member');
  });

  it('makes losing it cost nothing, and keeps the place', () => {
    const late = deadline(KZG_POLICY, OPEN, back.member, back.turn, NOW + 1_300_001)!;
    expect(late.member).toMatchObject({
      status: 'TIMEDOUT',
      cause: 'BLOCKING_VERIFICATION',
      barredUntil: null,
      attempts: 0,
    });
    expect(late.turn.outcome).toBe('fault');
    expect(abort(KZG_POLICY, OPEN, back.member, back.turn, NOW)).toMatchObject({
      member: { barredUntil: null },
    });
  });

  it('is what a coordinator ends when a verification hangs', () => {
    const ended = timeOutTurn(KZG_POLICY, member, turn, 'hangs', NOW);
    expect(ended.member).toMatchObject({ cause: 'BLOCKING_VERIFICATION', barredUntil: null });
    expect(ended.events[0]).toMatchObject({ type: 'coordinator.override', data: { reason: 'hangs' } });
    const replaced = timeOutTurn(KZG_POLICY, started.member, started.turn, 'asleep', NOW);
    expect(replaced.member).toMatchObject({ cause: 'REPLACED', barredUntil: FOREVER });
  });
});

it('exhumes whose turn went to somebody else, and nobody else', () => {
  const lost = deadline(KZG_POLICY, OPEN, started.member, started.turn, NOW + 600_001)!;
  const exhumed = exhume(lost.member);
  expect(exhumed.member).toMatchObject({ status: 'EXHUMED', cause: 'DEADLINE', barredUntil: FOREVER });
  expect(() => exhume(waiting)).toThrow();
});

it('goes on to the next circuit where one is left', () => {
  const { member, turn } = verifying();
  expect(accept(KZG_POLICY, member, turn, NOW, 1)).toMatchObject({
    member: { status: 'WAITING', barredUntil: null },
  });
});

describe('a gap of the clock', () => {
  it('is more than 5 s, any step back, and every restart', () => {
    expect(clockGap(null, NOW)).toBeNull();
    expect(clockGap(NOW, NOW + 5_000)).toBeNull();
    expect(clockGap(NOW, NOW + 5_001)).toBe(5_001);
    expect(clockGap(NOW, NOW - 1)).toBe(-1);
    expect(clockGap(NOW, NOW + 900, true)).toBe(900);
  });

  const shift = (turn: Turn, gap: number, lastTick: number) =>
    resumeTurn(turn, gap, lastTick, 600_000, lastTick + gap);

  it('moves the deadline of a turn that was open before', () => {
    for (const gap of [5_001, 600_000, 3_600_000, -3_600_000]) {
      expect(shift(started.turn, gap, NOW + 1_000).deadlineAt! - NOW).toBe(600_000 + gap);
    }
    expect(shift({ ...started.turn, deadlineAt: null }, 9_000, NOW).deadlineAt).toBeNull();
  });

  it('leaves a turn opened after the step at most its whole time, and no less than it had', () => {
    const now = NOW + 3_600_000;
    const fresh = handOut(KZG_POLICY, waiting, now - 300).turn;
    expect(resumeTurn(fresh, 3_600_000, NOW, 600_000, now).deadlineAt).toBe(now + 600_000);
    const early = handOut(KZG_POLICY, waiting, NOW - 3_600_300).turn;
    expect(resumeTurn(early, -3_600_000, NOW, 600_000, NOW - 3_600_000).deadlineAt).toBe(early.deadlineAt);
  });

  it('gives everybody in the lobby a fresh interval', () => {
    const held = { ...waiting, heldSince: NOW, waitsSince: NOW };
    expect(resumeMember(KZG_POLICY, waiting, 600_000, NOW + 600_000)).toEqual({
      ...waiting,
      checkInDueAt: NOW + 648_000,
    });
    expect(resumeMember(KZG_POLICY, held, 6_000, NOW + 6_000).checkInDueAt).toBe(NOW + 79_000);
    expect(resumeAfterRestart(KZG_POLICY, held, 700, NOW + 700)).toMatchObject({
      heldSince: null,
      checkInDueAt: NOW + 48_700,
    });
  });

  it('back moves stamps and penalties along, and nothing that is for good', () => {
    const back = (member: Member) => resumeMember(KZG_POLICY, member, -1_000, NOW - 1_000);
    expect(back(waiting)).toMatchObject({
      checkedInAt: NOW - 1_000,
      enteredAt: NOW - 1_000,
      checkInDueAt: NOW + 47_000,
    });
    const lost: Member = { ...waiting, status: 'TIMEDOUT', checkInDueAt: null, barredUntil: NOW + 5_000 };
    expect(back(lost)).toMatchObject({ checkInDueAt: null, barredUntil: NOW + 4_000 });
    expect(back({ ...lost, barredUntil: FOREVER }).barredUntil).toBe(FOREVER);
  });
});

describe('draining', () => {
  const closed: Gate = { status: 'CLOSED', draining: true };
  const openTurnOnly: Policy = { ...KZG_POLICY, drainLets: 'OPEN_TURN' };

  it('is over when nobody is inside', () => {
    expect(drainState(OPEN, { inLobby: 0, openTurn: false })).toBe('open');
    expect(drainState(closed, { inLobby: 1, openTurn: false })).toBe('draining');
    expect(drainState(closed, { inLobby: 0, openTurn: true })).toBe('draining');
    expect(drainState({ ...OPEN, draining: true }, { inLobby: 0, openTurn: false })).toBe('drained');
  });

  it('sends people home only where the open turn alone may finish, at no cost', () => {
    expect(sendHome(KZG_POLICY, closed, waiting, NOW)).toBeNull();
    expect(sendHome(openTurnOnly, OPEN, waiting, NOW)).toBeNull();
    expect(sendHome(openTurnOnly, closed, started.member, NOW)).toBeNull();
    expect(sendHome(openTurnOnly, closed, waiting, NOW)).toMatchObject({
      member: { status: 'TIMEDOUT', cause: 'DRAINED', barredUntil: null, attempts: 0 },
    });
  });
  it('does not wait for ever for the absent of a queue', () => {
    const patience = QUEUE_POLICY.drainPatience;
    const entry = person({ presentUntil: null });
    const home = (idleSince: number | null, now: number, gate = closed, member = entry) =>
      sendHomeAbsent(QUEUE_POLICY, gate, member, idleSince, now);
    expect(home(NOW, NOW + patience)).toBeNull();
    expect(home(NOW, NOW + patience + 1)).toMatchObject({
      member: { status: 'TIMEDOUT', cause: 'DRAINED', barredUntil: null, attempts: 0 },
    });
    expect(home(null, NOW + 9 * patience)).toBeNull();
    expect(home(NOW, NOW + 9 * patience, OPEN)).toBeNull();
    expect(home(NOW, NOW + 9 * patience, { status: 'PAUSED', draining: true })).toBeNull();
    expect(home(NOW, NOW + 9 * patience, closed, { ...entry, status: 'READY' })).toBeNull();
  });
});
