/**
 * What an event of the record says, in the language of the page; and the machine words that it says it with, for
 * whoever compares. What this program does not know is told as the server's own words tell it.
 */
import { eventWords } from '@brebaje/client/rest/event-words';
import { ENGLISH, type TextKey } from '../texts/catalogue.ts';
import type { Values } from '../texts/message.ts';
import type { Texts } from '../texts/use-texts.tsx';

type Speaker = Pick<Texts, 't' | 'formats'>;
type Name = keyof typeof ENGLISH.events;

interface EventSentence {
  text: string;
  /** Kind of event, codes, steps: as the record has them. */
  words: string[];
  /** Row of whom it is about. */
  participant: number | undefined;
}

/** Fields of events that pages look at; packages/protocol/src/events.ts has all. Times are milliseconds. */
interface Data {
  participant?: number;
  who?: string;
  by?: number;
  reason?: string;
  why?: string;
  text?: string;
  cause?: string | null;
  outcome?: string;
  code?: string;
  note?: string;
  override?: string;
  slug?: string;
  position?: number;
  from?: unknown;
  to?: unknown;
  until?: number | 'forever';
  deadlineAt?: number | null;
  upload?: boolean;
  handover?: unknown;
  changes?: { field: string; old?: unknown; new?: unknown }[];
  beacon?: { round?: number; slot?: number; at?: number };
}

export function eventSentence(speaker: Speaker, event: { type: string; body: string }): EventSentence {
  const { type } = event;
  const data = dataOf(event.body);
  const participant = typeof data.participant === 'number' ? data.participant : undefined;
  try {
    return { text: sentences(speaker, type, data).join(' '), words: wordsOf(type, data), participant };
  } catch {
    return { text: eventWords(event), words: [type], participant };
  }
}

function dataOf(body: string): Data {
  try {
    return (JSON.parse(body) as { data?: Data }).data ?? {};
  } catch {
    return {};
  }
}

function wordsOf(type: string, { note, override, outcome, cause, code, from, to }: Data): string[] {
  const steps = type === 'turn.step' && typeof from === 'string' ? [`${from} → ${to}`] : [];
  return [type, note, override, outcome, cause, code, ...steps].filter((word) => typeof word === 'string');
}

/** Throws for what this program has no words for. */
function sentences(speaker: Speaker, type: string, data: Data): string[] {
  const { t, formats } = speaker;
  const say = (name: Name, values?: Values) => t(`events.${name}` as TextKey, values);
  const at = (millis: number) => formats.moment(millis / 1_000);
  const said = [say(...opening(type, data, at))];
  if (type !== 'coordinator.override') said.push(...by(data).map((one) => say(...one)));
  for (const [kind, word] of [
    ['outcome', data.outcome],
    ['cause', data.cause],
  ] as const)
    if (typeof word === 'string') said.push(say(known(`${kind}_${word}`)));
  if (type === 'coordinator.note' && data.text !== undefined) said.push(data.text);
  const reason = data.reason ?? data.why;
  if (reason !== undefined) said.push(say('reason', { reason }));
  for (const { field, old, new: now } of data.changes ?? [])
    said.push(say('change', { field, old: value(speaker, old), new: value(speaker, now) }));
  if (type === 'coordinator.override' && data.to !== undefined)
    for (const [field, old, now] of moves(data.from, data.to)) {
      const values = { old: value(speaker, old), new: value(speaker, now) };
      said.push(field === undefined ? say('moved', values) : say('change', { field, ...values }));
    }
  said.push(...times(type, data).map(([name, millis]) => say(name, { moment: at(millis) })));
  if ((type === 'turn.opened' || type === 'turn.extended') && data.deadlineAt === null)
    said.push(say('noDeadline'));
  const { round, slot, at: published } = data.beacon ?? {};
  const moment = published === undefined ? {} : { moment: at(published) };
  const when = published === undefined ? '' : 'At';
  if (round !== undefined) said.push(say(`endsWithRound${when}`, { round: String(round), ...moment }));
  else if (slot !== undefined) said.push(say(`endsWithSlot${when}`, { slot: String(slot), ...moment }));
  return said;
}

/** What happened, without by whom and why. */
function opening(type: string, data: Data, at: (millis: number) => string): [Name, Values?] {
  const { from, until, note, override } = data;
  switch (type) {
    case 'ceremony.created':
      return ['ceremony_created', { slug: data.slug ?? '' }];
    case 'ceremony.amended':
      return [data.handover ? 'ceremony_handover' : 'ceremony_amended'];
    case 'participant.waiting':
      if (data.outcome !== undefined) return ['participant_waitingAgain'];
      return [from === 'CONTRIBUTED' ? 'participant_waitingNext' : 'participant_waiting'];
    case 'participant.timedout':
      return [from === 'WAITING' ? 'participant_timedoutWaiting' : 'participant_timedout'];
    case 'participant.barred':
      return typeof until === 'number'
        ? ['participant_barred', { until: at(until) }]
        : ['participant_barredForever'];
    case 'turn.step':
      return [known(`turn_step_${String(data.to)}`)];
    case 'turn.extended':
      return [data.upload ? 'turn_extendedUpload' : 'turn_extended'];
    case 'contribution.accepted':
      return ['contribution_accepted', { position: data.position ?? '' }];
    case 'contribution.refused':
      return ['contribution_refused', { text: data.text ?? '' }];
    case 'coordinator.note':
      return [found(`note_${note?.replaceAll(' ', '_')}`) ?? 'note'];
    case 'coordinator.override':
      return [found(`override_${override}`) ?? 'override'];
    default:
      return [known(type.replace('.', '_'))];
  }
}

/** Who did it, where it was not the person themselves or the server by its rules. */
function by({ who, by: account }: Data): [Name, Values?][] {
  if (who !== 'coordinator' && who !== 'operator') return [];
  return account === undefined ? [[`by_${who}Unnamed`]] : [[`by_${who}`, { by: String(account) }]];
}

/** Moments that are told at the end. */
function times(type: string, { from, until, deadlineAt }: Data): [Name, number][] {
  const told: [Name, unknown][] = [];
  if (type === 'ceremony.amended') told.push(['holdsFrom', from]);
  if (type === 'coordinator.note') told.push(['noteFrom', from], ['noteUntil', until]);
  if (type === 'participant.ready') told.push(['window', deadlineAt]);
  if (type.startsWith('turn.')) told.push(['deadline', deadlineAt]);
  return told.filter((one): one is [Name, number] => typeof one[1] === 'number');
}

/** What of a value is another now: field by field where it has fields. */
function moves(from: unknown, to: unknown): (readonly [string | undefined, unknown, unknown])[] {
  if (!isRecord(from) || !isRecord(to)) return [[undefined, from, to]];
  return Object.keys(to)
    .filter((field) => JSON.stringify(from[field]) !== JSON.stringify(to[field]))
    .map((field) => [field, from[field], to[field]]);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const found = (name: string): Name | undefined =>
  Object.hasOwn(ENGLISH.events, name) ? (name as Name) : undefined;

function known(name: string): Name {
  const own = found(name);
  if (own === undefined) throw new RangeError(`no words for ${name}`);
  return own;
}

/** A value of a rule; a fixed limit of time as a span. */
function value({ t, formats }: Speaker, json: unknown): string {
  if (json === undefined || json === null) return t('events.nothing');
  if (typeof json === 'string') return json;
  if (typeof json === 'number') return formats.number(json);
  const { type, duration, ...more } = json as { type?: unknown; duration?: unknown };
  if (type === 'FIXED' && typeof duration === 'number' && Object.keys(more).length === 0)
    return formats.span(duration / 1_000);
  return JSON.stringify(json);
}
