import { ATTENTION_CODES } from '@brebaje/protocol/rest/notifications';
import { describe, expect, it } from 'vitest';
import { type AttentionFacts, attentionItems, type CircuitFacts } from './items.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const circuit: CircuitFacts = {
  id: 3,
  slug: 'transfer',
  haltedAt: null,
  haltedWhy: null,
  position: 5,
  meanMillis: 10 * MINUTE,
  openTurn: false,
  waiting: 0,
  present: 0,
  idleSince: null,
};

/** A ceremony that gets on by itself. */
const WELL: AttentionFacts = {
  now: NOW,
  status: 'OPENED',
  discipline: 'QUEUE',
  test: false,
  inPublic: true,
  opensAt: NOW - HOUR,
  closesAt: NOW + 100 * HOUR,
  minimum: 10,
  openingFaults: [],
  diskShortSince: null,
  resultWaits: null,
  circuits: [circuit],
  verifying: [],
  switchedOff: [],
  givenUp: [],
  losers: [],
  unaccepted: null,
  reservations: [],
  canMail: true,
  addresses: null,
};

const codes = (changes: Partial<AttentionFacts>) =>
  attentionItems({ ...WELL, ...changes }).map(({ code }) => code);
const withCircuit = (changes: Partial<CircuitFacts>) => ({ circuits: [{ ...circuit, ...changes }] });

const waits = { waiting: 3, idleSince: NOW - 11 * MINUTE };
const verifying = { circuitId: 3, participantId: 7, name: 'anna', receivedAt: NOW - 16 * MINUTE };
const reserved = { circuitId: 3, participantId: 7, name: 'anna', from: NOW + HOUR, present: false };
const lost = { participantId: 7, name: 'anna', lost: 3, since: NOW - HOUR };
const soon = { status: 'SCHEDULED', opensAt: NOW + HOUR } as const;

/** For each code: facts that need a human, and facts that nearly do. */
const CASES: Record<string, { needed: Partial<AttentionFacts>; not: Partial<AttentionFacts>[] }> = {
  CIRCUIT_HALTED: { needed: withCircuit({ haltedAt: NOW, haltedWhy: 'three faults' }), not: [{}] },
  DISK_SHORT: { needed: { diskShortSince: NOW }, not: [{}] },
  VERIFICATION_HANGS: {
    needed: { verifying: [verifying] },
    not: [{ verifying: [{ ...verifying, receivedAt: NOW - 14 * MINUTE }] }],
  },
  RESULT_FAILED: {
    needed: {
      status: 'CLOSED',
      resultWaits: { since: NOW, problem: 'The beacon’s value could not be had.' },
    },
    not: [{ status: 'CLOSED' }],
  },
  NOBODY_PRESENT: {
    needed: withCircuit(waits),
    not: [
      withCircuit({ ...waits, present: 1 }),
      withCircuit({ ...waits, openTurn: true }),
      withCircuit({ ...waits, idleSince: NOW - 9 * MINUTE }),
      { ...withCircuit(waits), status: 'PAUSED' },
      { ...withCircuit(waits), discipline: 'LOBBY' },
    ],
  },
  NOT_READY_TO_OPEN: {
    needed: { ...soon, openingFaults: ['nobody coordinates it'] },
    not: [soon, { ...soon, opensAt: NOW + 49 * HOUR, openingFaults: ['x'] }],
  },
  RESULT_WAITS: {
    needed: { status: 'CLOSED', resultWaits: { since: NOW, problem: null } },
    not: [{ status: 'CLOSED' }],
  },
  MINIMUM_OUT_OF_REACH: {
    needed: { closesAt: NOW + 49 * MINUTE },
    not: [
      { closesAt: NOW + 50 * MINUTE },
      { closesAt: null },
      { closesAt: NOW, ...withCircuit({ position: 10 }) },
      { closesAt: NOW, ...withCircuit({ meanMillis: null }) },
    ],
  },
  RESERVATION_UNANSWERED: {
    needed: { reservations: [reserved] },
    not: [
      { reservations: [{ ...reserved, present: true }] },
      { reservations: [{ ...reserved, from: NOW + 25 * HOUR }] },
    ],
  },
  PENALTY_LOOP: { needed: { losers: [lost] }, not: [{ losers: [{ ...lost, lost: 2 }] }] },
  TERMS_NOT_ACCEPTED: {
    needed: { unaccepted: { count: 2, since: NOW } },
    not: [{ unaccepted: { count: 2, since: NOW }, status: 'CLOSED' }],
  },
  NOTIFICATIONS_FAIL: {
    needed: { switchedOff: [{ since: NOW }], givenUp: [{ since: NOW - HOUR, error: 'answered 500' }] },
    not: [{}],
  },
  NO_MAIL_SERVER: {
    needed: { canMail: false, addresses: { count: 4, since: NOW } },
    not: [{ canMail: false }, { addresses: { count: 4, since: NOW } }],
  },
  TEST_IN_PUBLIC: { needed: { test: true }, not: [{ test: true, inPublic: false }, { test: false }] },
};

describe('what needs a human', () => {
  it('is nothing while the server gets on by itself', () => expect(attentionItems(WELL)).toEqual([]));

  it('has a case here for every code', () => {
    expect(Object.keys(CASES).sort()).toEqual([...ATTENTION_CODES].sort());
  });

  it.each(Object.entries(CASES))('%s when it does, and not when it nearly does', (code, { needed, not }) => {
    const [item, ...more] = attentionItems({ ...WELL, ...needed });
    expect([item?.code, more]).toEqual([code, []]);
    for (const words of [item?.sentence, item?.next]) expect(words).toMatch(/^[A-Z0-9a-z].{20,}\.$/);
    for (const facts of not) expect(codes(facts)).toEqual([]);
  });

  it('comes in the order of urgency', () => {
    const all = Object.assign({}, ...Object.values(CASES).map(({ needed }) => needed));
    const { circuits: _, status: __, opensAt: ___, ...together } = all;
    const found = codes({ ...together, ...withCircuit({ haltedAt: NOW }) });
    expect(found.length).toBeGreaterThan(8);
    expect(found).toEqual(ATTENTION_CODES.filter((code) => found.includes(code)));
  });

  it('is nothing once the ceremony is over', () => {
    for (const status of ['CANCELED', 'FINALIZED'] as const)
      expect(codes({ status, diskShortSince: NOW })).toEqual([]);
  });

  it('counts in words', () => {
    const sentence = (count: number) =>
      attentionItems({ ...WELL, unaccepted: { count, since: NOW } })[0]?.sentence;
    expect(sentence(1)).toMatch(/^1 person on the list has not/);
    expect(sentence(2)).toMatch(/^2 people on the list have not/);
  });
});
