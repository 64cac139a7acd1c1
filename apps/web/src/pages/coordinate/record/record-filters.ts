/** Which events are shown: kept in the address. */
import { KINDS, type Kind, typesOf } from '../../ceremony/event-kinds.ts';

export interface RecordSearch {
  kind?: Kind;
  circuit?: number;
  /** Row of the participant. */
  person?: number;
}

function number(value: unknown): number | undefined {
  const found = Number(value);
  return Number.isSafeInteger(found) && found > 0 ? found : undefined;
}

/** What an address says, as far as it says something. */
export function recordSearch(raw: Record<string, unknown>): RecordSearch {
  const wanted = {
    kind: KINDS.find((kind) => kind === raw.kind),
    circuit: number(raw.circuit),
    person: number(raw.person),
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

/** The list's address for these filters. */
export function recordPath(ceremonyId: number, { kind, circuit, person }: RecordSearch): string {
  const query = new URLSearchParams({ sort: '-seq' });
  if (kind !== undefined) query.set('type', typesOf(kind).join(','));
  if (circuit !== undefined) query.set('circuit', String(circuit));
  if (person !== undefined) query.set('participant', String(person));
  return `/ceremonies/${ceremonyId}/events?${query}`;
}
