import { describe, expect, it } from 'vitest';
import type { Gate, Member } from './lobby-types.ts';
import {
  CONTRIBUTION_STEPS,
  type ContributionStep,
  PARTICIPANT_STATUSES,
  type ParticipantStatus,
} from './participant.ts';
import { type Edits, interpretPatch, type Patch, type PatchSituation, refusesEdits } from './patch.ts';
import { type Actor, enroll } from './transitions.ts';

const OPEN: Gate = { status: 'OPENED', draining: false };
const ME: Actor[] = ['participant'];
const COORDINATOR: Actor[] = ['coordinator'];
const OPERATOR: Actor[] = ['coordinator', 'operator'];

function situation(member: Partial<Member>, facts: Partial<PatchSituation> = {}): PatchSituation {
  return {
    gate: OPEN,
    member: { ...enroll().member, ...member },
    uploadBegun: false,
    uploadComplete: false,
    selected: false,
    position: null,
    ...facts,
  };
}

function does(where: PatchSituation, patch: Patch, actors = ME): unknown {
  const interpreted = interpretPatch(where, patch, actors);
  return 'refusal' in interpreted ? interpreted.refusal : interpreted.intent.do;
}

/** What a status in a patch asks for, from each status, by the three kinds of callers. Everything else: 409. */
const MOVES: Record<string, Partial<Record<'person' | 'coordinator' | 'operator', string>>> = {
  'CREATED WAITING': { person: 'join' },
  'READY WAITING': { person: 'decline' },
  'READY CONTRIBUTING': { person: 'start' },
  'CONTRIBUTING TIMEDOUT': { coordinator: 'timeout', operator: 'timeout' },
  'TIMEDOUT EXHUMED': { coordinator: 'replace', operator: 'replace' },
  'TIMEDOUT WAITING': { coordinator: 'readmit', operator: 'readmit' },
  'EXHUMED WAITING': { coordinator: 'readmit', operator: 'readmit' },
};

describe('every status patched from every status by everybody', () => {
  const callers = { person: ME, coordinator: COORDINATOR, operator: OPERATOR };
  const cases = PARTICIPANT_STATUSES.flatMap((from) =>
    PARTICIPANT_STATUSES.flatMap((to) =>
      (Object.keys(callers) as (keyof typeof callers)[]).map((who) => ({ from, to, who })),
    ),
  );

  it.each(cases)('$from to $to by $who', ({ from, to, who }) => {
    const interpreted = interpretPatch(situation({ status: from }), { status: to }, callers[who]);
    if (from === to) {
      const confirms = to === 'READY' && who === 'person';
      expect(interpreted).toEqual({ intent: { do: confirms ? 'confirm' : 'confirmed' } });
      return;
    }
    const wanted = MOVES[`${from} ${to}`]?.[who];
    if (wanted) {
      expect(interpreted).toEqual({ intent: { do: wanted } });
      return;
    }
    const allowed = PARTICIPANT_STATUSES.filter((other) => MOVES[`${from} ${other}`]?.[who]);
    const notYet = to === 'READY' && (from === 'WAITING' || from === 'CREATED');
    const refusal = notYet ? 'NOT_SELECTED' : 'ILLEGAL_TRANSITION';
    expect(interpreted).toEqual({ refusal, allowed: expect.arrayContaining(allowed) });
    expect((interpreted as { allowed: string[] }).allowed).toHaveLength(allowed.length);
  });
});

describe('the requests of the document', () => {
  const contributing = (contributionStep: ContributionStep, progress = 0) => ({
    status: 'CONTRIBUTING' as const,
    contributionStep,
    contributionProgress: progress,
  });

  it('mark a participant as ready: confirmed where selected, otherwise the position is told', () => {
    const ready = { status: 'READY' } as const;
    expect(does(situation({ status: 'READY' }), ready)).toBe('confirm');
    expect(does(situation({ status: 'WAITING' }, { selected: true, position: 1 }), ready)).toBe('select');
    const waiting = situation({ status: 'WAITING' }, { position: 4 });
    expect(interpretPatch(waiting, ready, ME)).toEqual({ refusal: 'NOT_SELECTED', allowed: [], position: 4 });
  });

  it('start contributing', () => {
    const start: Patch = { status: 'CONTRIBUTING', contributionStep: 'DOWNLOADING' };
    expect(does(situation({ status: 'READY' }), start)).toBe('start');
    expect(does(situation(contributing('DOWNLOADING')), start)).toBe('report');
    expect(does(situation({ status: 'WAITING' }), start)).toBe('ILLEGAL_TRANSITION');
    expect(does(situation({ status: 'READY' }), { ...start, contributionStep: 'UPLOADING' })).toBe(
      'ILLEGAL_TRANSITION',
    );
  });

  it('mark as timed out, and replace', () => {
    const timedOut = { status: 'TIMEDOUT' } as const;
    expect(does(situation(contributing('COMPUTING')), timedOut, COORDINATOR)).toBe('timeout');
    expect(does(situation(contributing('VERIFYING')), timedOut, COORDINATOR)).toBe('timeout');
    expect(does(situation(contributing('COMPUTING')), timedOut)).toBe('ILLEGAL_TRANSITION');
    expect(does(situation({ status: 'TIMEDOUT' }), { status: 'EXHUMED' }, COORDINATOR)).toBe('replace');
    expect(does(situation({ status: 'TIMEDOUT' }), { status: 'EXHUMED' })).toBe('ILLEGAL_TRANSITION');
  });

  it('update the progress of a step', () => {
    const progress: Patch = { contributionProgress: 50, contributionStep: 'COMPUTING' };
    const reported = { do: 'report', step: 'COMPUTING', progress: 50 };
    for (const step of ['DOWNLOADING', 'COMPUTING'] as const) {
      expect(interpretPatch(situation(contributing(step)), progress, ME)).toEqual({
        intent: reported,
      });
    }
    expect(does(situation(contributing('UPLOADING')), progress)).toBe('ILLEGAL_TRANSITION');
    expect(does(situation(contributing('COMPUTING')), progress, COORDINATOR)).toBe('NOT_PERMITTED');
    expect(does(situation({ status: 'WAITING' }), progress)).toBe('ILLEGAL_TRANSITION');
  });

  it('update the three figures, with the times that the server does not believe', () => {
    const tempContributionData = { downloadProgress: 100, computationProgress: 75, uploadProgress: 0 };
    const patch: Patch = {
      contributionProgress: 75,
      contributionStartedAt: 1640995200,
      verificationStartedAt: 1640997000,
      tempContributionData,
    };
    expect(interpretPatch(situation(contributing('COMPUTING')), patch, ME)).toEqual({
      intent: { do: 'report', step: 'COMPUTING', progress: 75, figures: tempContributionData },
    });
    const onlyTimes = { contributionStartedAt: 1, verificationStartedAt: 2 };
    expect(does(situation({ status: 'WAITING' }), onlyTimes)).toBe('confirmed');
  });

  it('start verification: where the upload is complete, and again where the server knows', () => {
    const verify: Patch = { contributionStep: 'VERIFYING', verificationStartedAt: 1640997000 };
    const uploading = contributing('UPLOADING');
    expect(does(situation(uploading, { uploadBegun: true }), verify)).toBe('NOT_SEEN');
    const complete = situation(uploading, { uploadBegun: true, uploadComplete: true });
    expect(does(complete, verify)).toBe('report');
    expect(does(situation(contributing('VERIFYING')), verify)).toBe('confirmed');
    expect(does(situation(contributing('COMPUTING')), { contributionStep: 'UPLOADING' })).toBe('NOT_SEEN');
  });

  it('complete verification: confirmed after the verdict, whatever they are by then, and refused before', () => {
    const complete: Patch = { contributionStep: 'COMPLETED', status: 'CONTRIBUTED' };
    const all = { uploadBegun: true, uploadComplete: true };
    expect(does(situation(contributing('VERIFYING'), all), complete)).toBe('NOT_SEEN');
    expect(does(situation(contributing('UPLOADING'), all), complete)).toBe('ILLEGAL_TRANSITION');
    for (const status of ['CONTRIBUTED', 'WAITING', 'READY', 'DONE', 'FINALIZING', 'FINALIZED'] as const) {
      expect(does(situation({ status, contributionStep: 'COMPLETED' }), complete)).toBe('confirmed');
    }
    for (const status of ['TIMEDOUT', 'EXHUMED'] as const) {
      expect(does(situation({ status, contributionStep: 'COMPLETED' }), complete)).toBe('ILLEGAL_TRANSITION');
    }
  });
});

describe('every step reported from every step', () => {
  const cases = CONTRIBUTION_STEPS.flatMap((from) => CONTRIBUTION_STEPS.map((to) => ({ from, to })));
  it.each(cases)('$from to $to', ({ from, to }) => {
    const seen = { uploadBegun: true, uploadComplete: true };
    const member: Partial<Member> = { status: 'CONTRIBUTING', contributionStep: from };
    const answer = does(situation(member, seen), { contributionStep: to });
    const ahead = CONTRIBUTION_STEPS.indexOf(to) - CONTRIBUTION_STEPS.indexOf(from);
    if (to === 'COMPLETED') {
      expect(answer).toBe(
        from === 'COMPLETED' ? 'confirmed' : from === 'VERIFYING' ? 'NOT_SEEN' : 'ILLEGAL_TRANSITION',
      );
    } else if (ahead === 0) expect(answer).toBe(from === 'VERIFYING' ? 'confirmed' : 'report');
    else expect(answer).toBe(ahead === 1 ? 'report' : 'ILLEGAL_TRANSITION');
  });
});

describe('repeating', () => {
  it.each(PARTICIPANT_STATUSES)('%s changes nothing', (status) => {
    const answer = interpretPatch(situation({ status }), { status, contributionStep: 'DOWNLOADING' }, ME);
    if (status === 'CONTRIBUTING') expect(answer).toHaveProperty('intent.do', 'report');
    else expect(answer).toEqual({ intent: { do: 'confirmed' } });
  });

  it('with an impossible progress is refused', () => {
    const working = situation({ status: 'CONTRIBUTING' });
    expect(does(working, { contributionProgress: 101 })).toBe('ILLEGAL_TRANSITION');
    expect(does(working, { contributionStep: 'COMPUTING', contributionProgress: -1 })).toBe(
      'ILLEGAL_TRANSITION',
    );
  });
});

describe('the state of the ceremony', () => {
  const gates = (status: Gate['status'], draining = false): Gate => ({ status, draining });

  it('keeps people from joining before it opens and after it closes', () => {
    const join: Patch = { status: 'WAITING' };
    expect(does(situation({}, { gate: gates('SCHEDULED') }), join)).toBe('NOT_OPEN');
    expect(does(situation({}, { gate: gates('CLOSED', true) }), join)).toBe('CLOSED');
    expect(does(situation({}, { gate: gates('OPENED', true) }), join)).toBe('CLOSED');
    expect(does(situation({}, { gate: gates('PAUSED') }), join)).toBe('join');
  });

  it('keeps them from starting in a pause or on a halted chain, and lets them decline', () => {
    const start: Patch = { status: 'CONTRIBUTING' };
    for (const facts of [{ gate: gates('PAUSED') }, { halted: true }]) {
      const where = situation({ status: 'READY' }, facts);
      expect(interpretPatch(where, start, ME)).toEqual({ refusal: 'PAUSED', allowed: ['WAITING'] });
      expect(does(where, { status: 'WAITING' })).toBe('decline');
    }
  });

  it.each(['CANCELED', 'FINALIZED'] as const)('leaves nothing to do once %s', (status) => {
    const where = situation({ status: 'READY' }, { gate: gates(status) });
    expect(interpretPatch(where, { status: 'CONTRIBUTING' }, OPERATOR)).toEqual({
      refusal: 'CLOSED',
      allowed: [],
    });
  });

  it('leaves nothing to do for somebody removed', () => {
    const removed = situation({ status: 'TIMEDOUT', cause: 'REMOVED' });
    expect(interpretPatch(removed, { status: 'WAITING' }, OPERATOR)).toEqual({
      refusal: 'ILLEGAL_TRANSITION',
      allowed: [],
    });
  });
});

describe('other fields', () => {
  const refuses = (edits: Edits, actors: Actor[], member: Partial<Member> = {}) =>
    refusesEdits(situation(member).member, edits, actors);

  it.each(['publicName', 'acceptTerms'] as const)('%s is the person’s own', (field) => {
    expect(refuses({ [field]: 'x' }, ME)).toBeNull();
    expect(refuses({ [field]: 'x' }, OPERATOR)).toBe('NOT_PERMITTED');
  });

  it.each(['archived', 'priority', 'queueClass'] as const)('%s is for coordinators', (field) => {
    expect(refuses({ [field]: 0 }, COORDINATOR)).toBeNull();
    expect(refuses({ [field]: 0 }, ME)).toBe('NOT_PERMITTED');
    expect(refuses({ [field]: 0 }, [...ME, ...COORDINATOR])).toBeNull();
  });

  it('that name a contribution are fixed once it is being made', () => {
    for (const status of ['CONTRIBUTING', 'DONE'] as ParticipantStatus[]) {
      const contributionStep = status === 'DONE' ? ('COMPLETED' as const) : ('COMPUTING' as const);
      expect(refuses({ publicName: 'Eve' }, ME, { status, contributionStep })).toBe('ILLEGAL_TRANSITION');
      expect(refuses({ acceptTerms: 1 }, ME, { status, contributionStep })).toBeNull();
    }
  });

  it('are an empty patch: nothing happens', () => {
    expect(does(situation({}), {})).toBe('confirmed');
  });

  it('that report progress beside another move are refused', () => {
    expect(does(situation({}), { status: 'WAITING', contributionProgress: 5 })).toBe('ILLEGAL_TRANSITION');
  });
});
