import { describe, expect, it } from 'vitest';
import type { Member } from './lobby-types.ts';
import { PARTICIPANT_STATUSES, type ParticipantStatus } from './participant.ts';
import { type Actor, enroll, forbids, IllegalTransition, moves, ruleFor, transition } from './transitions.ts';

/** The pinned table once more, as text: from > to : who. */
const TABLE = `
  - > CREATED : participant coordinator
  CREATED > WAITING : participant server
  CREATED > READY : server
  WAITING > READY : server
  READY > WAITING : server participant
  READY > CONTRIBUTING : participant server
  CONTRIBUTING > CONTRIBUTED : server
  CONTRIBUTED > WAITING : server
  CONTRIBUTED > DONE : server
  CONTRIBUTING > TIMEDOUT : server coordinator
  WAITING > TIMEDOUT : server
  TIMEDOUT > EXHUMED : server coordinator
  TIMEDOUT > WAITING : server operator
  EXHUMED > WAITING : server operator
  DONE > FINALIZING : server
  FINALIZING > FINALIZED : server
`;

const ACTORS: Actor[] = ['participant', 'coordinator', 'server', 'operator'];
const FROM: (ParticipantStatus | null)[] = [null, ...PARTICIPANT_STATUSES];

const legal = new Set(
  TABLE.trim()
    .split('\n')
    .flatMap((line) => {
      const [, from, to, who] = /(\S+) > (\S+) : (.+)/.exec(line)!;
      return who!.split(' ').map((actor) => `${from} ${to} ${actor}`);
    }),
);

const EVENTS = new Set(
  [
    'participant.enrolled participant.waiting participant.ready participant.timedout participant.exhumed',
    'participant.returned participant.finalized turn.opened turn.closed contribution.accepted',
    'ceremony.finalizing',
  ]
    .join(' ')
    .split(' '),
);

function memberIn(status: ParticipantStatus): Member {
  return { ...enroll().member, status, attempts: 1, enteredAt: 7 };
}

describe('every move from any status to any status by anybody', () => {
  const cases = FROM.flatMap((from) =>
    PARTICIPANT_STATUSES.flatMap((to) => ACTORS.map((who) => ({ from, to, who }))),
  );

  it('has all of them', () => {
    expect(cases).toHaveLength(11 * 10 * 4);
    expect(cases.filter(({ from, to, who }) => legal.has(`${from ?? '-'} ${to} ${who}`))).toHaveLength(
      legal.size,
    );
  });

  it.each(cases)('$from to $to by $who', ({ from, to, who }) => {
    const allowed = legal.has(`${from ?? '-'} ${to} ${who}`);
    expect(moves(from, who).includes(to)).toBe(allowed);
    const known = ACTORS.some((actor) => legal.has(`${from ?? '-'} ${to} ${actor}`));
    expect(forbids(from, to, who)).toBe(allowed ? null : known ? 'NOT_PERMITTED' : 'ILLEGAL_TRANSITION');
    if (from === null) return;
    const before = memberIn(from);
    if (!allowed) {
      expect(() => transition(before, to, who)).toThrow(IllegalTransition);
      return;
    }
    const { member, event } = transition(before, to, who, { attempts: 2 }, { cause: 'x' });
    expect(member).toEqual({ ...before, status: to, attempts: 2 });
    expect(before).toEqual(memberIn(from));
    expect(event.data).toEqual({ cause: 'x', from, to, who });
    expect(EVENTS).toContain(event.type);
  });
});

it('says who tried what', () => {
  expect(() => transition(memberIn('DONE'), 'WAITING', 'operator')).toThrow(
    'operator cannot move a participant from DONE to WAITING',
  );
});

it('enrols as the table says', () => {
  const { member, event } = enroll('coordinator');
  expect(member).toMatchObject({
    status: 'CREATED',
    contributionStep: 'DOWNLOADING',
    contributionProgress: 0,
  });
  expect(event).toEqual({ type: 'participant.enrolled', data: { to: 'CREATED', who: 'coordinator' } });
  expect(ruleFor(null, 'CREATED')?.event).toBe('participant.enrolled');
});
