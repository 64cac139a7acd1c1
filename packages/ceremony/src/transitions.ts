/**
 * Every status change a participant can make, as data. Nothing else in this room assigns a status, so a
 * move that is not in the table cannot happen, and each one leaves exactly one audit event.
 */
import type { AuditEvent, Member, RuleRefusal } from './lobby-types.ts';
import type { ParticipantStatus } from './participant.ts';

export type Actor = 'participant' | 'coordinator' | 'server' | 'operator';

export interface TransitionRule {
  /** null: the participant does not exist yet. */
  from: ParticipantStatus | null;
  to: ParticipantStatus;
  who: readonly Actor[];
  when: string;
  /** Audit event of the move. */
  event: string;
}

export const TRANSITIONS: readonly TransitionRule[] = [
  {
    from: null,
    to: 'CREATED',
    who: ['participant', 'coordinator'],
    when: 'enrolled; step DOWNLOADING, progress 0',
    event: 'participant.enrolled',
  },
  {
    from: 'CREATED',
    to: 'WAITING',
    who: ['participant', 'server'],
    when: 'in the lobby or a queue',
    event: 'participant.waiting',
  },
  { from: 'CREATED', to: 'READY', who: ['server'], when: 'selected', event: 'participant.ready' },
  { from: 'WAITING', to: 'READY', who: ['server'], when: 'selected', event: 'participant.ready' },
  {
    from: 'READY',
    to: 'WAITING',
    who: ['server', 'participant'],
    when: 'start window passed or declined; no attempt lost',
    event: 'participant.waiting',
  },
  {
    from: 'READY',
    to: 'CONTRIBUTING',
    who: ['participant', 'server'],
    when: 'state handed out, clock starts',
    event: 'turn.opened',
  },
  {
    from: 'CONTRIBUTING',
    to: 'CONTRIBUTED',
    who: ['server'],
    when: 'verdict accepted',
    event: 'contribution.accepted',
  },
  {
    from: 'CONTRIBUTED',
    to: 'WAITING',
    who: ['server'],
    when: 'another circuit is left',
    event: 'participant.waiting',
  },
  { from: 'CONTRIBUTED', to: 'DONE', who: ['server'], when: 'none left', event: 'turn.closed' },
  {
    from: 'CONTRIBUTING',
    to: 'TIMEDOUT',
    who: ['server', 'coordinator'],
    when: 'deadline, abort, refused contribution; cause kept',
    event: 'participant.timedout',
  },
  {
    from: 'WAITING',
    to: 'TIMEDOUT',
    who: ['server'],
    when: 'missed check-in, or sent home when the ceremony drains',
    event: 'participant.timedout',
  },
  {
    from: 'TIMEDOUT',
    to: 'EXHUMED',
    who: ['server', 'coordinator'],
    when: 'turn or place went to somebody else',
    event: 'participant.exhumed',
  },
  {
    from: 'TIMEDOUT',
    to: 'WAITING',
    who: ['server', 'operator'],
    when: 'penalty over, fault ours, or amnesty; progress kept',
    event: 'participant.returned',
  },
  {
    from: 'EXHUMED',
    to: 'WAITING',
    who: ['server', 'operator'],
    when: 'penalty over, fault ours, or amnesty; progress kept',
    event: 'participant.returned',
  },
  {
    from: 'DONE',
    to: 'FINALIZING',
    who: ['server'],
    when: 'ceremony finalization, all DONE participants as one set',
    event: 'ceremony.finalizing',
  },
  {
    from: 'FINALIZING',
    to: 'FINALIZED',
    who: ['server'],
    when: 'the same set, once the ceremony is finalized',
    event: 'participant.finalized',
  },
];

const byMove = new Map(TRANSITIONS.map((rule) => [`${rule.from} ${rule.to}`, rule]));

/** The rule for one move, or undefined when nobody may make it. */
export function ruleFor(from: ParticipantStatus | null, to: ParticipantStatus): TransitionRule | undefined {
  return byMove.get(`${from} ${to}`);
}

/** The statuses that `who` may move a participant to from `from`: what a 409 lists. */
export function moves(from: ParticipantStatus | null, who: Actor): ParticipantStatus[] {
  return TRANSITIONS.filter((rule) => rule.from === from && rule.who.includes(who)).map((rule) => rule.to);
}

/** null when `who` may make the move, otherwise why not: the move does not exist, or is somebody else's. */
export function forbids(
  from: ParticipantStatus | null,
  to: ParticipantStatus,
  who: Actor,
): Extract<RuleRefusal, 'ILLEGAL_TRANSITION' | 'NOT_PERMITTED'> | null {
  const rule = ruleFor(from, to);
  if (!rule) return 'ILLEGAL_TRANSITION';
  return rule.who.includes(who) ? null : 'NOT_PERMITTED';
}

/** A rule of this room tried a move outside the table: a defect here, never a visitor's mistake. */
export class IllegalTransition extends Error {
  readonly from: ParticipantStatus | null;
  readonly to: ParticipantStatus;
  readonly who: Actor;

  constructor(from: ParticipantStatus | null, to: ParticipantStatus, who: Actor) {
    super(`${who} cannot move a participant from ${from ?? 'nothing'} to ${to}`);
    this.name = 'IllegalTransition';
    this.from = from;
    this.to = to;
    this.who = who;
  }
}

/**
 * Moves a participant and tells the event of the move; `data` is public and joins from, to and who.
 * Throws IllegalTransition when the table does not have the move for `who`.
 */
export function transition<M extends Member>(
  member: M,
  to: ParticipantStatus,
  who: Actor,
  changes: Partial<Omit<Member, 'status'>> = {},
  data: Record<string, unknown> = {},
): { member: M; event: AuditEvent } {
  if (forbids(member.status, to, who)) throw new IllegalTransition(member.status, to, who);
  return {
    member: { ...member, ...changes, status: to },
    event: { type: ruleFor(member.status, to)!.event, data: { ...data, from: member.status, to, who } },
  };
}

/** The steps of a turn at their beginning. @param startedAt milliseconds; null: no turn has begun */
export function workFrom(startedAt: number | null) {
  return {
    contributionStep: 'DOWNLOADING',
    contributionProgress: 0,
    contributionStartedAt: startedAt,
    verificationStartedAt: null,
  } as const;
}

/** A participant who has just been enrolled, by signing in or by a coordinator. */
export function enroll(who: 'participant' | 'coordinator' = 'participant'): {
  member: Member;
  event: AuditEvent;
} {
  return {
    member: {
      status: 'CREATED',
      ...workFrom(null),
      enteredAt: null,
      checkedInAt: null,
      checkInDueAt: null,
      heldSince: null,
      waitsSince: null,
      cause: null,
      barredUntil: null,
      attempts: 0,
    },
    event: { type: 'participant.enrolled', data: { to: 'CREATED', who } },
  };
}
