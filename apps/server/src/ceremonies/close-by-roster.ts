import { closingDue, isExpected } from '@brebaje/ceremony/ceremony-status';
import { sql } from 'kysely';
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

/** Lines read at once: as a rule the first ones have somebody who is still expected. */
const PAGE = 200;

/** Somebody with one of these may still be expected. */
const MAYBE = ['CREATED', 'WAITING', 'READY', 'CONTRIBUTING', 'TIMEDOUT', 'EXHUMED'] as const;

/** Lines of the roster, and whether the ceremony still waits for one of them: 1 stands for any number. */
async function rosterOf(
  db: Db,
  ceremonyId: number,
  now: number,
): Promise<{ lines: number; expected: 0 | 1 }> {
  const lines = db
    .selectFrom('invitation')
    .where('invitation.ceremonyId', '=', ceremonyId)
    .where('invitation.role', '=', 'participant');
  for (let after = 0; ; ) {
    const rows = await lines
      .leftJoin('participant', (join) =>
        join
          .onRef('participant.userId', '=', 'invitation.userId')
          .onRef('participant.ceremonyId', '=', 'invitation.ceremonyId'),
      )
      .select(['invitation.id', 'invitation.until', 'invitation.revokedAt', 'status', 'cause', 'barredUntil'])
      .where('invitation.id', '>', after)
      .where(({ eb, or }) => or([eb('status', 'is', null), eb('status', 'in', MAYBE)]))
      .orderBy('invitation.id')
      .limit(sql.lit(PAGE))
      .execute();
    const somebody = rows.some(({ until, revokedAt, status, cause, barredUntil }) => {
      const member = status === null ? null : { status, cause: cause as null, barredUntil };
      return isExpected(member, { until, revoked: revokedAt !== null }, now);
    });
    if (somebody) return { lines: rows.length, expected: 1 };
    if (rows.length < PAGE) break;
    after = rows.at(-1)?.id ?? after;
  }
  const { count } = await lines
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return { lines: Number(count), expected: 0 };
}
