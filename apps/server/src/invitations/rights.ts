/** What a link gives besides a place: the rights of a coordinator or an operator. */
import type { Db } from '../store/open-store.ts';
import type { InvitationRow } from '../store/schema.ts';

/** Name of the links that a new server prints: once somebody used one, the others are worth nothing. */
export const FIRST_OPERATOR = 'first operator';

/** Gives whoever uses an invitation the rights that it carries. */
export async function grantRights(trx: Db, row: InvitationRow, userId: number, now: number): Promise<void> {
  if (row.role === 'participant') return;
  if (row.role === 'coordinator' && row.projectId !== null) {
    await trx
      .insertInto('coordinator')
      .values({ projectId: row.projectId, userId, addedAt: now })
      .onConflict((conflict) => conflict.columns(['projectId', 'userId']).doNothing())
      .execute();
    return;
  }
  await trx
    .updateTable('user')
    .set(({ eb }) => ({ role: row.role as 'coordinator' | 'operator', version: eb('version', '+', 1) }))
    .where('id', '=', userId)
    .where(({ eb, or }) => or([eb('role', 'is', null), eb('role', '!=', 'operator')]))
    .execute();
  if (row.role === 'operator')
    await trx
      .updateTable('invitation')
      .set({ revokedAt: now })
      .where('name', '=', FIRST_OPERATOR)
      .where('role', '=', 'operator')
      .where('usedAt', 'is', null)
      .where('revokedAt', 'is', null)
      .execute();
}
