import { Problem } from '../rest/problem.ts';
import type { Db } from '../store/open-store.ts';
import type { InvitationRow } from '../store/schema.ts';

const ELSEWHERE = 'This person has more here than this project’s invitation, so no link of yours opens it.';

/**
 * Passes an invitation that nobody has used, or whose person is here by this project's links alone: no other
 * account, no role, no project, no place in somebody else's ceremony. Only such a person may be given a new
 * link: it opens their account, and whoever makes it sees it.
 * @throws NOT_BY_LINK_ALONE
 */
export async function requireByLinkAlone(db: Db, row: InvitationRow): Promise<void> {
  if (row.userId === null) return;
  if (row.role !== 'participant') throw new Problem('NOT_BY_LINK_ALONE', 'This invitation gave rights.');
  if (row.identityId === null)
    throw new Problem('NOT_BY_LINK_ALONE', 'Somebody with an account accepted it.');
  const { userId } = row;
  const user = await db
    .selectFrom('user')
    .select(({ selectFrom, exists, or }) => [
      'role',
      or([
        exists(selectFrom('project').select('project.id').where('project.ownerUserId', '=', userId)),
        exists(
          selectFrom('coordinator').select('coordinator.userId').where('coordinator.userId', '=', userId),
        ),
      ]).as('coordinates'),
    ])
    .where('id', '=', userId)
    .executeTakeFirst();
  const identities = await db.selectFrom('identity').select('id').where('userId', '=', userId).execute();
  const elsewhere = await db
    .selectFrom('ceremony')
    .select('ceremony.id')
    .where('ceremony.projectId', '!=', await projectOf(db, row))
    .where(({ or, exists, selectFrom }) =>
      or([
        exists(
          selectFrom('participant')
            .select('participant.id')
            .whereRef('participant.ceremonyId', '=', 'ceremony.id')
            .where('participant.userId', '=', userId),
        ),
        exists(
          selectFrom('invitation')
            .select('invitation.id')
            .whereRef('invitation.ceremonyId', '=', 'ceremony.id')
            .where('invitation.userId', '=', userId),
        ),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  if (user?.role || user?.coordinates || identities.length !== 1 || elsewhere)
    throw new Problem('NOT_BY_LINK_ALONE', ELSEWHERE);
}

async function projectOf(db: Db, row: InvitationRow): Promise<number> {
  if (row.ceremonyId === null) return row.projectId ?? 0;
  const { projectId } = await db
    .selectFrom('ceremony')
    .select('projectId')
    .where('id', '=', row.ceremonyId)
    .executeTakeFirstOrThrow();
  return projectId;
}
