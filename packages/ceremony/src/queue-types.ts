/** The few facts a queue rule needs beyond a lobby's, and what it answers. Times are milliseconds. */
import type { Member, MemberChange, Turn, TurnChange } from './lobby-types.ts';

/** The three parts of a queue, in the order in which they are served. */
export const QUEUE_CLASSES = ['PRIVATE', 'PUBLIC', 'STANDBY'] as const;
export type QueueClass = (typeof QUEUE_CLASSES)[number];

/** A participant of a ceremony with queues. */
export interface QueueMember extends Member {
  /** The circuit they wait for, are offered or work on, or lost; null: none yet, or none left. */
  circuitId: number | null;
  /** Accepted contributions of this participant. */
  circuitsDone: number;
  queueClass: QueueClass;
  /** Higher comes first within a part. */
  priority: number;
  /** Order within a part: since when they wait for this circuit. */
  queuedAt: number | null;
  /** Counts as present until then; null: not before they do something themselves. */
  presentUntil: number | null;
  /** When the roster expects them: offered nothing before `from` or after `until`. null: at any time. */
  from: number | null;
  until: number | null;
}

/** A participant among others: in queues it matters who. */
export interface QueueEntry extends QueueMember {
  id: number;
  /** Has let several offers go lately: the others who are present come first. Absent: no. */
  yields?: boolean;
}

/** A turn that is offered first: phase OFFERED until the contributor starts. */
export interface QueueTurn extends Turn {
  /** When the work began; null while only offered. */
  startedAt: number | null;
  /** Limit of the work as it was when it began; null: none. */
  limitMillis: number | null;
  /** When the contributor was warned of the present deadline. */
  warnedAt: number | null;
  moreTimeAskedAt: number | null;
  /** What was added for an upload under way. */
  graceMillis: number;
  /** Latest byte of an upload. */
  progressAt: number | null;
  reservationId: number | null;
}

export type QueueChange<M extends QueueMember = QueueMember> = MemberChange<M>;
export type QueueTurnChange<
  M extends QueueMember = QueueMember,
  T extends QueueTurn = QueueTurn,
> = TurnChange<M, T>;

/** A circuit that takes contributions. Participants go through them by ascending sequence. */
export interface CircuitInLine {
  id: number;
  sequence: number;
}

/** What the server remembers of its own faults on one chain. */
export interface ChainHealth {
  /** Faults of ours in a row. */
  faults: number;
  /** Since when the chain takes nobody, and why. */
  haltedAt: number | null;
  haltedWhy: string | null;
}

/** A turn promised to one person for some time, announced publicly. */
export interface Reservation {
  id: number;
  circuitId: number;
  participantId: number;
  from: number;
  until: number;
  /** Limit of the work; null: the ceremony's. */
  limitMillis: number | null;
  state: 'PLANNED' | 'USED' | 'PASSED' | 'CANCELED';
}
