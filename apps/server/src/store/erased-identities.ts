/**
 * Identities whose account was erased. What stays is a commitment under a secret of this server: nobody reads
 * the account from it, and the same account is recognized when it signs in again, so that what once-only and
 * exclusion say holds beyond erasure.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Db } from './open-store.ts';
import type { IdentityRow } from './schema.ts';
import { getSetting, setSettingOnce } from './settings.ts';

const KEY = 'erasureSalt';
const MARK = 'erased:';

/** What stands in place of the name of an account that was erased. */
export const ERASED_HANDLE = 'erased';

export function isErased({ subject }: Pick<IdentityRow, 'subject'>): boolean {
  return subject.startsWith(MARK);
}

type Named = Pick<IdentityRow, 'provider' | 'subject'>;

/** What the subject of an erased account is; makes the secret the first time. Run it in a transaction. */
export async function erasedSubject(trx: Db, account: Named): Promise<string> {
  if (isErased(account)) return account.subject;
  return committed(await setSettingOnce(trx, KEY, randomBytes(32).toString('hex')), account);
}

/** The same for a look-up; undefined: nothing was ever erased here. */
export async function knownErasedSubject(db: Db, account: Named): Promise<string | undefined> {
  const secret = await getSetting(db, KEY);
  return secret === undefined ? undefined : committed(secret, account);
}

function committed(secret: string, { provider, subject }: Named): string {
  const hash = createHmac('sha256', Buffer.from(secret, 'hex')).update(`${provider}|${subject}`, 'utf8');
  return MARK + hash.digest('hex');
}
