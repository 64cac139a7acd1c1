import { describe, expect, it } from 'vitest';
import { FOREVER } from './lobby-types.ts';
import { readmit, remove, replace, setPlace, timeOutWork } from './overrides.ts';
import { KZG_POLICY, QUEUE_POLICY } from './policy.ts';
import { lostWork, returnDue } from './returning.ts';
import { CLOSING, done, NOW, OPEN, offered, PAUSED, person, verifying, working } from './test-queue.ts';

const lost = (changes = {}) =>
  person({ status: 'TIMEDOUT', cause: 'DEADLINE', attempts: 1, barredUntil: NOW + 10, ...changes });

describe('timing out', () => {
  it('ends the turn of somebody at work, at the policy’s cost', () => {
    const { member, turn } = working();
    const ended = done(timeOutWork(QUEUE_POLICY, member, turn, 'asleep', NOW + 9));
    expect(ended.member).toMatchObject({ status: 'TIMEDOUT', cause: 'REPLACED', attempts: 1 });
    expect(ended.events[0]).toMatchObject({ type: 'coordinator.override', data: { reason: 'asleep' } });
    expect(ended.events[1]).toMatchObject({ type: 'participant.timedout', data: { who: 'coordinator' } });
  });

  it('of a verification that hangs costs nothing, and its person comes back', () => {
    const { member, turn } = verifying();
    const ended = done(timeOutWork(QUEUE_POLICY, member, turn, 'hangs', NOW + 9));
    expect(ended.member).toMatchObject({ cause: 'BLOCKING_VERIFICATION', attempts: 0, barredUntil: null });
    expect(ended.turn.outcome).toBe('fault');
    expect(returnDue(QUEUE_POLICY, OPEN, ended.member, NOW + 10)?.member).toMatchObject({
      status: 'WAITING',
      queuedAt: NOW,
      contributionStep: 'DOWNLOADING',
    });
  });

  it('is for people at work', () => {
    const { member, turn } = offered();
    expect(timeOutWork(QUEUE_POLICY, member, turn, 'x', NOW)).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
    expect(timeOutWork(QUEUE_POLICY, person(), null, 'x', NOW)).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
  });
});

describe('replacing', () => {
  it('exhumes somebody who lost the turn', () => {
    const gone = done(replace(QUEUE_POLICY, lost(), null, 'gone', NOW));
    expect(gone.member.status).toBe('EXHUMED');
    expect(gone.events.map(({ type }) => type)).toEqual(['coordinator.override', 'participant.exhumed']);
  });

  it('ends the turn of somebody at work first', () => {
    const { member, turn } = working();
    const gone = done(replace(QUEUE_POLICY, member, turn, 'gone', NOW));
    expect(gone.member.status).toBe('EXHUMED');
    expect(gone.turn?.phase).toBe('CLOSED');
    expect(gone.events.map(({ data }) => data.to).filter(Boolean)).toEqual(['TIMEDOUT', 'EXHUMED']);
  });

  it('is nothing for the others', () => {
    expect(replace(QUEUE_POLICY, person(), null, 'x', NOW)).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
    expect(replace(QUEUE_POLICY, lost({ status: 'EXHUMED' }), null, 'x', NOW)).toHaveProperty('refusal');
  });
});

describe('readmitting', () => {
  it.each([
    ['coordinator', 'server'],
    ['operator', 'operator'],
  ] as const)('by a %s is a move of the %s, and forgives everything', (who, mover) => {
    const out = lost({ status: 'EXHUMED', barredUntil: FOREVER, attempts: 3, circuitsDone: 1 });
    const back = done(readmit(OPEN, out, 'power cut', who, NOW));
    expect(back.member).toMatchObject({
      status: 'WAITING',
      barredUntil: null,
      attempts: 0,
      queuedAt: NOW,
      circuitsDone: 1,
      circuitId: 10,
    });
    expect(back.events).toMatchObject([
      { type: 'coordinator.override', data: { override: 'readmit', reason: 'power cut', who } },
      { type: 'participant.returned', data: { who: mover, cause: 'DEADLINE' } },
    ]);
  });

  it('is for people who lost a turn, while the ceremony lasts', () => {
    expect(readmit(OPEN, person(), 'x', 'operator', NOW)).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
    expect(readmit(OPEN, lost({ cause: 'REMOVED' }), 'x', 'operator', NOW)).toHaveProperty('refusal');
    const over = { status: 'FINALIZED', draining: true } as const;
    expect(readmit(over, lost(), 'x', 'operator', NOW)).toEqual({ refusal: 'CLOSED' });
    expect(readmit(CLOSING, lost(), 'x', 'operator', NOW)).toHaveProperty('member');
  });
});

describe('returning by oneself', () => {
  const back = (changes = {}, gate = OPEN, policy = QUEUE_POLICY, now = NOW + 10) =>
    returnDue(policy, gate, lost(changes), now)?.member ?? null;

  it('follows the penalty, to the end of the queue', () => {
    expect(back({}, OPEN, QUEUE_POLICY, NOW + 9)).toBeNull();
    expect(back()).toMatchObject({ status: 'WAITING', queuedAt: NOW + 10, attempts: 1, barredUntil: null });
    expect(back({ status: 'EXHUMED' })).toMatchObject({ status: 'WAITING' });
  });

  it('is left to people where the policy says so', () => {
    expect(back({}, OPEN, { ...QUEUE_POLICY, returnAfterPenalty: false })).toBeNull();
  });

  it('is not for the barred, the removed and those who have lost nothing', () => {
    expect(back({ barredUntil: FOREVER })).toBeNull();
    expect(back({ cause: 'REMOVED', barredUntil: null })).toBeNull();
    expect(back({ circuitId: null })).toBeNull();
    expect(back({ status: 'DONE' })).toBeNull();
  });

  it('waits for the end of a pause, and ends with the closing unless the fault was ours', () => {
    expect(back({}, PAUSED)).toBeNull();
    expect(back({}, CLOSING)).toBeNull();
    const ours = { cause: 'BLOCKING_BACKEND_FUNCTION' as const, barredUntil: null };
    expect(back(ours, CLOSING)).toMatchObject({ status: 'WAITING', queuedAt: NOW });
    expect(back(ours, PAUSED)).toBeNull();
  });

  it('brings back who was sent home when the ceremony takes people in again', () => {
    const home = { cause: 'DRAINED' as const, barredUntil: null };
    expect(back(home, CLOSING)).toBeNull();
    expect(back(home)).toMatchObject({ status: 'WAITING', queuedAt: NOW });
  });

  it('keeps what was completed', () => {
    expect(lostWork(person({ contributionStep: 'COMPLETED' }))).toEqual({});
    expect(lostWork(person({ contributionStep: 'UPLOADING' }))).toMatchObject({
      contributionStep: 'DOWNLOADING',
    });
  });
});

describe('the place', () => {
  it('is changed with a reason, and told', () => {
    const moved = setPlace(person(), { priority: 5, queueClass: 'PRIVATE' }, 'flies at noon');
    expect(moved.member).toMatchObject({ priority: 5, queueClass: 'PRIVATE' });
    expect(moved.events).toEqual([
      {
        type: 'coordinator.override',
        data: {
          override: 'priority',
          reason: 'flies at noon',
          from: { priority: 0, queueClass: 'PUBLIC' },
          to: { priority: 5, queueClass: 'PRIVATE' },
          who: 'coordinator',
        },
      },
    ]);
  });

  it('that is the same is no change', () => {
    expect(setPlace(person(), { priority: 0 }, 'x').events).toEqual([]);
  });
});

describe('removing', () => {
  const gone = (
    member = person(),
    turn: Parameters<typeof remove>[2] = null,
    who: Parameters<typeof remove>[4] = 'participant',
  ) => remove(QUEUE_POLICY, member, turn, 'asked to', who, NOW);

  it.each([
    ['somebody who waits', () => gone(person({ presentUntil: null })), 'TIMEDOUT', null],
    ['somebody offered a turn', () => gone(offered().member, offered().turn), 'TIMEDOUT', 'declined'],
    [
      'somebody at work, by a coordinator,',
      () => gone(working().member, working().turn, 'coordinator'),
      'TIMEDOUT',
      'replaced',
    ],
    ['somebody who lost a turn', () => gone(lost()), 'TIMEDOUT', null],
    [
      'somebody who never waited',
      () => gone(person({ status: 'CREATED', circuitId: null })),
      'CREATED',
      null,
    ],
  ])('%s takes them out of every queue and costs nothing', (_, act, status, outcome) => {
    const out = done(act());
    expect(out.member).toMatchObject({
      status,
      cause: 'REMOVED',
      circuitId: null,
      queuedAt: null,
      presentUntil: null,
    });
    expect(out.turn?.outcome ?? null).toBe(outcome);
    expect(out.events.at(-1)).toMatchObject({ type: 'participant.removed', data: { reason: 'asked to' } });
    expect(out.events.some(({ type }) => type === 'participant.barred')).toBe(false);
    expect(returnDue(QUEUE_POLICY, OPEN, out.member, NOW + 999_999_999)).toBeNull();
  });

  it('oneself in the middle of the work costs what giving the turn back does', () => {
    const out = done(gone(working().member, working().turn));
    expect(out.member).toMatchObject({
      status: 'TIMEDOUT',
      cause: 'REMOVED',
      attempts: 1,
      barredUntil: NOW + QUEUE_POLICY.penalty,
    });
    expect(out.turn?.outcome).toBe('aborted');
    expect(out.events.map(({ type }) => type)).toContain('participant.barred');
    const { member, turn } = working();
    const lobby = done(remove(KZG_POLICY, member, turn, 'asked to', 'participant', NOW));
    expect(lobby.member.barredUntil).toBe(FOREVER);
  });

  it('is refused where a contribution is history, or about to be', () => {
    expect(gone(person({ status: 'DONE' }))).toEqual({ refusal: 'ALREADY_CONTRIBUTED' });
    expect(gone(verifying().member, verifying().turn)).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
    expect(gone(person({ circuitsDone: 1 }))).toHaveProperty('member.circuitsDone', 1);
  });
});
