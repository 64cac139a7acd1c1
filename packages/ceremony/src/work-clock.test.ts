import { describe, expect, it } from 'vitest';
import { FOREVER } from './lobby-types.ts';
import { QUEUE_POLICY } from './policy.ts';
import { ANSWER_COUNTS, isPresent } from './presence.ts';
import type { QueueTurn } from './queue-types.ts';
import { CLOSING, done, NOW, OPEN, offered, PAUSED, person, verifying, working } from './test-queue.ts';
import { deadline } from './turn.ts';
import {
  askMoreTime,
  extendTurn,
  resumeEntry,
  resumeQueueTurn,
  standstill,
  sweepTurn,
  warnsBefore,
} from './work-clock.ts';

const LIMIT = 600_000;
const { member, turn } = working();

function sweep(at: number, changes: Partial<QueueTurn> = {}, gate = OPEN, halted = false) {
  return sweepTurn(QUEUE_POLICY, gate, member, { ...turn, ...changes }, halted, NOW + at);
}

describe('the warning', () => {
  it('comes once, a fifth of the limit before the deadline and at most five minutes', () => {
    expect(sweep(LIMIT - 120_001)).toBeNull();
    const warned = done(sweep(LIMIT - 120_000));
    expect(warned.turn.warnedAt).toBe(NOW + LIMIT - 120_000);
    expect(warned.events).toEqual([
      { type: 'turn.warned', data: { deadlineAt: NOW + LIMIT, who: 'server' } },
    ]);
    expect(sweep(LIMIT - 1_000, warned.turn)).toBeNull();
    expect(warnsBefore(QUEUE_POLICY, 36_000_000)).toBe(300_000);
    expect(warnsBefore({ ...QUEUE_POLICY, warnBefore: 7 }, 36_000_000)).toBe(7);
  });

  it('comes again when there is another deadline', () => {
    const longer = done(extendTurn({ ...turn, warnedAt: NOW }, 60_000, 'slow line'));
    expect(longer.turn.warnedAt).toBeNull();
    expect(sweep(LIMIT - 120_000, longer.turn)).toBeNull();
    expect(sweep(LIMIT - 60_000, longer.turn)).toHaveProperty('turn.warnedAt');
  });
});

describe('the deadline', () => {
  it('costs the turn one millisecond after its time', () => {
    expect(sweep(LIMIT, { warnedAt: NOW })).toBeNull();
    const lost = done(sweep(LIMIT + 1));
    expect(lost.member).toMatchObject({
      status: 'TIMEDOUT',
      cause: 'DEADLINE',
      attempts: 1,
      barredUntil: NOW + LIMIT + 1 + QUEUE_POLICY.penalty,
      circuitId: 10,
    });
    expect(lost.turn).toMatchObject({ phase: 'CLOSED', outcome: 'deadline' });
  });

  it('bars for good with the last attempt', () => {
    const third = { ...member, attempts: 2 };
    const lost = done(deadline(QUEUE_POLICY, OPEN, third, turn, NOW + LIMIT + 1));
    expect(lost.member.barredUntil).toBe(FOREVER);
  });

  it('stands still in a pause, on a halted chain and while the server verifies', () => {
    expect(sweep(9 * LIMIT, {}, PAUSED)).toBeNull();
    expect(sweep(9 * LIMIT, {}, OPEN, true)).toBeNull();
    const received = verifying();
    expect(sweepTurn(QUEUE_POLICY, OPEN, received.member, received.turn, false, NOW + 9 * LIMIT)).toBeNull();
    expect(sweep(9 * LIMIT, { deadlineAt: null, limitMillis: null })).toBeNull();
    expect(sweep(9 * LIMIT, {}, CLOSING)).not.toBeNull();
  });

  it('of an offer lets it pass', () => {
    const waiting = offered();
    const passed = sweepTurn(QUEUE_POLICY, OPEN, waiting.member, waiting.turn, false, NOW + 180_001);
    expect(passed).toMatchObject({ member: { status: 'WAITING' }, turn: { outcome: 'passed' } });
  });
});

describe('an upload under way at the limit', () => {
  it('goes on while bytes arrive, told once', () => {
    const late = done(sweep(LIMIT + 1_000, { progressAt: NOW + LIMIT - 5_000 }));
    expect(late.member).toBe(member);
    expect(late.turn).toMatchObject({ deadlineAt: NOW + LIMIT + 55_000, graceMillis: 55_000 });
    expect(late.events).toEqual([
      { type: 'turn.extended', data: { deadlineAt: NOW + 1.5 * LIMIT, upload: true, who: 'server' } },
    ]);
    const again = done(sweep(LIMIT + 56_000, { ...late.turn, progressAt: NOW + LIMIT + 50_000 }));
    expect(again).toMatchObject({
      turn: { deadlineAt: NOW + LIMIT + 110_000, graceMillis: 110_000 },
      events: [],
    });
  });

  it('is lost when no byte has come for a minute', () => {
    expect(sweep(LIMIT + 1_000, { progressAt: NOW + LIMIT - 59_001 })).toHaveProperty(
      'member.status',
      'TIMEDOUT',
    );
    expect(sweep(LIMIT + 1_000, { progressAt: null })).toHaveProperty('member.status', 'TIMEDOUT');
  });

  it('takes at most half the limit more', () => {
    let late: QueueTurn = turn;
    let at = LIMIT;
    for (; at < 3 * LIMIT; at += 20_000) {
      const swept = sweep(at, { ...late, progressAt: NOW + at });
      if (swept?.member.status === 'TIMEDOUT') break;
      if (swept) late = swept.turn;
    }
    expect(late.deadlineAt).toBe(NOW + 1.5 * LIMIT);
    expect(at).toBe(1.5 * LIMIT + 20_000);
  });
});

describe('more time', () => {
  const ask = (millis: number, changes: Partial<QueueTurn> = {}) =>
    askMoreTime(QUEUE_POLICY, OPEN, member, { ...turn, ...changes }, millis, NOW + 5);

  it('is granted once, as much as asked for and no more than the policy has', () => {
    const granted = done(ask(90_000, { warnedAt: NOW }));
    expect(granted.turn).toMatchObject({
      deadlineAt: NOW + LIMIT + 90_000,
      moreTimeAskedAt: NOW + 5,
      warnedAt: null,
    });
    expect(granted.events).toMatchObject([
      { type: 'turn.extended', data: { asked: 90_000, who: 'participant' } },
    ]);
    expect(done(ask(9 * LIMIT)).turn.deadlineAt).toBe(NOW + LIMIT + QUEUE_POLICY.moreTime);
    expect(ask(1, granted.turn)).toEqual({ refusal: 'NO_MORE_TIME' });
    expect(ask(0)).toEqual({ refusal: 'NO_MORE_TIME' });
    const none = { ...QUEUE_POLICY, moreTime: 0 };
    expect(askMoreTime(none, OPEN, member, turn, 5, NOW)).toEqual({ refusal: 'NO_MORE_TIME' });
  });

  it('is for whoever works', () => {
    const received = verifying();
    const waiting = offered();
    for (const [who, hold] of [
      [person(), null],
      [waiting.member, waiting.turn],
      [received.member, received.turn],
    ] as const) {
      expect(askMoreTime(QUEUE_POLICY, OPEN, who, hold, 5, NOW)).toEqual({ refusal: 'NOT_YOUR_TURN' });
    }
  });

  it('is nothing to ask for without a limit', () => {
    expect(ask(5, { deadlineAt: null })).toMatchObject({ turn: { moreTimeAskedAt: null }, events: [] });
  });

  it('is given by a coordinator to any open turn, with a reason', () => {
    const longer = done(extendTurn(turn, 60_000, 'slow line'));
    expect(longer.turn.deadlineAt).toBe(NOW + LIMIT + 60_000);
    expect(longer.events).toMatchObject([{ data: { reason: 'slow line', who: 'coordinator' } }]);
    expect(done(extendTurn(offered().turn, 60_000, 'on the phone')).turn.deadlineAt).toBe(NOW + 240_000);
    expect(extendTurn(verifying().turn, 60_000, 'x')).toMatchObject({ events: [] });
    expect(extendTurn({ ...turn, phase: 'CLOSED' }, 60_000, 'x')).toHaveProperty('refusal');
    expect(extendTurn(turn, 0, 'x')).toHaveProperty('refusal');
  });
});

describe('a gap of the clock', () => {
  const resume = (gap: number, changes: Partial<QueueTurn> = {}) =>
    resumeQueueTurn(QUEUE_POLICY, { ...turn, ...changes }, gap, NOW + 10_000, NOW + 10_000 + gap);

  it('leaves the work what was left of it', () => {
    expect(resume(3_600_000)).toMatchObject({ deadlineAt: NOW + LIMIT + 3_600_000, startedAt: NOW });
    expect(resume(3_600_000, { deadlineAt: NOW + 2 * LIMIT }).deadlineAt).toBe(NOW + 2 * LIMIT + 3_600_000);
    expect(resume(-3_600_000)).toMatchObject({
      deadlineAt: NOW + LIMIT - 3_600_000,
      startedAt: NOW - 3_600_000,
    });
    expect(resume(9_000, { deadlineAt: null }).deadlineAt).toBeNull();
  });

  it('takes nothing granted from a turn that seems to begin after it', () => {
    const longer = { startedAt: NOW + 11_000, deadlineAt: NOW + 11_000 + 2 * LIMIT };
    expect(resume(60_000, longer).deadlineAt).toBe(NOW + 70_000 + 2 * LIMIT);
  });

  it('leaves an offer its window', () => {
    const waiting = offered().turn;
    expect(resumeQueueTurn(QUEUE_POLICY, waiting, 60_000, NOW, NOW + 60_000).deadlineAt).toBe(NOW + 240_000);
  });

  it('keeps an upload under way', () => {
    expect(resume(3_600_000, { progressAt: NOW + 9_000 }).progressAt).toBe(NOW + 9_000 + 3_600_000);
  });

  it('keeps people present who were, and back moves their place and their penalty', () => {
    const here = person({ presentUntil: NOW + 30_000, barredUntil: NOW + 5, queuedAt: NOW });
    const after = resumeEntry(here, 3_600_000, NOW);
    expect(isPresent(after, NOW + 3_600_000)).toBe(true);
    expect(after).toMatchObject({ barredUntil: NOW + 5, queuedAt: NOW });
    expect(resumeEntry(here, -9, NOW)).toMatchObject({
      barredUntil: NOW - 4,
      queuedAt: NOW - 9,
      enteredAt: NOW - 9,
    });
    expect(resumeEntry(person({ barredUntil: FOREVER, presentUntil: null }), -9, NOW)).toMatchObject({
      barredUntil: FOREVER,
      presentUntil: null,
    });
  });
});

describe('presence', () => {
  const PAUSE = 36_000_000;
  const after = (presentUntil: number) => resumeEntry(person({ presentUntil }), PAUSE, NOW);

  it('lasts after a pause as long as was left of it, an answer too', () => {
    expect(after(NOW + ANSWER_COUNTS).presentUntil).toBe(NOW + PAUSE + ANSWER_COUNTS);
    expect(isPresent(after(NOW - 1), NOW + PAUSE)).toBe(false);
  });

  it('of whoever came during a pause does not grow by it', () => {
    const heard = NOW + PAUSE - 3_600_000;
    expect(isPresent(after(heard), NOW + PAUSE)).toBe(false);
    expect(after(NOW + PAUSE + 45_000).presentUntil).toBe(NOW + PAUSE + 45_000);
  });
});

describe('two standstills', () => {
  /** Deadlines move by [from, until] each, as the rule says; together by their union. */
  function moved(pause: [number, number], halt: [number, number]): number {
    const ends = [
      { own: pause, other: halt },
      { own: halt, other: pause },
    ];
    return ends
      .map(({ own: [since, until], other: [start, end] }) => {
        const lasts = start <= until && until < end;
        return standstill(since, lasts ? start : null, until);
      })
      .reduce((sum, part) => sum + part, 0);
  }

  it.each([
    ['one after the other', [0, 10], [20, 30], 20],
    ['one into the other', [0, 20], [10, 30], 30],
    ['the other way round', [10, 30], [0, 20], 30],
  ] as const)('%s move a deadline by the time in which any lasted', (_, pause, halt, union) => {
    expect(moved([...pause], [...halt])).toBe(union);
  });

  it('of which one lies within the other move it by the longer one', () => {
    expect(standstill(10, 0, 20)).toBe(0);
    expect(standstill(0, null, 30)).toBe(30);
  });
});
