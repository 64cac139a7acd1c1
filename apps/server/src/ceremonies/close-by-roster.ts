import { closingDue, isExpected } from '@brebaje/ceremony/ceremony-status';
import { inCeremony } from '../sequencer/ceremony-transaction.ts';
import { closeCeremony } from '../sequencer/close-ceremony.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { gateOf, policyOf } from '../sequencer/rows.ts';
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow } from '../store/schema.ts';

/** Closes a ceremony of invited people once nobody on its roster is waited for any more. */
export async function closeByRoster(ctx: ServerContext, ceremony: CeremonyRow, now: number): Promise<void> {
  const policy = policyOf(ceremony);
  if (ceremony.status !== 'OPENED' || !policy.closesWhenRosterDone) return;
  const due = async (db: Db, gate = gateOf(ceremony)) => {
    const facts = { closesAt: null, accepted: 0, roster: await rosterOf(db, ceremony.id, now) };
    return closingDue({ ...policy, closesAfter: null }, gate, facts, now) === 'roster';
  };
  if (!(await due(ctx.store.db))) return;
  await inCeremony(ctx, ceremony.id, async (transaction) => {
    // Somebody may have been invited a moment ago.
    if (await due(transaction.trx, transaction.gate)) await closeCeremony(transaction, 'roster');
  });
}

/** Lines of the roster, and how many of them the ceremony still waits for. */
async function rosterOf(
  db: Db,
  ceremonyId: number,
  now: number,
): Promise<{ lines: number; expected: number }> {
  const rows = await db
    .selectFrom('invitation')
    .leftJoin('participant', (join) =>
      join
        .onRef('participant.userId', '=', 'invitation.userId')
        .onRef('participant.ceremonyId', '=', 'invitation.ceremonyId'),
    )
    .select(['invitation.until', 'invitation.revokedAt', 'status', 'cause', 'barredUntil'])
    .where('invitation.ceremonyId', '=', ceremonyId)
    .where('invitation.role', '=', 'participant')
    .execute();
  const expected = rows.filter(({ until, revokedAt, status, cause, barredUntil }) => {
    const member = status === null ? null : { status, cause: cause as null, barredUntil };
    return isExpected(member, { until, revoked: revokedAt !== null }, now);
  });
  return { lines: rows.length, expected: expected.length };
}
