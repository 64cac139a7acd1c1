import { FormatError } from '@brebaje/kzg/format-error';
import { formatIdentity, parseIdentity } from '@brebaje/kzg/identity';
import { pseudonymOf } from '../auth/pseudonym.ts';
import type { IdentityRow } from '../store/schema.ts';
import type { Account } from '../store/users.ts';

/** A person as the transcript and receipts name them: `eth|0x…` or `git|<id>|<login>`. */
export function identityText({
  provider,
  subject,
  handle,
}: Pick<IdentityRow, 'provider' | 'subject' | 'handle'>) {
  if (provider === 'Invitation') return formatIdentity({ kind: 'eth', address: pseudonymOf(subject) });
  return provider === 'Ethereum'
    ? formatIdentity({ kind: 'eth', address: subject })
    : formatIdentity({ kind: 'git', id: BigInt(subject), login: handle });
}

/** The account that an identity text names. Throws FormatError for what names nobody. */
export function accountOf(text: string): Account {
  const identity = parseIdentity(text);
  if (identity.kind === 'eth')
    return { provider: 'Ethereum', subject: identity.address, handle: identity.address };
  if (identity.kind === 'git')
    return { provider: 'Github', subject: String(identity.id), handle: identity.login };
  throw new FormatError('shape', 'the origin of a transcript is nobody');
}
