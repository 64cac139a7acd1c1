import { rosterIdentity } from '../invitations/roster.ts';
import { accountOf } from '../sequencer/identity-text.ts';
import { isErased } from '../store/erased-identities.ts';
import type { Db } from '../store/open-store.ts';
import type { IdentityRow } from '../store/schema.ts';
import { findIdentity, findUser } from '../store/users.ts';

/** Somebody as this server knows them: by an account, or only by an e-mail address on a roster. */
export interface Person {
  /** null: never signed in. */
  userId: number | null;
  identities: IdentityRow[];
  participantIds: number[];
  /** Accounts as a roster writes them. */
  rosterNames: string[];
  /** E-mail addresses that they have confirmed, or that an operator says are theirs. */
  addresses: string[];
}

/** A user's number, an account as the transcript or a roster writes it, or an e-mail address. */
export type Who = number | string;

/** Undefined: nothing is stored about anybody of that name. */
export async function findPerson(db: Db, who: Who): Promise<Person | undefined> {
  if (typeof who === 'string' && who.includes('@')) return byAddress(db, who.trim().toLowerCase());
  const userId = typeof who === 'number' ? who : await userOf(db, who);
  if (userId === undefined || !(await findUser(db, userId))) return undefined;
  return ofUser(db, userId);
}

async function userOf(db: Db, account: string): Promise<number | undefined> {
  const login = /^git\|([a-z0-9-]+)$/i.exec(account)?.[1];
  if (login !== undefined) {
    const rows = await db
      .selectFrom('identity')
      .select(['userId', 'subject', 'handle'])
      .where('provider', '=', 'Github')
      .execute();
    const named = rows.filter((row) => !isErased(row));
    return named.find(({ handle }) => handle.toLowerCase() === login.toLowerCase())?.userId;
  }
  const { provider, subject } = accountOf(account);
  return (await findIdentity(db, provider, subject))?.userId;
}

async function ofUser(db: Db, userId: number): Promise<Person> {
  const identities = await db.selectFrom('identity').selectAll().where('userId', '=', userId).execute();
  const participants = await db.selectFrom('participant').select('id').where('userId', '=', userId).execute();
  // One that was never confirmed may be somebody else's.
  const mail = await db
    .selectFrom('subscription')
    .select('target')
    .where('userId', '=', userId)
    .where('kind', '=', 'EMAIL')
    .where('confirmedAt', 'is not', null)
    .execute();
  return {
    userId,
    identities,
    participantIds: participants.map(({ id }) => id),
    // What stands in place of an erased name may be the name of somebody else.
    rosterNames: identities
      .filter((identity) => !isErased(identity))
      .map(rosterIdentity)
      .filter((name) => name !== null),
    addresses: [...new Set(mail.map(({ target }) => target))],
  };
}

async function byAddress(db: Db, address: string): Promise<Person | undefined> {
  const person = { userId: null, identities: [], participantIds: [], rosterNames: [], addresses: [address] };
  for (const [table, column] of [
    ['invitation', 'address'],
    ['subscription', 'target'],
    ['outbox', 'address'],
  ] as const) {
    const found = await db
      .selectFrom(table as 'invitation')
      .select('id')
      .where(column as 'address', '=', address)
      .executeTakeFirst();
    if (found) return person;
  }
  return undefined;
}
