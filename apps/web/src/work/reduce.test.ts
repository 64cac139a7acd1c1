import { describe, expect, it } from 'vitest';
import type { WorkEvent } from './events.ts';
import { IDLE, reduce } from './reduce.ts';
import type { WorkState } from './state.ts';

const WINDOW = { interval: 32_000, tolerance: 16_000 };

/** What becomes of it when these happen a second after each other, from 1,000 ms on. */
function after(...events: WorkEvent[]): WorkState {
  return events.reduce<WorkState>((state, event, index) => reduce(state, event, 1_000 * (index + 1)), IDLE);
}

const begun = { type: 'begun', scheme: 'KZG', online: true } as const;
const waits = (reason: 'busy' | 'paused' | 'early' | 'unreachable', nextAt = 30_000): WorkEvent => ({
  type: 'kzg',
  event: { type: 'waiting', reason, code: '', text: 'so it is', pause: 1, nextAt, held: reason === 'busy' },
  window: WINDOW,
});
const kzg = (event: Extract<WorkEvent, { type: 'kzg' }>['event']): WorkEvent => ({ type: 'kzg', event });
const circuit = (event: Extract<WorkEvent, { type: 'circuit' }>['event'], clockAhead = 0): WorkEvent => ({
  type: 'circuit',
  event,
  clockAhead,
});

describe('in a lobby', () => {
  it('the last check-in that counted says how long the place is kept', () => {
    expect(after(begun, waits('busy'))).toMatchObject({
      phase: 'waiting',
      why: 'lobby',
      lastCheckIn: 2_000,
      outAt: 50_000,
      nextAt: 30_000,
      held: true,
    });
    expect(after(begun, waits('busy'), waits('early'))).toMatchObject({
      why: 'early',
      lastCheckIn: 2_000,
      outAt: 50_000,
    });
    expect(after(begun, waits('busy'), waits('paused'))).toMatchObject({
      lastCheckIn: 3_000,
      outAt: undefined,
    });
  });

  it('work that goes on elsewhere is waited for, whatever comes of it', () => {
    const away = after(begun, { type: 'elsewhere', step: 'COMPUTING' });
    expect(away).toMatchObject({ phase: 'waiting', why: 'elsewhere', there: 'COMPUTING', outAt: undefined });
    expect(after(begun, { type: 'elsewhere', step: 'COMPUTING' }, waits('busy'))).toMatchObject({
      why: 'lobby',
      there: undefined,
    });
  });

  it('a wallet’s signature stays told from the lobby into the turn', () => {
    const kept: WorkEvent = { type: 'signature', is: 'kept' };
    const gone: WorkEvent = { type: 'signature', is: 'gone' };
    const turn = kzg({ type: 'downloading', received: 1, total: 9 });
    expect(after(begun, waits('busy'))).toMatchObject({ signature: undefined });
    expect(after(begun, gone, waits('busy'))).toMatchObject({ why: 'lobby', signature: 'gone' });
    expect(after(begun, gone, waits('busy'), kept, turn)).toMatchObject({
      phase: 'working',
      signature: 'kept',
    });
    // Nothing goes on that it could be part of.
    expect(after(kept)).toEqual(IDLE);
    expect(after(begun, kept, begun)).toMatchObject({ signature: undefined });
  });

  it('trouble is told once, and is over with the next answer', () => {
    const events = [begun, waits('busy'), waits('unreachable', 4_000), waits('unreachable', 9_000)];
    const troubled = after(...events);
    expect(troubled).toMatchObject({
      why: 'unreachable',
      lastCheckIn: 2_000,
      outAt: 50_000,
      trouble: { reason: 'so it is', until: 9_000 },
      notes: [{ at: 3_000, what: 'trouble', text: 'so it is' }],
    });
    expect(after(...events, waits('busy'))).toMatchObject({ trouble: undefined, outAt: 53_000 });
  });

  it('the turn goes step by step, and what was sent whole is being verified', () => {
    const steps: [WorkEvent, object][] = [
      [kzg({ type: 'downloading', received: 5, total: 9 }), { step: 'DOWNLOADING', done: 5, total: 9 }],
      [
        { type: 'deadline', at: 99_000 },
        { step: 'DOWNLOADING', deadlineAt: 99_000 },
      ],
      [kzg({ type: 'computing', done: 1, total: 4 }), { step: 'COMPUTING', done: 1, deadlineAt: 99_000 }],
      [kzg({ type: 'computing', done: 2, total: 4 }), { step: 'COMPUTING', done: 2, stepSince: 4_000 }],
      [kzg({ type: 'uploading', sent: 0, total: 7 }), { step: 'UPLOADING', done: 0, total: 7 }],
      [
        kzg({ type: 'upload-again', reason: 'cut', pause: 5_000 }),
        { trouble: { reason: 'cut', until: 12_000 } },
      ],
      [kzg({ type: 'uploading', sent: 3, total: 7 }), { step: 'UPLOADING', done: 3, trouble: undefined }],
      [
        kzg({ type: 'uploading', sent: 7, total: 7 }),
        { step: 'VERIFYING', turnSince: 2_000, stepSince: 9_000 },
      ],
    ];
    const events: WorkEvent[] = [begun];
    for (const [event, expected] of steps) {
      events.push(event);
      expect(after(...events)).toMatchObject({ phase: 'working', ...expected });
    }
  });
});

describe('in queues', () => {
  const slugs: WorkEvent = { type: 'circuits', slugs: ['one', 'two'] };
  const queue = {
    place: 3,
    ahead: 2,
    present: true,
    estimate: { seconds: 60, at: 1, about: 'a minute', basis: '' },
  };

  it('a place and an estimate are told, and what is fetched meanwhile', () => {
    expect(
      after(
        begun,
        slugs,
        circuit({ type: 'fetching-genesis', circuit: 'two', received: 1, total: 2 }),
        circuit({ type: 'waiting', circuit: 'two', queue, why: 'queue' }),
      ),
    ).toMatchObject({
      phase: 'waiting',
      why: 'queue',
      place: 3,
      ahead: 2,
      estimate: { seconds: 60, about: 'a minute' },
      circuit: { slug: 'two', number: 2, of: 2 },
      beforehand: { step: 'fetching', circuit: 'two', done: 1, total: 2 },
      outAt: undefined,
    });
    const read = circuit({ type: 'reading-genesis', circuit: 'two', done: 2, total: 2 });
    expect(after(begun, slugs, read)).toMatchObject({ beforehand: undefined });
  });

  it('a deadline is told by this device’s clock', () => {
    const turn = { deadlineAt: 100, position: 4, circuit: { slug: 'one' } } as never;
    expect(after(begun, slugs, circuit({ type: 'turn', turn, kept: false }, 30_000))).toMatchObject({
      phase: 'working',
      step: 'DOWNLOADING',
      deadlineAt: 70_000,
      position: 4,
      circuit: { number: 1 },
    });
    expect(after(begun, slugs, circuit({ type: 'turn', turn, kept: true }))).toMatchObject({
      step: 'UPLOADING',
      notes: [{ what: 'kept-work' }],
    });
    expect(after(begun, circuit({ type: 'penalty', until: 50 }, 1_000))).toMatchObject({
      why: 'penalty',
      until: 49_000,
    });
  });
});

describe('the account', () => {
  it('has sleep, and how long the network was away', () => {
    const away: WorkEvent = { type: 'network', online: false };
    const back: WorkEvent = { type: 'network', online: true };
    expect(after(begun, away, away, { type: 'slept', seconds: 3_600 }, back)).toMatchObject({
      online: true,
      notes: [
        { at: 2_000, what: 'offline', seconds: 3 },
        { at: 4_000, what: 'slept', seconds: 3_600 },
      ],
    });
  });

  it('of a place that was lost in silence says how long that was', () => {
    const lost = { type: 'lost', rule: 'check-in', text: '', next: undefined, returnAt: undefined } as const;
    expect(after(begun, waits('busy'), { type: 'slept', seconds: 40 }, lost)).toMatchObject({
      rule: 'check-in',
      notes: [{ what: 'slept' }, { what: 'silence', seconds: 2 }],
    });
  });

  it('stays with the end of it, which nothing changes any more', () => {
    const receipt = { hash: 'ab' } as never;
    const lost = { type: 'lost', rule: 'deadline', text: 't', next: 'n', returnAt: 5 } as const;
    const ended = after(begun, { type: 'receipt', receipt }, { type: 'slept', seconds: 20 }, lost);
    expect(ended).toEqual({
      phase: 'lost',
      scheme: 'KZG',
      rule: 'deadline',
      text: 't',
      next: 'n',
      returnAt: 5,
      receipts: [receipt],
      notes: [{ at: 3_000, what: 'slept', seconds: 20 }],
    });
    expect(reduce(ended, waits('busy'), 9_000)).toBe(ended);
    expect(reduce(IDLE, waits('busy'), 9_000)).toBe(IDLE);
    expect(reduce(ended, begun, 9_000)).toMatchObject({ phase: 'waiting', notes: [], receipts: [] });
  });

  it.each([
    ['UNREACHABLE', true],
    ['STORAGE_FULL', true],
    ['ALREADY_CONTRIBUTED', false],
    ['STATE_INVALID', false],
  ])('of %s says whether to try again: %s', (code, again) => {
    const error = { code, message: 'm', next: undefined, serverCode: undefined };
    expect(after(begun, { type: 'failed', error })).toMatchObject({ phase: 'failed', code, again });
  });
});
