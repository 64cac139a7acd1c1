import { describe, expect, it } from 'vitest';
import { type Eligibility, mayEnroll, type PersonFacts } from './eligibility.ts';
import type { Gate } from './lobby-types.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 0);
const DAY = 86_400_000;
const OPEN: Gate = { status: 'OPENED', draining: false };
const stranger: PersonFacts = { provider: 'Github', identityCreatedAt: NOW - 100 * DAY, invitation: null };
const invited: PersonFacts = {
  ...stranger,
  invitation: { cohort: 'auditors', queueClass: 'PRIVATE', until: null },
};

function may(rule: Eligibility | null, person = stranger, gate = OPEN, now = NOW) {
  const answer = mayEnroll(rule, gate, person, now);
  return answer.eligible ? answer.queueClass : answer.why;
}

describe('who may enrol', () => {
  it('is anybody where nothing else is said', () => {
    expect(may(null)).toBe('PUBLIC');
    expect(may({ who: 'OPEN' })).toBe('PUBLIC');
    expect(may(null, invited)).toBe('PRIVATE');
  });

  it('is who is on the roster', () => {
    expect(may({ who: 'INVITED' })).toBe('Only invited people may take part: ask the coordinator.');
    expect(may({ who: 'INVITED' }, invited)).toBe('PRIVATE');
  });

  it('is nobody once an invitation has lapsed', () => {
    const late = { ...invited, invitation: { ...invited.invitation!, until: NOW - 60_000 } };
    expect(may({ who: 'OPEN' }, late)).toBe('Your invitation was valid until 2026-11-21 11:59 UTC.');
  });

  it('is nobody any more when the ceremony closes', () => {
    const closed = 'The ceremony takes no new participants any more.';
    expect(may(null, stranger, { status: 'CLOSED', draining: true })).toBe(closed);
    expect(may(null, stranger, { status: 'OPENED', draining: true })).toBe(closed);
    expect(may(null, stranger, { status: 'FINALIZED', draining: true })).toBe(closed);
    expect(may(null, stranger, { status: 'CANCELED', draining: false })).toBe('The ceremony was canceled.');
  });

  it.each(['SCHEDULED', 'PAUSED'] as const)('includes those who come while %s', (status) => {
    expect(may(null, stranger, { status, draining: false })).toBe('PUBLIC');
  });
});

describe('an account', () => {
  it('is with one of the providers', () => {
    expect(may({ who: 'OPEN', providers: ['Ethereum'] })).toBe('Sign in with Ethereum to take part.');
    expect(may({ who: 'OPEN', providers: ['Ethereum', 'Github'] })).toBe('PUBLIC');
    const link: PersonFacts = { provider: 'Invitation', identityCreatedAt: null, invitation: null };
    expect(may({ who: 'OPEN', providers: ['Github'] }, link)).toBe('Sign in with Github to take part.');
  });

  it('is old enough, and when it will be is told', () => {
    const rule: Eligibility = { who: 'OPEN', minimumAge: 101 * DAY };
    expect(may(rule)).toBe('Your account is old enough from 2026-11-22 12:00 UTC on.');
    expect(mayEnroll(rule, OPEN, stranger, NOW)).toMatchObject({ refusal: 'NOT_ELIGIBLE', from: NOW + DAY });
    expect(may(rule, stranger, OPEN, NOW + DAY)).toBe('PUBLIC');
    expect(may(rule, { ...stranger, identityCreatedAt: null })).toMatch(/not known/);
  });

  it('of somebody invited needs to prove nothing', () => {
    const rule: Eligibility = { who: 'OPEN', providers: ['Ethereum'], minimumAge: 9_999 * DAY };
    expect(may(rule, invited)).toBe('PRIVATE');
  });
});

describe('phases', () => {
  const rule: Eligibility = {
    who: 'OPEN',
    phases: [
      { name: 'auditors', from: NOW - DAY, until: NOW + DAY, who: 'INVITED', cohorts: ['auditors'] },
      { name: 'everybody', from: NOW + DAY, until: NOW + 3 * DAY, who: 'OPEN' },
    ],
  };

  it('open for one group after the other, each told when', () => {
    expect(may(rule, invited)).toBe('PRIVATE');
    expect(may(rule)).toBe('Enrolment opens for you on 2026-11-22 12:00 UTC (everybody).');
    expect(mayEnroll(rule, OPEN, stranger, NOW)).toMatchObject({ from: NOW + DAY });
    expect(may(rule, stranger, OPEN, NOW + DAY)).toBe('PUBLIC');
    expect(may(rule, stranger, OPEN, NOW + 3 * DAY)).toBe('The time of enrolment is over.');
  });

  it('ask for the cohort', () => {
    const only: Eligibility = { who: 'OPEN', phases: [rule.phases![0]!] };
    const friend = { ...invited, invitation: { ...invited.invitation!, cohort: 'friends' } };
    expect(may(only, friend)).toBe('Your group of invited people has its turn at another time.');
    expect(may(only, stranger)).toBe('Only invited people may take part: ask the coordinator.');
  });

  it('come before the rules about accounts, which hold as well', () => {
    expect(may({ ...rule, providers: ['Ethereum'] }, stranger, OPEN, NOW + DAY)).toBe(
      'Sign in with Ethereum to take part.',
    );
  });
});
