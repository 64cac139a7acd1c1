import { formatIdentity } from '@brebaje/kzg/identity';
import type { IdentityRow } from '../store/schema.ts';

/** A person as the transcript and receipts name them: `eth|0x…` or `git|<id>|<login>`. */
export function identityText({
  provider,
  subject,
  handle,
}: Pick<IdentityRow, 'provider' | 'subject' | 'handle'>) {
  return provider === 'Ethereum'
    ? formatIdentity({ kind: 'eth', address: subject })
    : formatIdentity({ kind: 'git', id: BigInt(subject), login: handle });
}
