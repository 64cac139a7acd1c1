/** A circuit as the board shows it, from the queues and the live snapshot. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import type { Snapshot } from '../../../live/live-feed.ts';

export type QueueHead = AnswerBody<'readCeremonyQueue'>['circuits'][number];
type LiveTurn = Snapshot['turns'][number];

export interface TurnView {
  participantId: number;
  name: string;
  kind: 'offered' | 'working' | 'checking';
  step: LiveTurn['step'];
  /** 0 to 100, of the step. */
  percent: number;
  /** Seconds since 1970 by the server's clock. */
  since: number;
  /** Absent: no limit, or the server is at work. */
  until: number | undefined;
  /** Absent where nobody can tell. */
  present: boolean | undefined;
}

export interface CircuitView {
  turn: TurnView | undefined;
  /** Those who come next, without whoever has the turn by now. */
  next: QueueHead['upcoming'];
  /** How many wait beside those who are named. */
  more: number;
}

const KINDS = { OFFERED: 'offered', WORKING: 'working', VERIFYING: 'checking' } as const;

/** How many of those who come next have room. */
const NAMED = 2;

/**
 * The snapshot is the newer of the two where it is there; who is present and who comes next only the queue
 * knows.
 */
export function circuitView(head: QueueHead, snapshot: Snapshot | undefined): CircuitView {
  const turn = snapshot ? fromSnapshot(head, snapshot) : fromQueue(head);
  const others = head.upcoming.filter(({ participantId }) => participantId !== turn?.participantId);
  const gone = head.upcoming.length - others.length;
  const next = others.slice(0, NAMED);
  return { turn, next, more: Math.max(0, head.waiting - gone - next.length) };
}

function fromSnapshot(head: QueueHead, { turns }: Snapshot): TurnView | undefined {
  const turn = turns.find(({ circuitId }) => circuitId === head.circuitId);
  if (!turn) return undefined;
  const { participantId, publicName, phase, step, percent, since, deadlineAt } = turn;
  return {
    participantId,
    name: publicName,
    kind: KINDS[phase],
    step,
    percent,
    since,
    until: deadlineAt,
    present: head.now?.participantId === participantId ? head.now.present : undefined,
  };
}

function fromQueue({ now }: QueueHead): TurnView | undefined {
  if (!now) return undefined;
  const { participantId, name, step, progress = 0, since, startBy, deadlineAt, present } = now;
  return {
    participantId,
    name,
    kind: step === undefined ? 'offered' : step === 'VERIFYING' ? 'checking' : 'working',
    step: step ?? 'DOWNLOADING',
    percent: progress,
    since,
    until: startBy ?? deadlineAt,
    present,
  };
}

/** calm: there is time; soon: look at it; over: the server is about to end it. */
export type Urgency = 'calm' | 'soon' | 'over';

/** How urgent a running clock is: soon in its last fifth or its last minute. */
export function urgencyOf({ since, until }: Pick<TurnView, 'since' | 'until'>, now: number): Urgency {
  if (until === undefined) return 'calm';
  const left = until - now;
  if (left <= 0) return 'over';
  return left < Math.max(60, (until - since) / 5) ? 'soon' : 'calm';
}
