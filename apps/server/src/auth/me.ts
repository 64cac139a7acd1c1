/** What a person is told about themselves. */
import type { KnownCaller } from '../rest/caller.ts';
import { toSeconds } from '../rest/seconds.ts';
import type { Db } from '../store/open-store.ts';
import type { IdentityRow, SessionRow } from '../store/schema.ts';
import { accountOfRow, subOf } from './account.ts';

/** Rows of one kind that are told at most. */
const MOST = 100;

/** A session as its person sees it. */
export function shownSession(row: SessionRow, current: string) {
  return {
    // Sessions that tests or an older program made have no handle: they cannot be ended one by one.
    publicId: row.publicId ?? row.idHash.slice(0, 32),
    label: row.label ?? undefined,
    createdAt: toSeconds(row.createdAt),
    lastSeenAt: toSeconds(row.lastSeenAt),
    expiresAt: toSeconds(row.expiresAt),
    ceremonyId: row.ceremonyId ?? undefined,
    current: row.idHash === current,
  };
}

/** An identity as its person sees it. */
export function shownIdentity(row: IdentityRow, { session }: KnownCaller) {
  return {
    id: row.id,
    provider: row.provider,
    nickname: row.handle,
    sub: subOf(accountOfRow(row)),
    linkedAt: toSeconds(row.createdAt),
    current: row.id === session.identityId,
  };
}

/** Who asks: the user, every account of theirs, and where they take part or coordinate. */
export async function aboutMe(db: Db, caller: KnownCaller) {
  const { userId, session } = caller;
  const user = await db.selectFrom('user').selectAll().where('id', '=', userId).executeTakeFirstOrThrow();
  const identities = await db
    .selectFrom('identity')
    .selectAll()
    .where('userId', '=', userId)
    .orderBy('id')
    .limit(MOST)
    .execute();
  return {
    user: {
      id: user.id,
      publicName: user.publicName ?? undefined,
      role: user.role ?? undefined,
      createdAt: toSeconds(user.createdAt),
    },
    identities: identities.map((row) => shownIdentity(row, caller)),
    session: shownSession(session, session.idHash),
    projects: await projectsOf(db, userId),
    participants: await participantsOf(db, userId),
  };
}

async function projectsOf(db: Db, userId: number) {
  const rows = await db
    .selectFrom('project')
    .select(['id', 'slug', 'name', 'ownerUserId'])
    .where(({ eb, or }) =>
      or([
        eb('ownerUserId', '=', userId),
        eb('id', 'in', eb.selectFrom('coordinator').select('projectId').where('userId', '=', userId)),
      ]),
    )
    .orderBy('id')
    .limit(MOST)
    .execute();
  return rows.map(({ ownerUserId, ...row }) => ({ ...row, owner: ownerUserId === userId }));
}

async function participantsOf(db: Db, userId: number) {
  const rows = await db
    .selectFrom('participant')
    .innerJoin('ceremony', 'ceremony.id', 'participant.ceremonyId')
    .select([
      'participant.id',
      'participant.ceremonyId',
      'ceremony.slug as ceremony',
      'participant.status',
      'participant.number',
      'participant.publicName',
    ])
    .where('participant.userId', '=', userId)
    .orderBy('participant.id', 'desc')
    .limit(MOST)
    .execute();
  return rows.map(({ number, publicName, ...row }) => ({
    ...row,
    number: number ?? undefined,
    publicName: publicName ?? undefined,
  }));
}
