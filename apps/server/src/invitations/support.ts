import { aboutOf } from '../ceremonies/about.ts';
import type { Db } from '../store/open-store.ts';
import type { InvitationRow } from '../store/schema.ts';

/** Where somebody with this invitation gets help: the ceremony's line, else the project's; undefined: none. */
export async function supportOf(
  db: Db,
  { ceremonyId, projectId }: Pick<InvitationRow, 'ceremonyId' | 'projectId'>,
): Promise<string | undefined> {
  const ceremony =
    ceremonyId === null
      ? undefined
      : await db.selectFrom('ceremony').selectAll().where('id', '=', ceremonyId).executeTakeFirst();
  const own = ceremony && aboutOf(ceremony).support;
  if (own !== undefined) return own;
  const id = ceremony?.projectId ?? projectId;
  if (id === null) return undefined;
  const project = await db.selectFrom('project').select('support').where('id', '=', id).executeTakeFirst();
  return project?.support ?? undefined;
}
