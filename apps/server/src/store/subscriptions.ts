import { type Insertable, sql } from 'kysely';
import type { Db } from './open-store.ts';
import type { OutboxRow, SubscriptionRow } from './schema.ts';
import type { SubscriptionTable } from './tables/messages.ts';

/** A subscription that may hear of a ceremony, of which topics, and whether its person coordinates it. */
export type Listener = Omit<SubscriptionRow, 'topics'> & {
  topics: ReadonlySet<string>;
  coordinates: boolean;
};

/**
 * Who may hear of a ceremony: confirmed and enabled subscriptions to it or to its project. One read through
 * two indexes; what a ceremony that nobody follows costs.
 */
export async function listenersOf(trx: Db, ceremony: { id: number; projectId: number }): Promise<Listener[]> {
  const rows = await trx
    .selectFrom('subscription')
    .innerJoin('user', 'user.id', 'subscription.userId')
    .innerJoin('project', (join) => join.on('project.id', '=', ceremony.projectId))
    .selectAll('subscription')
    .select(({ exists, selectFrom }) => [
      'user.role',
      'project.ownerUserId',
      exists(
        selectFrom('coordinator')
          .select('coordinator.userId')
          .where('coordinator.projectId', '=', ceremony.projectId)
          .whereRef('coordinator.userId', '=', 'subscription.userId'),
      ).as('added'),
    ])
    .where(({ eb, or }) =>
      or([
        eb('subscription.ceremonyId', '=', ceremony.id),
        eb('subscription.projectId', '=', ceremony.projectId),
      ]),
    )
    .where('subscription.confirmedAt', 'is not', null)
    .where('subscription.disabledAt', 'is', null)
    .execute();
  return rows.map(({ role, ownerUserId, added, ...row }) => ({
    ...row,
    topics: new Set(JSON.parse(row.topics) as string[]),
    coordinates: role === 'operator' || ownerUserId === row.userId || Boolean(added),
  }));
}

export function findSubscription(db: Db, id: number): Promise<SubscriptionRow | undefined> {
  return db.selectFrom('subscription').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Whose these subscriptions are, by their numbers. */
export async function ownersOf(db: Db, ids: readonly number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('subscription')
    .select(['id', 'userId'])
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map(({ id, userId }) => [id, userId]));
}

export function createSubscription(
  trx: Db,
  subscription: Insertable<SubscriptionTable>,
): Promise<SubscriptionRow> {
  return trx.insertInto('subscription').values(subscription).returningAll().executeTakeFirstOrThrow();
}

export async function countSubscriptions(db: Db, userId: number): Promise<number> {
  const { count } = await db
    .selectFrom('subscription')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Changes the subscription if it is still the row that was read; undefined when somebody else changed it. */
export function updateSubscription(
  db: Db,
  before: Pick<SubscriptionRow, 'id' | 'version'>,
  changes: Partial<Pick<SubscriptionRow, 'topics' | 'timeZone' | 'failures' | 'disabledAt' | 'confirmedAt'>>,
): Promise<SubscriptionRow | undefined> {
  return db
    .updateTable('subscription')
    .set({ ...changes, version: before.version + 1 })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .returningAll()
    .executeTakeFirst();
}

/** Deletes a subscription with what waits to be sent there. */
export async function deleteSubscription(trx: Db, id: number): Promise<void> {
  await trx.deleteFrom('outbox').where('subscriptionId', '=', id).execute();
  await trx.deleteFrom('subscription').where('id', '=', id).execute();
}

/** A message came through: failures before it do not count. */
export async function noteDelivered(db: Db, id: number): Promise<void> {
  await db
    .updateTable('subscription')
    .set({ failures: 0 })
    .where('id', '=', id)
    .where('failures', '>', 0)
    .execute();
}

/** Counts a message that was given up; `most` in a row switch the subscription off. Whether it is off now. */
export async function noteGivenUp(db: Db, id: number, most: number, now: number): Promise<boolean> {
  const row = await db
    .updateTable('subscription')
    .set(({ eb }) => ({
      failures: eb('failures', '+', 1),
      disabledAt: sql<
        number | null
      >`case when "failures" + 1 >= ${sql.lit(most)} then coalesce("disabledAt", ${sql.lit(now)}) else "disabledAt" end`,
    }))
    .where('id', '=', id)
    .returning('disabledAt')
    .executeTakeFirst();
  return row?.disabledAt != null;
}

/** The newest message to each of these subscriptions. */
export async function latestMessages(
  db: Db,
  subscriptionIds: readonly number[],
): Promise<Map<number, OutboxRow>> {
  const latest = new Map<number, OutboxRow>();
  for (const id of subscriptionIds) {
    const row = await db
      .selectFrom('outbox')
      .selectAll()
      .where('subscriptionId', '=', id)
      .orderBy('id', 'desc')
      .limit(sql.lit(1))
      .executeTakeFirst();
    if (row) latest.set(id, row);
  }
  return latest;
}
