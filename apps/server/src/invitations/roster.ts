/** Who is on a ceremony's roster: whom a link or an account named there entitles to take part. */
import type { Db } from '../store/open-store.ts';
import type { IdentityRow, InvitationRow } from '../store/schema.ts';

/** Somebody as the roster may know them. */
export interface RosterPerson {
  userId: number;
  identities: readonly Pick<IdentityRow, 'provider' | 'subject' | 'handle'>[];
}

/** GOOD entitles now; EARLY and EXPIRED by the row's own dates; REVOKED by a coordinator. */
export type RosterStanding = 'GOOD' | 'EARLY' | 'EXPIRED' | 'REVOKED';

export interface RosterEntry {
  row: InvitationRow;
  standing: RosterStanding;
}

const ORDER: readonly RosterStanding[] = ['GOOD', 'EARLY', 'EXPIRED', 'REVOKED'];

/** An account as the roster writes it: `eth|0x…` or `git|login`, lower case; null for one that it cannot name. */
export function rosterIdentity({
  provider,
  subject,
  handle,
}: Pick<IdentityRow, 'provider' | 'subject' | 'handle'>): string | null {
  if (provider === 'Ethereum') return `eth|${subject}`;
  return provider === 'Github' ? `git|${handle.toLowerCase()}` : null;
}

/**
 * The best entry that a person has on the roster of a ceremony; undefined: none. An entry is theirs when they
 * used its link, or when it names one of their accounts and nobody has used it: the first who does keeps it,
 * so a login that changes hands does not pass a place on.
 */
export async function rosterEntryFor(
  db: Db,
  ceremonyId: number,
  { userId, identities }: RosterPerson,
  now: number,
): Promise<RosterEntry | undefined> {
  const names = identities.map(rosterIdentity).filter((name) => name !== null);
  const rows = await db
    .selectFrom('invitation')
    .selectAll()
    .where('ceremonyId', '=', ceremonyId)
    .where('role', '=', 'participant')
    .where(({ eb, and, or }) =>
      or([
        eb('userId', '=', userId),
        ...(names.length > 0 ? [and([eb('userId', 'is', null), eb('identity', 'in', names)])] : []),
      ]),
    )
    .orderBy('id')
    .execute();
  const entries = rows.map((row) => ({ row, standing: standingOf(row, now) }));
  return entries.sort((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing))[0];
}

/** The person as the roster looks for them. */
export async function rosterPerson(db: Db, userId: number): Promise<RosterPerson> {
  const identities = await db
    .selectFrom('identity')
    .select(['provider', 'subject', 'handle'])
    .where('userId', '=', userId)
    .execute();
  return { userId, identities };
}

/**
 * Binds an entry to whom it entitled; to be done in the transaction that enrols them. False: somebody else
 * was first.
 */
export async function claimRosterEntry(
  trx: Db,
  { id }: Pick<InvitationRow, 'id'>,
  userId: number,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('invitation')
    .set(({ eb, fn, val }) => ({
      userId,
      usedAt: fn.coalesce('usedAt', val(now)),
      version: eb('version', '+', 1),
    }))
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .where(({ eb, or }) => or([eb('userId', 'is', null), eb('userId', '=', userId)]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function standingOf(row: InvitationRow, now: number): RosterStanding {
  if (row.revokedAt !== null) return 'REVOKED';
  if (row.from !== null && row.from > now) return 'EARLY';
  return row.until !== null && row.until <= now ? 'EXPIRED' : 'GOOD';
}
