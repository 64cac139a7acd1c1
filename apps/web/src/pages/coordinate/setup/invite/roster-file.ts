/** The roster and its links as tables. */
import type { ItemOf } from '@brebaje/client/rest/bodies';
import type { Message } from './messages.tsx';
import { csvLine } from './roster-text.ts';

export type Invited = ItemOf<'listInvitations'>;

/** A table that can be put on a roster again: there it changes nothing. */
export function rosterFile(people: readonly Invited[]): string {
  const head = ['name', 'address', 'cohort', 'from', 'until', 'identity', 'queue', 'priority'];
  const when = (seconds: number | undefined) =>
    seconds === undefined ? '' : new Date(seconds * 1_000).toISOString();
  const lines = people.map(
    ({ name = '', address = '', cohort = '', from, until, identity = '', queueClass, priority }) =>
      csvLine([name, address, cohort, when(from), when(until), identity, queueClass, `${priority}`]),
  );
  return csvLine(head) + lines.join('');
}

/** Links for whoever sends them by hand. */
export function linksFile(messages: readonly Pick<Message, 'name' | 'address' | 'link'>[]): string {
  const lines = messages.map(({ name = '', address = '', link = '' }) => csvLine([name, address, link]));
  return csvLine(['name', 'address', 'link']) + lines.join('');
}
