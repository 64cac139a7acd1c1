import { hashId } from '../auth/secret-id.ts';
import { Problem } from '../rest/problem.ts';
import { dialectOf } from '../store/dialect-of.ts';
import type { Db } from '../store/open-store.ts';
import type { InvitationRow } from '../store/schema.ts';
import { readTicket } from '../store/tickets.ts';

/**
 * The invitation of a link's token; `locked`: until the transaction ends, so that who comes second sees what
 * the first has done.
 * @throws INVITATION_UNKNOWN, or INVITATION_REVOKED when a newer link took this one's place
 */
export async function findByToken(
  db: Db,
  { token, now, locked = false }: { token: string; now: number; locked?: boolean },
): Promise<InvitationRow> {
  const tokenHash = hashId(token);
  const query = db.selectFrom('invitation').selectAll().where('tokenHash', '=', tokenHash);
  const row = await (locked && dialectOf(db) === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  if (row) return row;
  const replaced = await readTicket(db, 'link', tokenHash, now);
  throw replaced?.data === 'replaced'
    ? new Problem('INVITATION_REVOKED', 'You were sent a newer link; this one is worth nothing any more.')
    : new Problem('INVITATION_UNKNOWN');
}
