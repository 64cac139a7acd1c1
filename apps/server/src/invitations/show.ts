import type { InvitationBody } from '@brebaje/protocol/rest/invitation';
import { toSeconds } from '../rest/seconds.ts';
import type { InvitationRow } from '../store/schema.ts';
import { invitationState } from './state.ts';

/** What an optional column is on the wire: absent instead of null. */
const optional = <K extends string, V>(name: K, value: V | null): { [N in K]?: V } =>
  (value === null ? {} : { [name]: value }) as { [N in K]?: V };

const time = <K extends string>(name: K, millis: number | null): { [N in K]?: number } =>
  optional(name, millis === null ? null : toSeconds(millis));

/** An invitation as coordinators see it. */
export function shownInvitation(row: InvitationRow, now: number): InvitationBody {
  return {
    id: row.id,
    ...optional('ceremonyId', row.ceremonyId),
    ...optional('projectId', row.projectId),
    role: row.role,
    state: invitationState(row, now),
    ...optional('name', row.name),
    ...optional('address', row.address),
    ...optional('cohort', row.cohort),
    ...optional('identity', row.identity),
    queueClass: row.queueClass,
    priority: row.priority,
    ...time('from', row.from),
    ...time('until', row.until),
    createdAt: toSeconds(row.createdAt),
    ...time('sentAt', row.sentAt),
    ...time('usedAt', row.usedAt),
    ...optional('userId', row.userId),
    ...time('revokedAt', row.revokedAt),
  };
}
