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
  /** Those who come next. */
  next: QueueHead['upcoming'];
  /** How many wait beside those who are named. */
  more: number;
}

/** How many of those who come next have room. */
const NAMED = 2;

/**
 * The queue says whose turn it is, until when, and who comes next: it is asked after every event. How far
 * somebody is within a step the snapshot knows, which hears of it every second.
 */
export function circuitView(head: QueueHead, snapshot: Snapshot | undefined): CircuitView {
  const live = snapshot?.turns.find(({ circuitId }) => circuitId === head.circuitId);
  const turn = head.now && turnView(head.now, live);
  const next = head.upcoming.slice(0, NAMED);
  return { turn, next, more: Math.max(0, head.waiting - next.length) };
}

const STEPS: readonly LiveTurn['step'][] = [
  'DOWNLOADING',
  'COMPUTING',
  'UPLOADING',
  'VERIFYING',
  'COMPLETED',
];

function turnView(now: NonNullable<QueueHead['now']>, live: LiveTurn | undefined): TurnView {
  const { participantId, name, step, progress = 0, startBy, deadlineAt, present } = now;
  const same = live?.participantId === participantId ? live : undefined;
  const far = (at: LiveTurn['step'] | undefined) => (at === undefined ? -1 : STEPS.indexOf(at));
  // Whichever of the two is further on is the newer.
  const further =
    same !== undefined &&
    step !== undefined &&
    (far(same.step) > far(step) || (same.step === step && same.percent > progress));
  const at = further ? same.step : step;
  return {
    participantId,
    name,
    kind: at === undefined ? 'offered' : at === 'VERIFYING' ? 'checking' : 'working',
    step: at ?? 'DOWNLOADING',
    percent: further ? same.percent : progress,
    since: step !== undefined && same ? same.since : now.since,
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
