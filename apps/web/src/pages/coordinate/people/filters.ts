/** Which people the table shows: kept in the address, so that it can be passed on. */
import type { Person } from '../acts/acts.ts';
import { rowNumber, said } from '../filters/in-address.ts';

/** What people look for, and the statuses that it means. */
export const GROUPS = {
  all: [],
  working: ['READY', 'CONTRIBUTING'],
  waiting: ['WAITING', 'CONTRIBUTED'],
  lost: ['TIMEDOUT', 'EXHUMED'],
  done: ['DONE', 'FINALIZING', 'FINALIZED'],
  idle: ['CREATED'],
} as const satisfies Record<string, readonly Person['status'][]>;
export type Group = keyof typeof GROUPS;

export const GROUP_NAMES = Object.keys(GROUPS) as Group[];

export interface PeopleSearch {
  name?: string;
  group?: Group;
  circuit?: number;
  cohort?: string;
  hidden?: true;
  oldest?: true;
  /** Who is shown beside the table. */
  person?: number;
}

const TEXT = 64;

function text(value: unknown): string | undefined {
  const found = typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, TEXT) : '';
  return found === '' ? undefined : found;
}

/** What an address says, as far as it says something. */
export function peopleSearch(raw: Record<string, unknown>): PeopleSearch {
  const group = GROUP_NAMES.find((name) => name === raw.group && name !== 'all');
  return said({
    name: text(raw.name),
    group,
    circuit: rowNumber(raw.circuit),
    cohort: text(raw.cohort),
    hidden: raw.hidden === true ? (true as const) : undefined,
    oldest: raw.oldest === true ? (true as const) : undefined,
    person: rowNumber(raw.person),
  });
}

/** The list's address for these filters. */
export function peoplePath(ceremonyId: number, search: PeopleSearch): string {
  const query = new URLSearchParams();
  const { name, group = 'all', circuit, cohort, hidden, oldest } = search;
  if (name?.trim()) query.set('name', name.trim());
  if (GROUPS[group].length > 0) query.set('status', GROUPS[group].join(','));
  if (circuit !== undefined) query.set('circuitId', String(circuit));
  if (cohort?.trim()) query.set('cohort', cohort.trim());
  if (hidden) query.set('archived', 'true');
  query.set('sort', oldest ? 'id' : '-id');
  return `/ceremonies/${ceremonyId}/participants?${query}`;
}

/** How many there are of each group. */
export function groupCounts(counts: Partial<Record<string, number>>): Record<Group, number> {
  const all = Object.values(counts).reduce<number>((sum, count = 0) => sum + count, 0);
  return Object.fromEntries(
    GROUP_NAMES.map((name) => [
      name,
      name === 'all' ? all : GROUPS[name].reduce<number>((sum, status) => sum + (counts[status] ?? 0), 0),
    ]),
  ) as Record<Group, number>;
}
