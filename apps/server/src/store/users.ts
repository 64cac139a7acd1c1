import { dialectOf } from './dialect-of.ts';
import type { Db } from './open-store.ts';
import type { IdentityRow, IdentityTable, UserRow } from './schema.ts';

/** An account elsewhere: what `identity` is keyed on, and how people call it. */
export type Account = Pick<IdentityTable, 'provider' | 'subject' | 'handle'>;

/**
 * The user and identity of an account; makes both the first time. Safe when the same account signs in twice
 * at once: run it in a transaction. A changed handle (a GitHub login) is taken over.
 */
export async function findOrCreateUser(
  trx: Db,
  account: Account,
  now: number,
): Promise<{ user: UserRow; identity: IdentityRow; created: boolean }> {
  const known = await findIdentity(trx, account.provider, account.subject);
  const old = known && (await withUser(trx, known, account.handle));
  if (old) return { ...old, created: false };
  const user = await trx
    .insertInto('user')
    .values({ publicName: null, createdAt: now })
    .returningAll()
    .executeTakeFirstOrThrow();
  const identity = await trx
    .insertInto('identity')
    .values({ ...account, userId: user.id, createdAt: now })
    .onConflict((conflict) => conflict.columns(['provider', 'subject']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (identity) return { user, identity, created: true };
  // Another transaction was first, and the insert waited for it.
  await trx.deleteFrom('user').where('id', '=', user.id).execute();
  const winner = await findIdentity(trx, account.provider, account.subject);
  return { ...(await withUser(trx, winner!, account.handle))!, created: false };
}

/**
 * Undefined when the user was deleted as unused since the identity was read. The lock keeps it from being so
 * until the transaction ends; on SQLite every transaction is alone already.
 */
async function withUser(trx: Db, identity: IdentityRow, handle: string) {
  const query = trx.selectFrom('user').selectAll().where('id', '=', identity.userId);
  const locked = dialectOf(trx) === 'postgres' ? query.forKeyShare() : query;
  const user = await locked.executeTakeFirst();
  if (!user) return undefined;
  if (identity.handle === handle) return { user, identity };
  const renamed = await trx
    .updateTable('identity')
    .set({ handle })
    .where('id', '=', identity.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return { user, identity: renamed };
}

export function findIdentity(
  db: Db,
  provider: IdentityTable['provider'],
  subject: string,
): Promise<IdentityRow | undefined> {
  return db
    .selectFrom('identity')
    .selectAll()
    .where('provider', '=', provider)
    .where('subject', '=', subject)
    .executeTakeFirst();
}

export function findIdentityById(db: Db, id: number): Promise<IdentityRow | undefined> {
  return db.selectFrom('identity').selectAll().where('id', '=', id).executeTakeFirst();
}
