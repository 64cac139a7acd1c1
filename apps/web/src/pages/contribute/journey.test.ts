import { describe, expect, it } from 'vitest';
import type { Me } from '../../session/use-me.ts';
import type { WorkState } from '../../work/state.ts';
import { type Eligibility, type Known, type Participant, stageOf, stepOf } from './journey.ts';

const NOW = 1_000;
const me = { user: { id: 1 } } as Me;
const may = { eligible: true, reason: '', terms: { version: 1, text: 't' } } as Eligibility;
const inside = { ...may, enrolled: 7 };
const person = (values: Partial<Participant> = {}) =>
  ({ id: 7, status: 'CREATED', circuitsDone: 0, ...values }) as Participant;
const known: Known = {
  ceremony: { status: 'OPENED', draining: false, drained: false },
  me,
  eligibility: may,
  participant: undefined,
  work: { phase: 'idle' },
};
const at = (changes: Partial<Known>) => stageOf({ ...known, ...changes }, NOW);
const ceremony = (status: Known['ceremony']['status'], drained = false) => ({
  status,
  draining: status === 'CLOSED',
  drained,
});

describe('where somebody stands', () => {
  it('goes from nothing to a place', () => {
    expect(at({ me: undefined })).toBe('loading');
    expect(at({ me: null })).toBe('sign-in');
    expect(at({ eligibility: undefined })).toBe('loading');
    expect(at({ eligibility: { ...may, eligible: false } })).toBe('not-eligible');
    expect(at({})).toBe('join');
    expect(at({ eligibility: inside })).toBe('loading');
    expect(at({ eligibility: inside, participant: person() })).toBe('prepare');
  });

  it('leads whoever took part to the receipt, even when they may not enter again', () => {
    const done = { eligibility: { ...inside, eligible: false }, participant: person({ status: 'DONE' }) };
    expect(at(done)).toBe('done-before');
    expect(at({ ...done, ceremony: ceremony('FINALIZED') })).toBe('done-before');
  });

  it('says that a ceremony is over before anybody signs in for it', () => {
    for (const status of ['CANCELED', 'FINALIZED'] as const)
      expect(at({ ceremony: ceremony(status), me: null })).toBe('over');
    expect(at({ ceremony: ceremony('CLOSED', true), me: null })).toBe('over');
    // Whoever was inside finishes, and signs in again for it.
    expect(at({ ceremony: ceremony('CLOSED'), me: null })).toBe('sign-in');
    expect(at({ ceremony: ceremony('CLOSED') })).toBe('over');
    expect(at({ ceremony: ceremony('CLOSED'), eligibility: inside, participant: person() })).toBe('prepare');
    const some = { eligibility: inside, participant: person({ circuitsDone: 1 }) };
    expect(at({ ceremony: ceremony('CANCELED'), ...some })).toBe('done-before');
  });

  it('tells whoever lost a turn what is left, and lets them on when the penalty is over', () => {
    const lost = (barredUntil?: number | 'forever') =>
      at({
        eligibility: inside,
        participant: person({ status: 'TIMEDOUT', ...(barredUntil === undefined ? {} : { barredUntil }) }),
      });
    expect(lost('forever')).toBe('barred');
    expect(lost(NOW + 1)).toBe('barred');
    expect(lost(NOW - 1)).toBe('prepare');
    expect(lost()).toBe('prepare');
  });

  it('waits for the opening', () => {
    const early = ceremony('SCHEDULED');
    expect(at({ ceremony: early })).toBe('join');
    expect(at({ ceremony: early, eligibility: inside, participant: person() })).toBe('early');
  });

  it('shows work that goes on whatever the server says meanwhile', () => {
    for (const phase of ['waiting', 'working', 'done', 'lost', 'failed', 'elsewhere'] as const)
      expect(at({ me: null, ceremony: ceremony('CANCELED'), work: { phase } as WorkState })).toBe(phase);
    expect(at({ work: { phase: 'waiting', why: 'elsewhere' } as WorkState })).toBe('away');
    const resumable = { phase: 'resumable', scheme: 'KZG', finished: true, since: undefined } as const;
    expect(at({ work: resumable, me: null })).toBe('sign-in');
    expect(at({ work: resumable, eligibility: inside, participant: person() })).toBe('resumable');
  });

  it('belongs to a step that people are shown', () => {
    expect(stepOf('sign-in')).toBe('signIn');
    expect(stepOf('done-before')).toBe('keep');
    expect(stepOf('failed')).toBeUndefined();
  });
});
