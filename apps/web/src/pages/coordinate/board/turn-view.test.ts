import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../live/live-feed.ts';
import { dayBegins, secondsToEnd } from './outlook.ts';
import { circuitView, type QueueHead, urgencyOf } from './turn-view.ts';

const now: NonNullable<QueueHead['now']> = {
  turnId: 1,
  participantId: 7,
  name: 'Ada',
  status: 'CONTRIBUTING',
  step: 'COMPUTING',
  progress: 40,
  position: 1,
  since: 100,
  deadlineAt: 700,
  present: true,
};
const waiting = (place: number, participantId: number) => ({
  place,
  participantId,
  name: `person ${participantId}`,
  present: false,
});
const head = (more: Partial<QueueHead> = {}): QueueHead => ({
  circuitId: 1,
  slug: 'one',
  sequence: 1,
  accepted: 0,
  waiting: 5,
  now,
  upcoming: [waiting(1, 8), waiting(2, 9), waiting(3, 10)],
  ...more,
});
const live = (more: Partial<Snapshot['turns'][number]> = {}): Snapshot => ({
  ceremonyId: 1,
  at: 110,
  status: 'OPENED',
  draining: false,
  drained: false,
  waiting: 5,
  contributions: 0,
  turns: [
    {
      circuitId: 1,
      participantId: 7,
      publicName: 'Ada',
      phase: 'WORKING',
      step: 'COMPUTING',
      percent: 63,
      since: 105,
      deadlineAt: 700,
      ...more,
    },
  ],
  latest: [],
  lastSeq: 1,
});

describe('a circuit of the board', () => {
  it('takes from the snapshot how far somebody is, where that is further', () => {
    expect(circuitView(head(), undefined).turn).toMatchObject({ percent: 40, since: 100, until: 700 });
    expect(circuitView(head(), live()).turn).toMatchObject({ percent: 63, since: 105, present: true });
    expect(circuitView(head(), live({ percent: 10 })).turn?.percent).toBe(40);
    expect(circuitView(head(), live({ step: 'DOWNLOADING', percent: 99 })).turn).toMatchObject({
      step: 'COMPUTING',
      percent: 40,
    });
    expect(circuitView(head(), live({ step: 'VERIFYING', percent: 0 })).turn?.kind).toBe('checking');
  });

  it('never shows what the snapshot says of somebody else', () => {
    expect(circuitView(head(), live({ participantId: 8 })).turn).toMatchObject({ name: 'Ada', percent: 40 });
    const { now: _, ...nobody } = head();
    expect(circuitView(nobody, live()).turn).toBeUndefined();
  });

  it('names two who come next and counts the rest', () => {
    const { next, more } = circuitView(head(), undefined);
    expect(next.map(({ participantId }) => participantId)).toEqual([8, 9]);
    expect(more).toBe(3);
    expect(circuitView(head({ waiting: 0, upcoming: [] }), undefined)).toMatchObject({ next: [], more: 0 });
  });

  it('is offered before it is worked on', () => {
    const { step: _, deadlineAt: __, ...offer } = now;
    const { turn } = circuitView(head({ now: { ...offer, status: 'READY', startBy: 130 } }), live());
    expect(turn).toMatchObject({ kind: 'offered', until: 130 });
  });
});

it.each([
  [{ since: 0, until: undefined }, 1e9, 'calm'],
  [{ since: 0, until: 600 }, 479, 'calm'],
  [{ since: 0, until: 600 }, 481, 'soon'],
  [{ since: 0, until: 100 }, 41, 'soon'],
  [{ since: 0, until: 600 }, 600, 'over'],
] as const)('%o at %d is %s', (turn, at, urgency) => expect(urgencyOf(turn, at)).toBe(urgency));

describe('the end', () => {
  const line = (count: number, seconds?: number, more: object = {}) => ({
    waiting: count,
    ...(seconds === undefined ? {} : { perTurn: { seconds, basis: '' } }),
    ...more,
  });

  it('comes when the circuit with the most before it is through', () => {
    expect(secondsToEnd([line(2, 100), line(0, 300)])).toBe(600);
    expect(secondsToEnd([line(2, 1_000), line(1, 10)])).toBe(2_000);
    expect(secondsToEnd([line(1, 100, { now })])).toBe(200);
    expect(secondsToEnd([])).toBe(0);
    expect(secondsToEnd([line(0), line(0)])).toBe(0);
  });

  it('is not known where a circuit stands or was never measured', () => {
    expect(secondsToEnd([line(1)])).toBeUndefined();
    expect(secondsToEnd([line(1, 10), line(0, 10, { halted: { since: 1, why: '' } })])).toBeUndefined();
    expect(secondsToEnd([line(0, 10, { halted: { since: 1, why: '' } })])).toBe(0);
  });

  it('is counted by days that begin where the reader is', () => {
    const noon = new Date(2026, 5, 1, 12).getTime() / 1_000;
    expect(dayBegins(noon)).toBe(noon - 12 * 3_600);
  });
});
