import { Problem } from '../rest/problem.ts';
import type { Db } from '../store/open-store.ts';

/**
 * Refuses a second row for an account that is on the roster of the ceremony: which of the two would hold?
 * @throws CONFLICT
 */
export async function refuseSamePerson(
  db: Db,
  {
    ceremonyId,
    identity,
    but = 0,
  }: { ceremonyId: number; identity: string | null | undefined; but?: number },
): Promise<void> {
  if (identity == null) return;
  const other = await db
    .selectFrom('invitation')
    .select('id')
    .where('ceremonyId', '=', ceremonyId)
    .where('identity', '=', identity)
    .where('revokedAt', 'is', null)
    .where('id', '!=', but)
    .executeTakeFirst();
  if (other) throw new Problem('CONFLICT', `Invitation ${other.id} names this account already.`);
}
