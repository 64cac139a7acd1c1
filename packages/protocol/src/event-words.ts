/** Events as sentences: what happened, by whom, and why. */
import type { Cause, Outcome } from '@brebaje/ceremony/lobby-types';
import type { z } from 'zod';
import { writeDuration } from './duration.ts';
import type { EVENT_DATA, EventType } from './events.ts';

type Data<T extends EventType> = z.infer<(typeof EVENT_DATA)[T]>;

const ACTORS = {
  participant: 'the participant',
  coordinator: 'a coordinator',
  server: 'the server',
  operator: 'an operator',
} as const;

const CAUSES: Record<Cause | 'CONTRIBUTED', string> = {
  MISSED_CHECK_IN: 'they did not check in in time',
  DEADLINE: 'the time for the contribution was over',
  ABORTED: 'they gave the turn back',
  REFUSED: 'the contribution was refused',
  REPLACED: 'somebody else was given the turn',
  BLOCKING_VERIFICATION: 'the check did not come to an end; that is a fault of the server, not theirs',
  BLOCKING_BACKEND_FUNCTION: 'a fault of the server, not theirs',
  UNKNOWN: 'nobody knows why; it does not count against them',
  DRAINED: 'the ceremony closed before their turn; it does not count against them',
  REMOVED: 'they were removed',
  CONTRIBUTED: 'their contribution is in the chain, and everybody contributes once',
};

const OUTCOMES: Record<Outcome, string> = {
  accepted: 'the contribution was accepted',
  refused: 'the contribution was refused',
  deadline: 'the time was over',
  aborted: 'it was given back',
  fault: 'a fault of the server',
  replaced: 'somebody else was given it',
  passed: 'it was not begun in time, which costs nothing',
  declined: 'it was declined, which costs nothing',
};

/** `…, by a coordinator (user 3), because …: “reason”`. */
function told(
  data: { who?: keyof typeof ACTORS; by?: number | undefined; reason?: string | undefined },
  because?: string,
): string {
  const user = data.by === undefined ? '' : ` (user ${data.by})`;
  // Events of the first release did not always say.
  const by = data.who === undefined ? '' : `, by ${ACTORS[data.who]}${user}`;
  const why = because === undefined ? '' : `, because ${because}`;
  return `${by}${why}${data.reason === undefined ? '' : `: “${data.reason}”`}.`;
}

const causeOf = (cause: Cause | null | undefined) => (cause ? CAUSES[cause] : undefined);

function moment(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

const until = (deadlineAt: number | null | undefined): string =>
  deadlineAt == null ? ' There is no limit of time.' : ` Time until ${moment(deadlineAt)}.`;

/** A value of a rule. Limits of time are told as people write them in a ceremony's file. */
function value(json: unknown): string {
  if (json === undefined) return 'nothing';
  const { type, duration, ...more } = (json ?? {}) as { type?: unknown; duration?: unknown };
  if (type === 'FIXED' && typeof duration === 'number' && Object.keys(more).length === 0)
    return writeDuration(duration);
  return JSON.stringify(json);
}

const CLOSES: Record<string, string> = {
  count: 'enough contributions were accepted',
  date: 'its date had come',
};

/** The beacon that was named. */
function beacon(named: Data<'ceremony.closed'>['beacon']): string {
  if (named === undefined) return '';
  const what =
    named.round === undefined ? `slot ${named.slot} of Ethereum` : `round ${named.round} of quicknet`;
  return ` It ends with ${what}${named.at === undefined ? '' : `, from ${moment(named.at)}`}.`;
}

const WORDS: { [T in EventType]: (data: Data<T>) => string } = {
  'ceremony.created': (data) => `The ceremony ${data.slug} was created${told(data)}`,
  'ceremony.opened': (data) => `The ceremony opened${told(data)}${beacon(data.beacon)}`,
  'ceremony.paused': (data) => `The ceremony was paused; nobody loses a place or a turn${told(data)}`,
  'ceremony.resumed': (data) => `The ceremony went on${told(data)}`,
  'ceremony.amended': (data) => {
    const changes = (data.changes ?? []).map(
      (change) => ` ${change.field}: ${value(change.new)} instead of ${value(change.old)}.`,
    );
    const reason = data.reason ?? data.why;
    const since = data.from === undefined ? '' : ` It holds from ${moment(data.from)}.`;
    const what = data.handover ? 'continues the chain of another sequencer' : 'was amended';
    return `The ceremony ${what}${told({ ...data, reason })}${changes.join('')}${since}`;
  },
  'ceremony.closed': (data) => {
    const because = data.cause === undefined ? undefined : (CLOSES[data.cause] ?? data.cause);
    return `The ceremony closed; whoever is inside finishes${told(data, because)}${beacon(data.beacon)}`;
  },
  'ceremony.drained': (data) =>
    `Nobody is inside any more: the ceremony takes no more contributions.${beacon(data.beacon)}`,
  'ceremony.canceled': (data) => `The ceremony was canceled${told(data)}`,
  'ceremony.finalizing': (data) => `The result is being made${told(data)}`,
  'ceremony.finalized': (data) =>
    `The ceremony was finalized: the result stands${told(data)}${beacon(data.beacon)}`,
  'participant.enrolled': (data) => `Enrolled${told(data)}`,
  'participant.waiting': (data) => {
    if (data.outcome !== undefined) return `Waits again: ${OUTCOMES[data.outcome]}${told(data)}`;
    return data.from === 'CONTRIBUTED'
      ? `Waits for the turn on the next circuit${told(data)}`
      : `Began to wait${told(data)}`;
  },
  'participant.ready': (data) => {
    const window = data.deadlineAt == null ? '' : ` To be begun until ${moment(data.deadlineAt)}.`;
    return `Was selected for a turn${told(data)}${window}`;
  },
  'participant.timedout': (data) => {
    const lost = data.from === 'WAITING' ? 'Lost the place' : 'Lost the turn';
    return `${lost}${told(data, CAUSES[data.cause])}`;
  },
  'participant.exhumed': (data) => `The turn or place that was lost went to somebody else${told(data)}`,
  'participant.returned': (data) => {
    const lost = data.cause ? ` It had been lost because ${CAUSES[data.cause]}.` : '';
    return `Waits again in the place they had${told(data)}${lost}`;
  },
  'participant.barred': (data) => {
    const end = data.until === 'forever' ? 'for good' : `until ${moment(data.until)}`;
    return `Takes no further turn ${end}${told(data, CAUSES[data.cause])}`;
  },
  'participant.removed': (data) => `Was removed from the ceremony${told(data, causeOf(data.cause))}`,
  'participant.finalized': () => 'The ceremony is final, and this contribution is part of it.',
  'turn.opened': (data) => `The turn began${told(data)}${until(data.deadlineAt)}`,
  'turn.step': (data) => `From ${data.from} to ${data.to}${told(data)}`,
  'turn.warned': (data) => `Was warned that the time is nearly over.${until(data.deadlineAt)}`,
  'turn.extended': (data) => {
    const because = data.upload ? 'an upload is under way' : causeOf(data.cause);
    return `Has more time${told(data, because)}${until(data.deadlineAt)}`;
  },
  'turn.closed': (data) => `The turn ended: ${OUTCOMES[data.outcome]}${told(data)}`,
  'contribution.received': () =>
    'The contribution arrived whole; the clock stands still while it is checked.',
  'contribution.accepted': (data) =>
    `The contribution was accepted at position ${data.position}${told(data)}`,
  'contribution.refused': (data) => `The contribution was refused${told(data)} ${data.code}: ${data.text}`,
  'coordinator.note': (data) => {
    const text = data.text ?? data.why;
    const said = text === undefined ? '' : ` ${text}`;
    const when = [
      data.from === undefined ? '' : ` From ${moment(data.from)}.`,
      data.until === undefined ? '' : ` Until ${moment(data.until)}.`,
    ];
    return `Note (${data.note})${told(data)}${said}${when.join('')}`;
  },
  'coordinator.override': (data) => {
    const move = data.to === undefined ? '' : ` ${value(data.to)} instead of ${value(data.from)}.`;
    return `Override (${data.override})${told(data, causeOf(data.cause))}${move}`;
  },
};

/** One event as a sentence. `data` fits its type: it was checked when it was written. */
export function eventWords(type: EventType, data: Record<string, unknown>): string {
  return (WORDS[type] as (data: unknown) => string)(data);
}
