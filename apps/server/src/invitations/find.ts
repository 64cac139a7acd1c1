import { hashId } from '../auth/secret-id.ts';
import { Problem } from '../rest/problem.ts';
import type { Db } from '../store/open-store.ts';
import type { InvitationRow } from '../store/schema.ts';
import { readTicket } from '../store/tickets.ts';

/**
 * The invitation of a link's token.
 * @throws INVITATION_UNKNOWN, or INVITATION_REVOKED when a newer link took this one's place
 */
export async function findByToken(db: Db, token: string, now: number): Promise<InvitationRow> {
  const tokenHash = hashId(token);
  const row = await db
    .selectFrom('invitation')
    .selectAll()
    .where('tokenHash', '=', tokenHash)
    .executeTakeFirst();
  if (row) return row;
  const replaced = await readTicket(db, 'link', tokenHash, now);
  throw replaced?.data === 'replaced'
    ? new Problem('INVITATION_REVOKED', 'You were sent a newer link; this one is worth nothing any more.')
    : new Problem('INVITATION_UNKNOWN');
}
