import { describe, expect, it } from 'vitest';
import { finalizingFaults, moveSet } from './finalizing.ts';
import type { Gate } from './lobby-types.ts';
import { type CeremonyFacts, openingFaults, policyFaults } from './opening.ts';
import { ETHEREUM_2023_POLICY, KZG_POLICY, type Policy, QUEUE_POLICY } from './policy.ts';
import { IllegalTransition } from './transitions.ts';

const NOW = 1_700_000_000_000;

const GOOD: CeremonyFacts = {
  policy: QUEUE_POLICY,
  scheme: 'GROTH16',
  opensAt: NOW + 10,
  closesAt: NOW + 20,
  circuits: [
    { slug: 'withdraw', sequence: 1, hasGenesis: true },
    { slug: 'deposit', sequence: 2, hasGenesis: true },
  ],
  providers: ['Github', 'Ethereum'],
  availableProviders: ['Ethereum'],
  hasTerms: true,
  hasSupport: true,
  hasCoordinator: true,
  roster: null,
};

describe('before opening', () => {
  it('nothing is wrong with a ceremony that has all it needs', () => {
    expect(openingFaults(GOOD, NOW)).toEqual([]);
    const open = { ...GOOD, opensAt: null, closesAt: null, roster: 4 };
    expect(openingFaults(open, NOW)).toEqual([]);
  });

  const circuit = GOOD.circuits[0]!;
  it.each<[string, Partial<CeremonyFacts>]>([
    ['NO_CIRCUIT', { circuits: [] }],
    ['ONE_CIRCUIT', { scheme: 'KZG' }],
    ['NO_GENESIS', { circuits: [{ ...circuit, hasGenesis: false }] }],
    ['SAME_SEQUENCE', { circuits: [circuit, circuit] }],
    ['NO_COORDINATOR', { hasCoordinator: false }],
    ['NO_TERMS', { hasTerms: false }],
    ['NO_SUPPORT', { hasSupport: false }],
    ['NO_SIGN_IN', { providers: ['Github'] }],
    ['EMPTY_ROSTER', { roster: 0 }],
    ['ROSTER_TOO_SMALL', { roster: 2, policy: { ...QUEUE_POLICY, minimumContributions: 3 } }],
    ['CLOSES_BEFORE_OPENING', { closesAt: NOW + 10 }],
    ['CLOSED_ALREADY', { opensAt: null, closesAt: NOW }],
    ['NO_TIME', { policy: { ...QUEUE_POLICY, timeout: { type: 'FIXED', duration: 0 } } }],
  ])('%s is told alone', (code, changes) => {
    const faults = openingFaults({ ...GOOD, ...changes }, NOW);
    expect(faults.map((fault) => fault.code)).toEqual([code]);
    expect(faults[0]?.sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('everything that is wrong is told at once', () => {
    const faults = openingFaults({ ...GOOD, circuits: [], hasTerms: false, closesAt: NOW }, NOW);
    expect(faults.map(({ code }) => code)).toEqual(['NO_CIRCUIT', 'NO_TERMS', 'CLOSES_BEFORE_OPENING']);
  });
});

describe('a policy', () => {
  it.each([KZG_POLICY, ETHEREUM_2023_POLICY, QUEUE_POLICY])('of ours is right', (policy) => {
    expect(policyFaults(policy)).toEqual([]);
  });

  it.each<[string, Partial<Policy>]>([
    ['NO_MINIMUM', { minimumContributions: 0 }],
    ['CLOSES_TOO_EARLY', { closesAfter: 2, minimumContributions: 3 }],
    ['CHECK_IN_TOLERANCE', { checkInTolerance: 30_001 }],
    ['NOBODY_FITS', { capacity: 0 }],
    ['NOBODY_FITS', { attempts: 0 }],
    ['NO_TIME', { timeout: { type: 'DYNAMIC', percent: -1 } }],
    ['NO_TIME', { timeout: { type: 'DYNAMIC', percent: 10, atLeast: 1 } }],
    ['NO_PENALTY', { penalty: 0 }],
    ['NO_START_WINDOW', { startWindow: 0 }],
    ['UPLOAD_GRACE', { uploadGrace: 0.6 }],
  ])('%s', (code, changes) => {
    expect(policyFaults({ ...QUEUE_POLICY, ...changes }).map((fault) => fault.code)).toEqual([code]);
  });
});

describe('before finalizing', () => {
  const closed: Gate = { status: 'CLOSED', draining: true };
  const circuit = { slug: 'withdraw', accepted: 3, byPeople: 3, headVerified: true };
  const facts = { drained: true, circuits: [circuit] };
  const codes = (changes: Partial<typeof facts>, gate = closed, policy = QUEUE_POLICY) =>
    finalizingFaults(policy, gate, { ...facts, ...changes }).map(({ code }) => code);

  it('nothing is wrong with a drained ceremony whose chains are verified', () => {
    expect(codes({})).toEqual([]);
  });

  it('everything that is wrong is told', () => {
    expect(codes({}, { status: 'PAUSED', draining: false })).toEqual(['NOT_CLOSED']);
    expect(codes({ drained: false })).toEqual(['NOT_DRAINED']);
    expect(codes({}, closed, { ...QUEUE_POLICY, minimumContributions: 4 })).toEqual([
      'TOO_FEW_CONTRIBUTIONS',
    ]);
    expect(codes({ circuits: [{ ...circuit, byPeople: 0 }] })).toEqual(['NOBODY_CONTRIBUTED']);
    expect(codes({ circuits: [circuit, { ...circuit, headVerified: false }] })).toEqual([
      'HEAD_NOT_VERIFIED',
    ]);
  });

  it('participants move as one set, told with their number', () => {
    expect(moveSet('DONE', 7)).toEqual({
      from: 'DONE',
      to: 'FINALIZING',
      event: {
        type: 'ceremony.finalizing',
        data: { from: 'DONE', to: 'FINALIZING', who: 'server', participants: 7 },
      },
    });
    expect(moveSet('FINALIZING', 7)).toMatchObject({
      to: 'FINALIZED',
      event: { type: 'participant.finalized' },
    });
    expect(() => moveSet('DONE', 7, 'coordinator')).toThrow(IllegalTransition);
  });
});
