/** Using a link up: whoever clicks is signed in, and the invitation is theirs. */
import type { SessionContext } from '../auth/open-session.ts';
import { openSession } from '../auth/open-session.ts';
import { pseudonymOf } from '../auth/pseudonym.ts';
import { nonceFrom } from '../auth/secret-id.ts';
import { Problem } from '../rest/problem.ts';
import type { Db } from '../store/open-store.ts';
import type { IdentityRow, InvitationRow } from '../store/schema.ts';
import { endSessionsOfIdentity } from '../store/sessions.ts';
import { findIdentityById, findOrCreateUser } from '../store/users.ts';
import { requireByLinkAlone } from './by-link-alone.ts';
import { findByToken } from './find.ts';
import { changeInvitation } from './issue.ts';
import { grantRights } from './rights.ts';
import { requireOpen } from './state.ts';
import { supportOf } from './support.ts';

export interface Used {
  row: InvitationRow;
  identity: IdentityRow;
  /** A new session; null: the one that asked goes on. */
  sessionId: string | null;
}

/** Who uses a link. */
export interface Guest {
  token: string;
  label: string;
  /** The person's own session, to whom the invitation goes; null: somebody new. */
  caller: { userId: number; session: { identityId: number } } | null;
}

/**
 * Uses a link up. With a session the invitation becomes that person's; without one somebody new comes into
 * being, who has this link and nothing else. A link that was used by the same person just says so again.
 * @throws INVITATION_UNKNOWN, INVITATION_USED, INVITATION_EXPIRED, INVITATION_REVOKED, INVITATION_EARLY, CONFLICT
 */
export async function useInvitation(trx: Db, context: SessionContext, guest: Guest): Promise<Used> {
  const now = context.clock.now();
  const row = await findByToken(trx, { token: guest.token, now, locked: true });
  const { caller, label } = guest;
  if (caller && row.usedAt !== null && row.revokedAt === null && row.userId === caller.userId)
    return { row, identity: await own(trx, caller), sessionId: null };
  requireOpen(row, now, await supportOf(trx, row));
  // Somebody who lost the device comes back by a new link: to the place that was theirs.
  if (row.identityId !== null) return comeBack(trx, context, row, label);
  if (row.userId !== null) throw new Problem('INVITATION_USED');
  if (caller) {
    await refuseSecond(trx, row, caller.userId);
    const used = await changeInvitation(trx, row, { usedAt: now, userId: caller.userId });
    await grantRights(trx, used, caller.userId, now);
    return { row: used, identity: await own(trx, caller), sessionId: null };
  }
  const subject = nonceFrom(context.random(16));
  const account = { provider: 'Invitation', subject, handle: pseudonymOf(subject) } as const;
  const { identity } = await findOrCreateUser(trx, account, now);
  const { userId, id: identityId } = identity;
  const used = await changeInvitation(trx, row, { usedAt: now, userId, identityId });
  await grantRights(trx, used, userId, now);
  const { sessionId } = await openSession(trx, context, { identity, label });
  return { row: used, identity, sessionId };
}

async function comeBack(trx: Db, context: SessionContext, row: InvitationRow, label: string): Promise<Used> {
  const identity = row.identityId === null ? undefined : await findIdentityById(trx, row.identityId);
  if (!identity) throw new Problem('INVITATION_USED');
  // Since the link was made they may have got more than it may open.
  await requireByLinkAlone(trx, row);
  const used = await changeInvitation(trx, row, { usedAt: context.clock.now() });
  await endSessionsOfIdentity(trx, identity.id);
  const { sessionId } = await openSession(trx, context, { identity, label });
  return { row: used, identity, sessionId };
}

async function own(trx: Db, caller: NonNullable<Guest['caller']>): Promise<IdentityRow> {
  const identity = await findIdentityById(trx, caller.session.identityId);
  if (!identity) throw new Problem('SIGN_IN_REQUIRED');
  return identity;
}

/** One place per person: a second invitation of the same ceremony is for somebody else. */
async function refuseSecond(trx: Db, { ceremonyId }: InvitationRow, userId: number): Promise<void> {
  if (ceremonyId === null) return;
  const mine = await trx
    .selectFrom('invitation')
    .select('id')
    .where('ceremonyId', '=', ceremonyId)
    .where('userId', '=', userId)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  if (mine)
    throw new Problem(
      'CONFLICT',
      'You have an invitation to this ceremony already. If this one is for somebody else, open it where you are not signed in.',
    );
}
