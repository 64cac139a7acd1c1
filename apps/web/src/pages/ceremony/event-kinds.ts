/** Events by what a reader looks for. */
import type { ItemOf } from '@brebaje/client/rest/bodies';

type EventType = ItemOf<'listEvents'>['type'];

export const KINDS = ['ceremony', 'contributions', 'turns', 'people', 'coordinators'] as const;
export type Kind = (typeof KINDS)[number];

const TYPES = {
  'ceremony.created': 'ceremony',
  'ceremony.opened': 'ceremony',
  'ceremony.paused': 'ceremony',
  'ceremony.resumed': 'ceremony',
  'ceremony.amended': 'ceremony',
  'ceremony.closed': 'ceremony',
  'ceremony.drained': 'ceremony',
  'ceremony.canceled': 'ceremony',
  'ceremony.finalizing': 'ceremony',
  'ceremony.finalized': 'ceremony',
  'participant.enrolled': 'people',
  'participant.waiting': 'people',
  'participant.ready': 'people',
  'participant.timedout': 'people',
  'participant.exhumed': 'people',
  'participant.returned': 'people',
  'participant.barred': 'people',
  'participant.removed': 'people',
  'participant.finalized': 'people',
  'turn.opened': 'turns',
  'turn.step': 'turns',
  'turn.warned': 'turns',
  'turn.extended': 'turns',
  'turn.closed': 'turns',
  'contribution.received': 'contributions',
  'contribution.accepted': 'contributions',
  'contribution.refused': 'contributions',
  'coordinator.note': 'coordinators',
  'coordinator.override': 'coordinators',
} as const satisfies Record<EventType, Kind>;

/** The kind of an event; those of a newer server count as the ceremony's. */
export const kindOf = (type: string): Kind => TYPES[type as EventType] ?? 'ceremony';

export const typesOf = (kind: Kind): string[] => Object.keys(TYPES).filter((type) => kindOf(type) === kind);
