import { dialectOf } from './dialect-of.ts';
import type { Db } from './open-store.ts';
import type { IdentityRow, IdentityTable, UserRow } from './schema.ts';

/** An account elsewhere: what `identity` is keyed on, and how people call it. */
export type Account = Pick<IdentityTable, 'provider' | 'subject' | 'handle'> &
  Partial<Pick<IdentityTable, 'accountCreatedAt'>>;

/**
 * The user and identity of an account; makes both the first time. Safe when the same account signs in twice
 * at once: run it in a transaction. A changed handle (a GitHub login) is taken over, and the account's date
 * where it is told.
 */
export async function findOrCreateUser(
  trx: Db,
  account: Account,
  now: number,
): Promise<{ user: UserRow; identity: IdentityRow; created: boolean }> {
  const known = await findIdentity(trx, account.provider, account.subject);
  const old = known && (await withUser(trx, known, account));
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
  return { ...(await withUser(trx, winner!, account))!, created: false };
}

/**
 * Undefined when the user was deleted as unused since the identity was read. The lock keeps it from being so
 * until the transaction ends; on SQLite every transaction is alone already.
 */
async function withUser(trx: Db, identity: IdentityRow, { handle, accountCreatedAt }: Account) {
  const query = trx.selectFrom('user').selectAll().where('id', '=', identity.userId);
  const locked = dialectOf(trx) === 'postgres' ? query.forKeyShare() : query;
  const user = await locked.executeTakeFirst();
  if (!user) return undefined;
  const date = accountCreatedAt ?? identity.accountCreatedAt;
  if (identity.handle === handle && identity.accountCreatedAt === date) return { user, identity };
  const changed = await trx
    .updateTable('identity')
    .set({ handle, accountCreatedAt: date })
    .where('id', '=', identity.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return { user, identity: changed };
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

export function findUser(db: Db, id: number): Promise<UserRow | undefined> {
  return db.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Changes the user if it is still the row that was read; undefined when somebody else changed it. */
export function updateUser(
  db: Db,
  before: Pick<UserRow, 'id' | 'version'>,
  changes: Partial<Pick<UserRow, 'publicName' | 'role'>>,
): Promise<UserRow | undefined> {
  return db
    .updateTable('user')
    .set({ ...changes, version: before.version + 1 })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .returningAll()
    .executeTakeFirst();
}

/** Numbers of all operators, locked until the transaction ends: the last one cannot go by two ways at once. */
export async function lockOperators(trx: Db): Promise<number[]> {
  const query = trx.selectFrom('user').select('id').where('role', '=', 'operator').orderBy('id');
  const rows = await (dialectOf(trx) === 'postgres' ? query.forUpdate() : query).execute();
  return rows.map(({ id }) => id);
}
