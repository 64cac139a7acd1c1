/** Which events are shown: kept in the address. */
import { KINDS, type Kind, typesOf } from '../../ceremony/event-kinds.ts';
import { rowNumber, said } from '../filters/in-address.ts';

export interface RecordSearch {
  kind?: Kind;
  circuit?: number;
  /** Row of the participant. */
  person?: number;
}

/** What an address says, as far as it says something. */
export function recordSearch(raw: Record<string, unknown>): RecordSearch {
  return said({
    kind: KINDS.find((kind) => kind === raw.kind),
    circuit: rowNumber(raw.circuit),
    person: rowNumber(raw.person),
  });
}

/** The list's address for these filters. */
export function recordPath(ceremonyId: number, { kind, circuit, person }: RecordSearch): string {
  const query = new URLSearchParams({ sort: '-seq' });
  if (kind !== undefined) query.set('type', typesOf(kind).join(','));
  if (circuit !== undefined) query.set('circuit', String(circuit));
  if (person !== undefined) query.set('participant', String(person));
  return `/ceremonies/${ceremonyId}/events?${query}`;
}
