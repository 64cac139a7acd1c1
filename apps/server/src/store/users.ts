import { dialectOf } from './dialect-of.ts';
import { knownErasedSubject } from './erased-identities.ts';
import type { Db } from './open-store.ts';
import type { IdentityRow, UserRow } from './schema.ts';
import type { IdentityTable } from './tables/people.ts';

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
async function withUser(trx: Db, identity: IdentityRow, account: Account) {
  const query = trx.selectFrom('user').selectAll().where('id', '=', identity.userId);
  const locked = dialectOf(trx) === 'postgres' ? query.forKeyShare() : query;
  const user = await locked.executeTakeFirst();
  if (!user) return undefined;
  return { user, identity: await takeOverAccount(trx, identity, account) };
}

/**
 * What the account says of itself now: its handle, its date, and after an erasure who it is, which nobody but
 * the person can have told.
 */
export async function takeOverAccount(
  trx: Db,
  identity: IdentityRow,
  { subject, handle, accountCreatedAt }: Account,
): Promise<IdentityRow> {
  const date = accountCreatedAt ?? identity.accountCreatedAt;
  const same = identity.handle === handle && identity.accountCreatedAt === date;
  if (same && identity.subject === subject) return identity;
  return trx
    .updateTable('identity')
    .set({ subject, handle, accountCreatedAt: date })
    .where('id', '=', identity.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The identity of an account, also of one that was erased. */
export async function findIdentity(
  db: Db,
  provider: IdentityTable['provider'],
  subject: string,
): Promise<IdentityRow | undefined> {
  const known = await bySubject(db, provider, subject);
  if (known) return known;
  const erased = await knownErasedSubject(db, { provider, subject });
  return erased === undefined ? undefined : bySubject(db, provider, erased);
}

function bySubject(
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

/** Holds a user until the transaction ends: what is counted of them stays so. */
export async function lockUser(trx: Db, id: number): Promise<void> {
  const query = trx.selectFrom('user').select('id').where('id', '=', id);
  await (dialectOf(trx) === 'postgres' ? query.forUpdate() : query).execute();
}
