import { expressionBuilder, sql } from 'kysely';
import { dialectOf } from './dialect-of.ts';
import type { Db } from './open-store.ts';
import type { Database } from './schema.ts';

/** Where the walk over the users goes on; 0 begins. */
export interface Walked {
  deleted: number;
  after: number;
}

/**
 * Deletes users and their identities who signed in and never took part: made before `before`, without a
 * session, a participant, a project, a role or an invitation. Looks at no more than `limit` users with an id above `after`, so that
 * one call is short however many have taken part. Run it in a transaction.
 * @returns `after` for the next call, 0 when the end is reached
 */
export async function deleteUnusedUsers(
  trx: Db,
  { after, before, limit = 500 }: { after: number; before: number; limit?: number },
): Promise<Walked> {
  const users = await trx
    .selectFrom('user')
    .select(['id', 'createdAt'])
    .where('id', '>', after)
    .where('role', 'is', null)
    .orderBy('id')
    .limit(sql.lit(limit))
    .execute();
  const next = users.length < limit ? 0 : (users.at(-1)?.id ?? 0);
  const old = users.filter(({ createdAt }) => createdAt < before).map(({ id }) => id);
  const unused = await lockUnused(trx, old);
  if (unused.length === 0) return { deleted: 0, after: next };
  // Asked again: only now, with the rows locked, can nobody begin to use them.
  await trx.deleteFrom('identity').where('userId', 'in', unused).where(isUnused('identity.userId')).execute();
  const { numDeletedRows } = await trx
    .deleteFrom('user')
    .where('id', 'in', unused)
    .where(isUnused('user.id'))
    .executeTakeFirstOrThrow();
  return { deleted: Number(numDeletedRows), after: next };
}

/** Leaves out whom a transaction under way refers to. */
async function lockUnused(trx: Db, ids: number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const query = trx.selectFrom('user').select('id').where('id', 'in', ids).where(isUnused('user.id'));
  const locked = dialectOf(trx) === 'postgres' ? query.forUpdate().skipLocked() : query;
  return (await locked.execute()).map(({ id }) => id);
}

function isUnused(user: 'user.id' | 'identity.userId') {
  const same = sql.ref<number>(user);
  const { and, not, exists, selectFrom } = expressionBuilder<Database, never>();
  return and([
    not(exists(selectFrom('session').select('session.idHash').where('session.userId', '=', same))),
    not(exists(selectFrom('participant').select('participant.id').where('participant.userId', '=', same))),
    not(exists(selectFrom('project').select('project.id').where('project.ownerUserId', '=', same))),
    not(exists(selectFrom('coordinator').select('userId').where('coordinator.userId', '=', same))),
    not(exists(selectFrom('subscription').select('id').where('subscription.userId', '=', same))),
    not(exists(selectFrom('invitation').select('id').where('invitation.userId', '=', same))),
    not(exists(selectFrom('invitation').select('id').where('invitation.createdBy', '=', same))),
  ]);
}
