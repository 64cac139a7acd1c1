/** Somebody's account elsewhere, as sign-in found it. */
import { formatIdentity } from '@brebaje/kzg/identity';
import type { Provider } from '@brebaje/protocol/wire';
import type { IdentityRow } from '../store/schema.ts';
import type { Account as StoredAccount } from '../store/users.ts';
import { pseudonymOf } from './pseudonym.ts';

export interface Account {
  provider: Provider;
  /** Lower-case address, or GitHub's numeric id in decimal: renaming changes nothing. */
  subject: string;
  /** The address, or the login with its case kept. */
  handle: string;
  /** When the account was made, where the provider says so; milliseconds since 1970. */
  createdAt: number | null;
}

/** An Ethereum account by its address in any case. */
export function ethereumAccount(address: string): Account {
  const subject = address.toLowerCase();
  return { provider: 'Ethereum', subject, handle: subject, createdAt: null };
}

/** The account as its row is keyed and kept. */
export function rowOf({ provider, subject, handle, createdAt }: Account): StoredAccount {
  return { provider, subject, handle, accountCreatedAt: createdAt };
}

/** The account that a row stands for. */
export function accountOfRow(
  row: Pick<IdentityRow, 'provider' | 'subject' | 'handle' | 'accountCreatedAt'>,
): Account {
  const { provider, subject, handle, accountCreatedAt } = row;
  return { provider, subject, handle, createdAt: accountCreatedAt };
}

/** The identity as the transcript will hold it: `eth|0x…` or `git|id|login`. */
export function subOf({
  provider,
  subject,
  handle,
}: Pick<Account, 'provider' | 'subject' | 'handle'>): string {
  if (provider === 'Invitation') return formatIdentity({ kind: 'eth', address: pseudonymOf(subject) });
  return provider === 'Ethereum'
    ? formatIdentity({ kind: 'eth', address: subject })
    : formatIdentity({ kind: 'git', id: BigInt(subject), login: handle });
}
