/** Making invitations and their links, again and for the first time, and revoking them. */
import { hashId } from '../auth/secret-id.ts';
import { Problem } from '../rest/problem.ts';
import { appendEvents } from '../store/events.ts';
import type { Db } from '../store/open-store.ts';
import { findParticipantOf } from '../store/participants.ts';
import type { InvitationRow } from '../store/schema.ts';
import { endSessionsOfIdentity } from '../store/sessions.ts';
import type { InvitationTable } from '../store/tables/participants.ts';
import { requireByLinkAlone } from './by-link-alone.ts';
import { requireOpen } from './state.ts';
import { newToken } from './token.ts';

/** What making links takes. */
export interface IssueContext {
  clock: { now(): number };
  random(length: number): Uint8Array;
}

/** So long an outdated link is told that there is a newer one. */
const REPLACED_FOR = 90 * 86_400_000;

/** What a new invitation says; the rest of its row begins empty. */
export type NewInvitation = Pick<InvitationTable, 'role'> &
  Partial<
    Pick<
      InvitationTable,
      | 'projectId'
      | 'ceremonyId'
      | 'name'
      | 'address'
      | 'cohort'
      | 'identity'
      | 'queueClass'
      | 'from'
      | 'until'
      | 'createdBy'
    >
  > & { priority?: number };

/** An invitation with its link's token, which is stored as a hash only. */
export async function createInvitation(
  trx: Db,
  { clock, random }: IssueContext,
  values: NewInvitation,
): Promise<{ row: InvitationRow; token: string }> {
  const token = newToken(random);
  const row = await trx
    .insertInto('invitation')
    .values({ queueClass: 'PUBLIC', ...values, tokenHash: hashId(token), createdAt: clock.now() })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { row, token };
}

/**
 * A new link for an invitation; the old one is worth nothing from now on. Where it was used by somebody who
 * is here by it alone, the new one leads to the same person, which is an event: whoever makes the link could
 * act as them.
 * @param by the user who asks
 * @throws INVITATION_REVOKED, INVITATION_EXPIRED, NOT_BY_LINK_ALONE, CHANGED_MEANWHILE
 */
export async function reissue(
  trx: Db,
  { clock, random }: IssueContext,
  row: InvitationRow,
  by: number,
): Promise<{ row: InvitationRow; token: string }> {
  const now = clock.now();
  requireOpen({ ...row, usedAt: null, from: null }, now);
  await requireByLinkAlone(trx, row);
  await tellReissue(trx, row, by, now);
  if (row.tokenHash !== null)
    // Of two who replace the same link the second is refused below.
    await trx
      .insertInto('ticket')
      .values({ kind: 'link', idHash: row.tokenHash, data: 'replaced', expiresAt: now + REPLACED_FOR })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  const token = newToken(random);
  const issued = await changeInvitation(trx, row, { tokenHash: hashId(token), usedAt: null, sentAt: null });
  return { row: issued, token };
}

async function tellReissue(trx: Db, row: InvitationRow, by: number, now: number): Promise<void> {
  const { userId, ceremonyId } = row;
  const participant = userId && ceremonyId && (await findParticipantOf(trx, userId, ceremonyId));
  if (!participant) return;
  const data = { participant: participant.id, override: 'LINK_REISSUED', who: 'coordinator', by };
  await appendEvents(trx, participant.ceremonyId, [{ type: 'coordinator.override', data }], now);
}

/** The link is worth nothing from now on, and the sessions that it gave end. */
export async function revoke(trx: Db, row: InvitationRow, now: number): Promise<void> {
  if (row.revokedAt === null) await changeInvitation(trx, row, { revokedAt: now });
  if (row.identityId !== null) await endSessionsOfIdentity(trx, row.identityId);
}

/**
 * Changes a row if it is still the one that was read.
 * @throws CHANGED_MEANWHILE
 */
export async function changeInvitation(
  trx: Db,
  before: Pick<InvitationRow, 'id' | 'version'>,
  changes: Partial<Omit<InvitationRow, 'id' | 'version'>>,
): Promise<InvitationRow> {
  const row = await trx
    .updateTable('invitation')
    .set({ ...changes, version: before.version + 1 })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .returningAll()
    .executeTakeFirst();
  if (!row) throw new Problem('CHANGED_MEANWHILE');
  return row;
}
