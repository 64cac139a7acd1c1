import { describe, expect, it } from 'vitest';
import { FOREVER } from './lobby-types.ts';
import { QUEUE_POLICY } from './policy.ts';
import { ANSWER_COUNTS, isPresent, leave, seen } from './presence.ts';
import {
  acceptInQueue,
  confirmReady,
  decline,
  joinQueue,
  nextCircuit,
  passOffer,
  startWork,
} from './queue.ts';
import { nextOffer } from './queue-order.ts';
import type { QueueEntry } from './queue-types.ts';
import {
  CIRCUITS,
  CLOSING,
  done,
  NOW,
  OPEN,
  offered,
  PAUSED,
  person,
  reservation,
  verifying,
  working,
} from './test-queue.ts';
import { IllegalTransition } from './transitions.ts';

const created = person({
  status: 'CREATED',
  circuitId: null,
  queuedAt: null,
  presentUntil: null,
  enteredAt: null,
});
const facts = { inQueue: 0 };

describe('joining', () => {
  const join = (member: QueueEntry, gate = OPEN, inQueue = 0) =>
    joinQueue(QUEUE_POLICY, gate, member, [...CIRCUITS].reverse(), { inQueue }, NOW);

  it('leads to the end of the first circuit’s queue, present', () => {
    const { member, events } = done(join(created));
    expect(member).toMatchObject({ status: 'WAITING', circuitId: 10, queuedAt: NOW, enteredAt: NOW });
    expect(isPresent(member, NOW)).toBe(true);
    expect(events).toMatchObject([
      { type: 'participant.waiting', data: { from: 'CREATED', to: 'WAITING', who: 'participant' } },
    ]);
  });

  it('twice changes no place', () => {
    const once = done(join(created)).member;
    expect(join({ ...once, queuedAt: NOW - 5 })).toMatchObject({ member: { queuedAt: NOW - 5 }, events: [] });
  });

  it('is for people who are not out, while the ceremony takes people in', () => {
    expect(join(created, PAUSED)).toHaveProperty('member');
    expect(join(created, { status: 'SCHEDULED', draining: false })).toEqual({ refusal: 'NOT_OPEN' });
    expect(join(created, CLOSING)).toEqual({ refusal: 'CLOSED' });
    expect(joinQueue(QUEUE_POLICY, OPEN, created, [], facts, NOW)).toEqual({ refusal: 'CLOSED' });
    expect(join(created, OPEN, QUEUE_POLICY.capacity)).toEqual({ refusal: 'LOBBY_FULL' });
    expect(join({ ...created, barredUntil: FOREVER })).toEqual({ refusal: 'BARRED' });
    expect(join({ ...created, cause: 'REMOVED' })).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
    expect(join(person({ status: 'DONE' }))).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
  });

  it('begins anew where one person may contribute again and again', () => {
    const many = { ...QUEUE_POLICY, multiContribution: true };
    const again = person({ status: 'CONTRIBUTED', circuitId: null });
    expect(joinQueue(many, OPEN, again, CIRCUITS, facts, NOW)).toMatchObject({ member: { circuitId: 10 } });
    expect(join(again)).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
  });
});

describe('presence', () => {
  const absent = person({ presentUntil: null });

  it('begins with something a person does, and a heartbeat keeps it', () => {
    expect(isPresent(seen(QUEUE_POLICY, absent, 'ACTION', NOW), NOW + 45_000)).toBe(true);
    expect(isPresent(seen(QUEUE_POLICY, absent, 'ACTION', NOW), NOW + 45_001)).toBe(false);
    expect(isPresent(seen(QUEUE_POLICY, absent, 'ANSWER', NOW), NOW + ANSWER_COUNTS)).toBe(true);
    expect(seen(QUEUE_POLICY, absent, 'HEARTBEAT', NOW)).toBe(absent);
    const lapsed = person({ presentUntil: NOW - 999_999 });
    expect(isPresent(seen(QUEUE_POLICY, lapsed, 'HEARTBEAT', NOW), NOW)).toBe(true);
  });

  it('is never shortened by a sign of life, and ends with a goodbye', () => {
    const answered = seen(QUEUE_POLICY, absent, 'ANSWER', NOW);
    expect(seen(QUEUE_POLICY, answered, 'HEARTBEAT', NOW)).toEqual(answered);
    expect(isPresent(leave(answered), NOW)).toBe(false);
  });
});

describe('an offer', () => {
  it('opens a turn that waits to be started', () => {
    const { member, turn, events } = offered();
    expect(member.status).toBe('READY');
    expect(turn).toMatchObject({
      phase: 'OFFERED',
      openedAt: NOW,
      deadlineAt: NOW + 180_000,
      startedAt: null,
    });
    expect(events).toMatchObject([{ type: 'participant.ready', data: { to: 'READY', who: 'server' } }]);
  });

  it('is for nobody who does not wait', () => {
    expect(() => offered(person({ status: 'DONE' }))).toThrow(IllegalTransition);
  });

  it('is confirmed by its person, and only once selected', () => {
    const { member } = offered(person({ presentUntil: NOW }));
    expect(confirmReady(QUEUE_POLICY, member, NOW + 1)).toMatchObject({
      member: { presentUntil: NOW + 45_001 },
      events: [],
    });
    expect(confirmReady(QUEUE_POLICY, person(), NOW)).toEqual({ refusal: 'NOT_SELECTED' });
  });

  it.each([
    ['passes after the start window', 'passed', 'server'],
    ['is declined', 'declined', 'participant'],
  ] as const)('%s: no attempt lost, the place kept, and not back at once', (_, outcome, who) => {
    const { member, turn } = offered();
    const at = NOW + 180_001;
    const back = done(
      outcome === 'passed' ? passOffer(OPEN, member, turn, at) : decline(OPEN, member, turn, at),
    );
    expect(back.member).toMatchObject({ status: 'WAITING', attempts: 0, barredUntil: null, queuedAt: NOW });
    expect(back.turn).toMatchObject({ phase: 'CLOSED', outcome, closedAt: at });
    expect(back.events).toMatchObject([{ type: 'participant.waiting', data: { who, outcome } }]);
    const heard = seen(QUEUE_POLICY, back.member, 'HEARTBEAT', at);
    expect(nextOffer(QUEUE_POLICY, OPEN, { id: 10, haltedAt: null }, [heard], [], at).entry).toBeNull();
    const acted = seen(QUEUE_POLICY, heard, 'ACTION', at);
    expect(nextOffer(QUEUE_POLICY, OPEN, { id: 10, haltedAt: null }, [acted], [], at).entry?.id).toBe(1);
  });

  it('does not pass before its time, nor in a pause', () => {
    const { member, turn } = offered();
    expect(passOffer(OPEN, member, turn, NOW + 180_000)).toBeNull();
    expect(passOffer(PAUSED, member, turn, NOW + 999_000)).toBeNull();
    expect(passOffer(OPEN, member, working().turn, NOW + 999_000)).toBeNull();
  });

  it('is declined only while it is one', () => {
    const { member, turn } = working();
    expect(decline(OPEN, member, turn, NOW)).toEqual({ refusal: 'NOT_YOUR_TURN' });
    expect(decline(OPEN, person(), null, NOW)).toEqual({ refusal: 'NOT_YOUR_TURN' });
  });
});

describe('starting', () => {
  it('starts the clock with the limit of the moment', () => {
    const { member, turn, events } = working();
    expect(member).toMatchObject({
      status: 'CONTRIBUTING',
      contributionStep: 'DOWNLOADING',
      contributionStartedAt: NOW,
    });
    expect(turn).toMatchObject({
      phase: 'WORKING',
      startedAt: NOW,
      limitMillis: 600_000,
      deadlineAt: NOW + 600_000,
    });
    expect(events).toMatchObject([{ type: 'turn.opened', data: { deadlineAt: NOW + 600_000 } }]);
  });

  it('has the reservation’s own limit', () => {
    const { member, turn } = offered();
    const own = reservation({ limitMillis: 7_200_000 });
    const started = done(startWork(QUEUE_POLICY, OPEN, member, turn, { reservation: own }, NOW));
    expect(started.turn.deadlineAt).toBe(NOW + 7_200_000);
  });

  it('counts also when the offer is overdue and the sweep has not seen it', () => {
    const { member, turn } = offered();
    expect(startWork(QUEUE_POLICY, OPEN, member, turn, {}, NOW + 999_999)).toHaveProperty('turn');
  });

  it('is refused without an offer, in a pause, on a halted chain, and when all is over', () => {
    const { member, turn } = offered();
    const start = (gate = OPEN, halted = false) =>
      startWork(QUEUE_POLICY, gate, member, turn, { halted }, NOW);
    expect(startWork(QUEUE_POLICY, OPEN, person(), null, {}, NOW)).toEqual({ refusal: 'NOT_YOUR_TURN' });
    expect(start(PAUSED)).toEqual({ refusal: 'PAUSED' });
    expect(start(OPEN, true)).toEqual({ refusal: 'PAUSED' });
    expect(start({ status: 'CANCELED', draining: false })).toEqual({ refusal: 'CLOSED' });
    expect(start(CLOSING)).toHaveProperty('turn');
  });
});

describe('an accepted contribution', () => {
  it('leads into the next circuit’s queue, at its end and present', () => {
    const { member, turn } = verifying();
    const accepted = acceptInQueue(QUEUE_POLICY, member, turn, CIRCUITS[0]!, CIRCUITS, NOW + 500);
    expect(accepted.member).toMatchObject({
      status: 'WAITING',
      circuitId: 11,
      queuedAt: NOW + 500,
      circuitsDone: 1,
      contributionStep: 'COMPLETED',
    });
    expect(isPresent(accepted.member, NOW + 500)).toBe(true);
    expect(accepted.turn).toMatchObject({ phase: 'CLOSED', outcome: 'accepted' });
    const types = ['contribution.accepted', 'turn.closed', 'participant.waiting'];
    expect(accepted.events.map(({ type }) => type)).toEqual(types);
  });

  it('to the last circuit is the end', () => {
    const { member, turn } = verifying(person({ circuitId: 11, circuitsDone: 1 }));
    const accepted = acceptInQueue(QUEUE_POLICY, member, turn, CIRCUITS[1]!, CIRCUITS, NOW);
    expect(accepted.member).toMatchObject({
      status: 'DONE',
      circuitId: null,
      circuitsDone: 2,
      queuedAt: null,
      presentUntil: null,
    });
  });
});

it('goes through circuits by sequence, whatever their numbers', () => {
  const circuits = [
    { id: 3, sequence: 30 },
    { id: 9, sequence: 10 },
    { id: 1, sequence: 20 },
  ];
  expect(nextCircuit(circuits)?.id).toBe(9);
  expect(nextCircuit(circuits, circuits[1]!)?.id).toBe(1);
  expect(nextCircuit(circuits, circuits[0]!)).toBeNull();
  expect(nextCircuit([])).toBeNull();
});
