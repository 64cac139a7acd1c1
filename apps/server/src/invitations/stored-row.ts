import type { RosterRow } from '@brebaje/protocol/rest/invitation';
import type { InvitationRow } from '../store/schema.ts';

type Fields = Partial<
  Pick<
    InvitationRow,
    'name' | 'address' | 'cohort' | 'identity' | 'queueClass' | 'priority' | 'from' | 'until'
  >
>;

/** What was written over REST, as it is kept: only the fields that are there, times in milliseconds. */
export function storedRow(row: { [K in keyof RosterRow]?: RosterRow[K] | null }): Fields {
  const { from, until, ...rest } = row;
  const millis = (seconds: number | null) => (seconds === null ? null : seconds * 1000);
  const kept = Object.entries({
    ...rest,
    ...(from === undefined ? {} : { from: millis(from) }),
    ...(until === undefined ? {} : { until: millis(until) }),
  }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Fields;
}
