/** Which audit event is told under which topic. What is not in this table is told to nobody. */
import type { Policy } from '@brebaje/ceremony/policy';
import type { EventType } from '@brebaje/protocol/events';
import type { Topic } from '@brebaje/protocol/topics';
import type { NoticeFacts } from './notice.ts';

/** An event as it was written. */
export interface ToldEvent {
  seq: number;
  type: string;
  data: Record<string, unknown>;
}

interface Rule {
  event: EventType;
  /** Only in ceremonies of this discipline. */
  only?: Policy['discipline'];
  /** Only where this holds. */
  when?: (data: Record<string, unknown>) => boolean;
  topic: Topic;
  /** Only the person hears of it: thousands of strangers come and go in a lobby. */
  personOnly?: (data: Record<string, unknown>) => boolean;
}

const fromLobby = ({ from }: Record<string, unknown>) => from === 'WAITING';

const RULES: readonly Rule[] = [
  // An offer that awaits an answer; in a lobby the client has begun at the same moment.
  { event: 'participant.ready', only: 'QUEUE', topic: 'turn.yours' },
  { event: 'turn.opened', only: 'LOBBY', topic: 'turn.yours' },
  { event: 'turn.warned', topic: 'turn.warned' },
  {
    event: 'participant.timedout',
    // A refused contribution is told as such.
    when: ({ cause }) => cause !== 'REFUSED',
    topic: 'turn.timedout',
    personOnly: fromLobby,
  },
  { event: 'participant.exhumed', topic: 'participant.replaced' },
  { event: 'contribution.accepted', topic: 'contribution.verified' },
  { event: 'contribution.refused', topic: 'contribution.refused' },
  { event: 'ceremony.opened', topic: 'ceremony.opened' },
  { event: 'ceremony.closed', topic: 'ceremony.closed' },
  { event: 'ceremony.canceled', topic: 'ceremony.closed' },
  { event: 'ceremony.finalized', topic: 'ceremony.finalized' },
  {
    event: 'coordinator.note',
    when: ({ note }) => note === 'announcement' || note === 'incident',
    topic: 'announcement',
  },
];

/** After one of these somebody else may have become about next. */
const MOVES_QUEUE: ReadonlySet<string> = new Set<EventType>([
  'participant.waiting',
  'participant.ready',
  'participant.returned',
  'participant.timedout',
  'participant.removed',
  'turn.opened',
  'turn.closed',
  'ceremony.opened',
  'coordinator.override',
]);

export function movesQueue({ type }: ToldEvent): boolean {
  return MOVES_QUEUE.has(type);
}

/** Under which topic an event is told, and whether to its person alone; null: to nobody. */
export function topicOf(
  { type, data }: ToldEvent,
  discipline: Policy['discipline'],
): { topic: Topic; personOnly: boolean } | null {
  const rule = RULES.find(
    (one) => one.event === type && (one.only ?? discipline) === discipline && (one.when?.(data) ?? true),
  );
  return rule ? { topic: rule.topic, personOnly: rule.personOnly?.(data) ?? false } : null;
}

/** What a message may say of an event: facts that are public already. */
export function factsOf({ type, data }: ToldEvent): NoticeFacts {
  const facts: NoticeFacts = {};
  if (typeof data.deadlineAt === 'number' || data.deadlineAt === null) facts.deadlineAt = data.deadlineAt;
  if (typeof data.cause === 'string') facts.cause = data.cause;
  if (typeof data.position === 'number') facts.position = data.position;
  if (typeof data.text === 'string') facts.text = data.text;
  if (typeof data.code === 'string') facts.code = data.code;
  if (type === 'turn.opened') facts.begun = true;
  if (type === 'ceremony.canceled') facts.canceled = true;
  return facts;
}
