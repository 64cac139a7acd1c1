/** Several accounts of one person: linking another to them, and taking one away again. */
import { Problem } from '../rest/problem.ts';
import { dialectOf } from '../store/dialect-of.ts';
import type { Db } from '../store/open-store.ts';
import type { IdentityRow } from '../store/schema.ts';
import { endSessionsOfIdentity } from '../store/sessions.ts';
import { type Account, findIdentity, takeOverAccount } from '../store/users.ts';

/**
 * Makes an account that was just proven the person's own. When it was somebody here already, that user
 * becomes part of this one: identities, places in ceremonies, projects, sessions. Run it in a transaction.
 * @throws BOTH_TOOK_PART when both have a place in one ceremony: once per ceremony would mean nothing
 */
export async function linkIdentity(
  trx: Db,
  userId: number,
  account: Account,
  now: number,
): Promise<IdentityRow> {
  const found = await findIdentity(trx, account.provider, account.subject);
  const known = found && (await takeOverAccount(trx, found, account));
  if (known?.userId === userId) return known;
  if (known) {
    await lockUsers(trx, [userId, known.userId]);
    await refuseSharedCeremony(trx, userId, known.userId);
    await absorbUser(trx, userId, known.userId);
    return { ...known, userId };
  }
  const identity = await trx
    .insertInto('identity')
    .values({ ...account, userId, createdAt: now })
    .onConflict((conflict) => conflict.columns(['provider', 'subject']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!identity) throw new Problem('CHANGED_MEANWHILE', 'This account signed in at the same moment.');
  return identity;
}

/**
 * Takes an account away from its person and ends its sessions.
 * @throws NOT_FOUND, or IDENTITY_IN_USE for the last one and for one that has a place in a ceremony
 */
export async function unlinkIdentity(trx: Db, userId: number, id: number): Promise<void> {
  await lockUsers(trx, [userId]);
  const identities = await trx.selectFrom('identity').select('id').where('userId', '=', userId).execute();
  if (!identities.some((identity) => identity.id === id)) throw new Problem('NOT_FOUND');
  if (identities.length === 1)
    throw new Problem('IDENTITY_IN_USE', 'It is your only account here: without it you could not sign in.');
  const used = await trx
    .selectFrom('participant')
    .select('id')
    .where('identityId', '=', id)
    .executeTakeFirst();
  if (used) throw new Problem('IDENTITY_IN_USE', 'This account has a place in a ceremony.');
  await endSessionsOfIdentity(trx, id);
  await trx.updateTable('invitation').set({ identityId: null }).where('identityId', '=', id).execute();
  await trx.deleteFrom('identity').where('id', '=', id).execute();
}

/** In the order of their numbers, so that two who link each other do not wait for each other for ever. */
async function lockUsers(trx: Db, ids: readonly number[]): Promise<void> {
  if (dialectOf(trx) === 'postgres')
    await trx.selectFrom('user').select('id').where('id', 'in', ids).orderBy('id').forUpdate().execute();
}

async function refuseSharedCeremony(trx: Db, one: number, other: number): Promise<void> {
  const shared = await trx
    .selectFrom('participant as mine')
    .innerJoin('participant as theirs', 'theirs.ceremonyId', 'mine.ceremonyId')
    .innerJoin('ceremony', 'ceremony.id', 'mine.ceremonyId')
    .select('ceremony.title')
    .where('mine.userId', '=', one)
    .where('theirs.userId', '=', other)
    .executeTakeFirst();
  if (shared) throw new Problem('BOTH_TOOK_PART', `Both accounts have a place in ${shared.title}.`);
}

/** Everything of one user becomes another's, and the user is gone. */
async function absorbUser(trx: Db, into: number, from: number): Promise<void> {
  const own = { userId: into };
  for (const table of ['identity', 'session', 'participant', 'subscription', 'invitation'] as const)
    await trx.updateTable(table).set(own).where('userId', '=', from).execute();
  await trx.updateTable('invitation').set({ createdBy: into }).where('createdBy', '=', from).execute();
  await trx.updateTable('project').set({ ownerUserId: into }).where('ownerUserId', '=', from).execute();
  await trx
    .deleteFrom('coordinator')
    .where('userId', '=', from)
    .where('projectId', 'in', (eb) =>
      eb.selectFrom('coordinator').select('projectId').where('userId', '=', into),
    )
    .execute();
  await trx.updateTable('coordinator').set(own).where('userId', '=', from).execute();
  await mergeRow(trx, into, from);
  await trx.deleteFrom('user').where('id', '=', from).execute();
}

/** The greater role of the two stays, the earlier contribution, and a public name where the person had none. */
async function mergeRow(trx: Db, into: number, from: number): Promise<void> {
  const rows = await trx.selectFrom('user').selectAll().where('id', 'in', [into, from]).execute();
  const [mine, theirs] = [into, from].map((id) => rows.find((row) => row.id === id));
  if (!mine || !theirs) throw new Problem('CHANGED_MEANWHILE');
  const contributed = [mine.contributedAt, theirs.contributedAt].filter((at) => at !== null);
  const operator = mine.role === 'operator' || theirs.role === 'operator';
  await trx
    .updateTable('user')
    .set({
      role: operator ? 'operator' : (mine.role ?? theirs.role),
      publicName: mine.publicName ?? theirs.publicName,
      contributedAt: contributed.length === 0 ? null : Math.min(...contributed),
      version: mine.version + 1,
    })
    .where('id', '=', into)
    .execute();
}
