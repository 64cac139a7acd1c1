/** What a coordinator can do about somebody, or about a circuit, and what of it is possible now. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';

export type Person = AnswerBody<'readParticipant'>;

export const PERSON_ACTS = ['extend', 'timeout', 'replace', 'readmit', 'priority', 'remove'] as const;
export type PersonAct = (typeof PERSON_ACTS)[number];
export type CircuitAct = 'halt' | 'resume';
export type Act = PersonAct | CircuitAct;

/** Acts that can be taken back, by which other. A turn itself never comes back: it has gone to somebody else. */
export const UNDO: Partial<Record<Act, Act>> = {
  timeout: 'readmit',
  replace: 'readmit',
  halt: 'resume',
  resume: 'halt',
};

/** Acts that cannot be taken back, or that cost somebody something. */
export const GRAVE: ReadonlySet<Act> = new Set(['timeout', 'replace', 'remove']);

const LOST: readonly Person['status'][] = ['TIMEDOUT', 'EXHUMED'];
const OVER: readonly Person['status'][] = ['DONE', 'FINALIZING', 'FINALIZED'];

/** What the rules would take at this moment. The server decides; this keeps people from asking in vain. */
export function isPossible(act: PersonAct, person: Person, discipline: 'LOBBY' | 'QUEUE'): boolean {
  const { status, timeout, circuitsDone, archived, cause } = person;
  switch (act) {
    case 'extend':
      return status === 'READY' || (status === 'CONTRIBUTING' && timeout !== undefined);
    case 'timeout':
      return status === 'CONTRIBUTING';
    case 'replace':
      return status === 'CONTRIBUTING' || status === 'TIMEDOUT';
    case 'readmit':
      return (
        LOST.includes(status) &&
        !(archived && cause === 'REMOVED') &&
        (discipline === 'QUEUE' || person.barredUntil !== undefined)
      );
    case 'priority':
      return discipline === 'QUEUE' && !OVER.includes(status) && !archived;
    case 'remove':
      return (
        circuitsDone === 0 && !OVER.includes(status) && person.contributionStep !== 'VERIFYING' && !archived
      );
  }
}

/** Whether a turn can be kept for somebody: in a queue, as long as turns are left to them. */
export function mayReserve({ status, archived }: Person, discipline: 'LOBBY' | 'QUEUE'): boolean {
  return discipline === 'QUEUE' && !OVER.includes(status) && !archived;
}

/**
 * What a coordinator decides on, as one text: where it is another, somebody has been faster. Steps and progress
 * are not in it: they move while a turn goes well.
 */
export function decidedOn(person: Person): string {
  const { status, circuitId, contributionStartedAt, timeout, barredUntil, priority, cause, archived } =
    person;
  return JSON.stringify([
    status,
    circuitId,
    contributionStartedAt,
    timeout?.expiresAt,
    barredUntil,
    priority,
    cause,
    archived,
  ]);
}
