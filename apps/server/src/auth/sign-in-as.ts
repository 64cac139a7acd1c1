import { Problem } from '../rest/problem.ts';
import type { Db } from '../store/open-store.ts';
import type { IdentityRow } from '../store/schema.ts';
import { findIdentityById } from '../store/users.ts';
import { openSession, type SessionContext } from './open-session.ts';

/**
 * Opens a session for an identity that another session of the same person vouched for. Run it in a
 * transaction.
 * @throws INVITATION_REVOKED when the link that made the identity was revoked meanwhile; CODE_UNKNOWN when the
 * identity is gone
 */
export async function signInAs(
  trx: Db,
  context: SessionContext,
  { identityId, label }: { identityId: number; label: string },
): Promise<{ identity: IdentityRow; sessionId: string }> {
  const identity = await findIdentityById(trx, identityId);
  if (!identity) throw new Problem('CODE_UNKNOWN');
  const revoked = await trx
    .selectFrom('invitation')
    .select('id')
    .where('identityId', '=', identity.id)
    .where('revokedAt', 'is not', null)
    .executeTakeFirst();
  if (revoked) throw new Problem('INVITATION_REVOKED');
  const { sessionId } = await openSession(trx, context, { identity, label });
  return { identity, sessionId };
}
