import { CONTRIBUTION_STEPS, PARTICIPANT_STATUSES } from '@brebaje/ceremony/participant';
import { EVENT_DATA, EVENT_TYPES, type EventType, LIVE_DATA } from '@brebaje/protocol/events';
import { CEREMONY_STATUSES } from '@brebaje/protocol/rest/ceremonies';
import { jsonSchemaOf } from '@brebaje/protocol/rest/json-schema';
import { type Field, fieldsOf } from '@brebaje/protocol/rest/reference';
import type { z } from 'zod';
import { fieldRows } from './tables.ts';

const MEANS: Record<EventType, string> = {
  'ceremony.created': 'There is a ceremony. Nothing of it is fixed yet.',
  'ceremony.opened': 'People may join; rules, sizes and genesis are fixed by the manifest.',
  'ceremony.paused': 'Every clock stands still.',
  'ceremony.resumed': 'It goes on after a pause.',
  'ceremony.amended': 'Something was changed after opening: old, new, who and why.',
  'ceremony.closed': 'Nobody new enters; whoever is inside finishes.',
  'ceremony.drained': 'Nobody is inside any more.',
  'ceremony.canceled': 'It ends without a result.',
  'ceremony.finalizing': 'The result is being made; everybody DONE is FINALIZING.',
  'ceremony.finalized': 'The result stands: its files, with their hashes.',
  'participant.enrolled': 'Somebody joined.',
  'participant.waiting':
    'Somebody waits: for the first time, for the next circuit, or again after a turn that passed on.',
  'participant.ready': 'Somebody was selected.',
  'participant.timedout': 'A turn or a place was lost.',
  'participant.exhumed': 'What was lost went to somebody else.',
  'participant.returned': 'Somebody who lost a turn or place waits again.',
  'participant.barred': 'Somebody takes no further turn, for a time or for good.',
  'participant.removed': 'Somebody left or was removed.',
  'participant.finalized': 'Everybody FINALIZING is FINALIZED, as one set.',
  'turn.opened': 'The state was handed out, the clock runs.',
  'turn.step': 'The contributor is at the next step.',
  'turn.warned': 'The contributor was warned that time is nearly over.',
  'turn.extended': 'The deadline is later.',
  'turn.closed': 'The turn is over, with its outcome.',
  'contribution.received': 'A contribution arrived whole and is kept; it is checked next.',
  'contribution.accepted': 'The chain is one longer.',
  'contribution.refused': 'Two engines agree that the contribution is invalid.',
  'coordinator.note': 'An announcement, an incident, a reservation, or a note of the server.',
  'coordinator.override': 'Somebody overrode the rules in one case, with their reason.',
};

const LIVE_MEANS: Record<keyof typeof LIVE_DATA, string> = {
  progress: 'How far somebody at work is, at most once a second for each.',
  reset: 'The listener asked to go on where this log has never been.',
};

/** What would fill a line each time it comes. */
const SHORT = new Map([
  [listed(PARTICIPANT_STATUSES), 'status of a participant'],
  [listed(CEREMONY_STATUSES), 'status of a ceremony'],
  [listed(CONTRIBUTION_STEPS), 'step'],
  ['Nested', 'any JSON'],
]);

function listed(words: readonly string[]): string {
  return words.map((word) => JSON.stringify(word)).join(' or ');
}

const fields = (schema: z.ZodType): Field[] =>
  fieldsOf(jsonSchemaOf(schema, 'output', {})).map((field) => ({
    ...field,
    type: SHORT.get(field.type) ?? field.type,
  }));

/** The members that any event may have. */
function common(): Field[] {
  const [first, ...others] = EVENT_TYPES.map((type) => fields(EVENT_DATA[type]));
  return first!.filter(({ name }) => others.every((one) => one.some((field) => field.name === name)));
}

/** The vocabulary of the audit trail and of live listeners. */
export function eventsPage(): string {
  const shared = common();
  const own = (schema: z.ZodType) =>
    fields(schema).filter(({ name }) => !shared.some((field) => field.name === name));
  const section = (name: string, means: string, schema: z.ZodType) => {
    const particulars = own(schema);
    const table = particulars.length === 0 ? '' : `\n\n${fieldRows(particulars, 'data')}`;
    return `### ${name}\n\n${means}${table}`;
  };
  return `# Events

Everything that happens in a ceremony is an event, in the order in which it happened, hash-linked from the first; anyone may read them. \`GET /ceremonies/{id}/events\` lists them, and sends them as they happen to whoever asks for \`text/event-stream\`. An event is stored as RFC 8785 JSON of \`{ceremony, seq, type, at, previous, data}\`: \`seq\` counts without a gap within the ceremony, \`previous\` is the SHA-256 of the event before. Times inside are milliseconds since 1970, because these are the bytes that are hashed.

People appear as participant numbers, the public name they chose, and a salted commitment to their identity; coordinators as user numbers. A field that is not on this page is never written.

## In every event

${fieldRows(shared, 'data')}

## In the log

${EVENT_TYPES.map((type) => section(type, MEANS[type], EVENT_DATA[type])).join('\n\n')}

## Only live

Without an id, in no log.

${Object.entries(LIVE_DATA)
  .map(([name, schema]) => section(name, LIVE_MEANS[name as keyof typeof LIVE_DATA], schema))
  .join('\n\n')}
`;
}
