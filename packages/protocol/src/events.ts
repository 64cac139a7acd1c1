/** The vocabulary of audit events. */
export const EVENT_TYPES = [
  'ceremony.created',
  'ceremony.opened',
  'ceremony.paused',
  'ceremony.resumed',
  'ceremony.amended',
  'ceremony.closed',
  'ceremony.drained',
  'ceremony.canceled',
  'ceremony.finalizing',
  'ceremony.finalized',
  'participant.enrolled',
  'participant.waiting',
  'participant.ready',
  'participant.timedout',
  'participant.exhumed',
  'participant.returned',
  'participant.barred',
  'participant.removed',
  'participant.finalized',
  'turn.opened',
  'turn.step',
  'turn.warned',
  'turn.extended',
  'turn.closed',
  'contribution.received',
  'contribution.accepted',
  'contribution.refused',
  'coordinator.note',
  'coordinator.override',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

const KNOWN: ReadonlySet<string> = new Set(EVENT_TYPES);

/** Whether a word is in the vocabulary. `progress` is a live event without an id and is not. */
export function isEventType(word: string): word is EventType {
  return KNOWN.has(word);
}
