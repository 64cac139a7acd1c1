import { type Insertable, sql } from 'kysely';
import type { Db } from './open-store.ts';
import type { SessionRow } from './schema.ts';
import type { IdentityTable, SessionTable } from './tables/people.ts';
import { deleteVouched } from './tickets.ts';

/** A session with the identity it was signed in by. */
export type KnownSession = SessionRow &
  Pick<IdentityTable, 'provider' | 'subject' | 'handle' | 'accountCreatedAt'> & {
    publicName: string | null;
  };

export async function createSession(db: Db, session: Insertable<SessionTable>): Promise<SessionRow> {
  return db.insertInto('session').values(session).returningAll().executeTakeFirstOrThrow();
}

/** The session with this SHA-256 (hex) that has not expired, with its user and identity, in one query. */
export function findSession(db: Db, idHash: string, now: number): Promise<KnownSession | undefined> {
  return db
    .selectFrom('session')
    .innerJoin('identity', 'identity.id', 'session.identityId')
    .innerJoin('user', 'user.id', 'session.userId')
    .selectAll('session')
    .select([
      'identity.provider',
      'identity.subject',
      'identity.handle',
      'identity.accountCreatedAt',
      'user.publicName',
    ])
    .where('session.idHash', '=', idHash)
    .where('session.expiresAt', '>', now)
    .executeTakeFirst();
}

/**
 * Prolongs sessions that were used, in one statement; a session that is gone stays gone, and one that lives
 * longer than a ceremony's rule says keeps its end.
 */
export async function touchSessions(
  db: Db,
  idHashes: readonly string[],
  { lastSeenAt, expiresAt }: { lastSeenAt: number; expiresAt: number },
): Promise<void> {
  for (let start = 0; start < idHashes.length; start += 1000) {
    await db
      .updateTable('session')
      .set(({ eb }) => ({
        lastSeenAt,
        expiresAt: eb
          .case()
          .when('expiresAt', '<', expiresAt)
          .then(expiresAt)
          .else(eb.ref('expiresAt'))
          .end(),
      }))
      .where('idHash', 'in', idHashes.slice(start, start + 1000))
      .execute();
  }
}

/**
 * Sessions that were made for this ceremony and have not entered its lobby. First-party ones are not among
 * them: anybody gets those, qualified or not, and nobody unqualified may use up the room of those who are.
 * Answered from an index of idle sessions only.
 */
export async function countIdleSessions(db: Db, ceremonyId: number, now: number): Promise<number> {
  const { idle } = await db
    .selectFrom('session')
    .select(({ fn }) => fn.countAll<number>().as('idle'))
    .where('enteredAt', 'is', null)
    .where('ceremonyId', '=', ceremonyId)
    .where('expiresAt', '>', now)
    .executeTakeFirstOrThrow();
  return idle;
}

/**
 * Makes room among the first-party sessions that were never used in a lobby: at most `limit` stay, those that
 * would end first go. People who run something here keep theirs: a flood of strangers signs nobody of them out.
 * Returns how many went.
 */
export async function evictFirstParty(db: Db, limit: number): Promise<number> {
  const { unused } = await db
    .selectFrom('session')
    .select(({ fn }) => fn.countAll<number>().as('unused'))
    .where('enteredAt', 'is', null)
    .where('ceremonyId', 'is', null)
    .executeTakeFirstOrThrow();
  if (unused <= limit) return 0;
  const result = await db
    .deleteFrom('session')
    .where('idHash', 'in', (eb) =>
      eb
        .selectFrom('session')
        .select('idHash')
        .where('enteredAt', 'is', null)
        .where('ceremonyId', 'is', null)
        .where(({ not, or, exists, selectFrom }) =>
          not(
            or([
              exists(
                selectFrom('user')
                  .select('user.id')
                  .whereRef('user.id', '=', 'session.userId')
                  .where('user.role', 'is not', null),
              ),
              exists(
                selectFrom('project')
                  .select('project.id')
                  .whereRef('project.ownerUserId', '=', 'session.userId'),
              ),
              exists(
                selectFrom('coordinator')
                  .select('coordinator.userId')
                  .whereRef('coordinator.userId', '=', 'session.userId'),
              ),
            ]),
          ),
        )
        .orderBy('expiresAt')
        .limit(sql.lit(unused - limit)),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Marks a person's sessions as used in the lobby: they no longer count as idle. */
export async function markEntered(
  db: Db,
  { userId, ceremonyId, now }: { userId: number; ceremonyId: number; now: number },
): Promise<void> {
  await db
    .updateTable('session')
    .set({ enteredAt: now })
    .where('userId', '=', userId)
    .where('enteredAt', 'is', null)
    .where(({ eb, or }) => or([eb('ceremonyId', '=', ceremonyId), eb('ceremonyId', 'is', null)]))
    .execute();
}

/** A person's sessions that have not expired, the latest used first. */
export function listSessionsOf(db: Db, userId: number, now: number): Promise<SessionRow[]> {
  return db
    .selectFrom('session')
    .selectAll()
    .where('userId', '=', userId)
    .where('expiresAt', '>', now)
    .orderBy('lastSeenAt', 'desc')
    .orderBy('idHash')
    .limit(100)
    .execute();
}

/**
 * Ends a person's sessions: one by its handle, or all but one, and with them what would still give one. Returns
 * how many.
 */
export async function endSessions(
  db: Db,
  userId: number,
  which: { publicId: string } | { butHash: string },
): Promise<number> {
  if ('butHash' in which) await deleteVouched(db, userId);
  const query = db.deleteFrom('session').where('userId', '=', userId);
  const { numDeletedRows } = await ('publicId' in which
    ? query.where('publicId', '=', which.publicId)
    : query.where('idHash', '!=', which.butHash)
  ).executeTakeFirst();
  return Number(numDeletedRows);
}

/** Ends every session that an identity signed in. */
export async function endSessionsOfIdentity(db: Db, identityId: number): Promise<void> {
  await db.deleteFrom('session').where('identityId', '=', identityId).execute();
}

/** Removes expired sessions, at most `limit` in one call. Returns how many. */
export async function deleteExpiredSessions(db: Db, now: number, limit = 1000): Promise<number> {
  const result = await db
    .deleteFrom('session')
    .where('idHash', 'in', (eb) =>
      eb.selectFrom('session').select('idHash').where('expiresAt', '<=', now).limit(sql.lit(limit)),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Moves the end of every session that has not expired at `since`: the time the server was away. */
export async function shiftSessions(db: Db, millis: number, since: number): Promise<void> {
  await db
    .updateTable('session')
    .set(({ eb }) => ({ expiresAt: eb('expiresAt', '+', millis) }))
    .where('expiresAt', '>', since)
    .execute();
}
