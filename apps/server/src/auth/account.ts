/** Somebody's account elsewhere, as sign-in found it. */
import { formatIdentity } from '@brebaje/kzg/identity';
import type { Provider } from '@brebaje/protocol/wire';
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
