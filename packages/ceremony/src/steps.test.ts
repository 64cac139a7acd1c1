import { describe, expect, it } from 'vitest';
import { CONTRIBUTION_STEPS, PARTICIPANT_STATUSES } from './participant.ts';
import { reportStep } from './steps.ts';
import { enroll } from './transitions.ts';

const ALL = { uploadBegun: true, uploadComplete: true };
const NONE = { uploadBegun: false, uploadComplete: false };
const working = { ...enroll().member, status: 'CONTRIBUTING' as const };

describe('every step reported from every step', () => {
  const cases = CONTRIBUTION_STEPS.flatMap((from) => CONTRIBUTION_STEPS.map((to) => ({ from, to })));
  it.each(cases)('$from to $to', ({ from, to }) => {
    const member = { ...working, contributionStep: from };
    const result = reportStep(member, to, 40, ALL, 'participant');
    const ahead = CONTRIBUTION_STEPS.indexOf(to) - CONTRIBUTION_STEPS.indexOf(from);
    if (ahead === 0) expect(result).toMatchObject({ member: { contributionStep: to }, events: [] });
    else if (ahead === 1 && to !== 'COMPLETED') {
      expect(result).toMatchObject({
        member: { ...member, contributionStep: to, contributionProgress: 40 },
        events: [{ type: 'turn.step', data: { from, to, who: 'participant' } }],
      });
    } else expect(result).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
  });
});

it('believes an upload only when the server has seen it', () => {
  const computing = { ...working, contributionStep: 'COMPUTING' as const };
  const uploading = { ...working, contributionStep: 'UPLOADING' as const };
  expect(reportStep(computing, 'UPLOADING', 0, NONE, 'participant')).toEqual({
    refusal: 'ILLEGAL_TRANSITION',
  });
  const begun = { uploadBegun: true, uploadComplete: false };
  expect(reportStep(computing, 'UPLOADING', 0, begun, 'participant')).toHaveProperty('member');
  expect(reportStep(uploading, 'VERIFYING', 0, begun, 'participant')).toEqual({
    refusal: 'ILLEGAL_TRANSITION',
  });
  expect(reportStep(uploading, 'VERIFYING', 0, ALL, 'participant')).toHaveProperty('member');
});

it('confirms COMPLETED after the verdict and refuses it before', () => {
  const done = { ...working, status: 'DONE' as const, contributionStep: 'COMPLETED' as const };
  expect(reportStep(done, 'COMPLETED', 100, ALL, 'participant')).toEqual({ member: done, events: [] });
  const verifying = { ...working, contributionStep: 'VERIFYING' as const };
  expect(reportStep(verifying, 'COMPLETED', 100, ALL, 'participant')).toHaveProperty('refusal');
});

it('is for whoever contributes, and for nobody else', () => {
  for (const status of PARTICIPANT_STATUSES) {
    if (status === 'CONTRIBUTING') continue;
    expect(reportStep({ ...working, status }, 'DOWNLOADING', 1, ALL, 'participant')).toEqual({
      refusal: 'ILLEGAL_TRANSITION',
    });
  }
  expect(reportStep(working, 'COMPUTING', 1, ALL, 'coordinator')).toEqual({ refusal: 'NOT_PERMITTED' });
});

it.each([-1, 101, Number.NaN])('knows no progress of %s percent', (progress) => {
  expect(reportStep(working, 'DOWNLOADING', progress, ALL, 'participant')).toHaveProperty('refusal');
});
