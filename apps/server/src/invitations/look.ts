import type { InvitationLook } from '@brebaje/protocol/rest/invitation';
import { aboutOf } from '../ceremonies/about.ts';
import type { Caller } from '../rest/caller.ts';
import { toSeconds } from '../rest/seconds.ts';
import type { Db } from '../store/open-store.ts';
import type { InvitationRow } from '../store/schema.ts';
import { findByToken } from './find.ts';
import { invitationState, stateInWords } from './state.ts';

/**
 * What a link is for, told to whoever holds it. Changes nothing: programs that open links in advance use
 * nothing up.
 * @throws INVITATION_UNKNOWN, INVITATION_REVOKED when a newer link took its place
 */
export async function lookAt(
  db: Db,
  { token, caller, now }: { token: string; caller: Caller; now: number },
): Promise<InvitationLook> {
  const row = await findByToken(db, { token, now });
  const state = invitationState(row, now);
  const { name, from, until } = row;
  return {
    role: row.role,
    state,
    says: stateInWords(row, now),
    // A link that was used may be in anybody's hands.
    ...(name !== null && row.role !== 'operator' && state !== 'USED' && state !== 'REVOKED' ? { name } : {}),
    ...(from === null ? {} : { from: toSeconds(from) }),
    ...(until === null ? {} : { until: toSeconds(until) }),
    ...(await placeOf(db, row)),
    ...(caller === null ? {} : { me: me(caller) }),
  };
}

function me({ session: { handle, publicName } }: NonNullable<Caller>): NonNullable<InvitationLook['me']> {
  return { nickname: handle, ...(publicName === null ? {} : { publicName }) };
}

async function placeOf(db: Db, row: InvitationRow): Promise<Pick<InvitationLook, 'project' | 'ceremony'>> {
  const ceremony =
    row.ceremonyId === null
      ? undefined
      : await db.selectFrom('ceremony').selectAll().where('id', '=', row.ceremonyId).executeTakeFirst();
  const projectId = ceremony?.projectId ?? row.projectId;
  const project =
    projectId === null
      ? undefined
      : await db
          .selectFrom('project')
          .select(['slug', 'name', 'support'])
          .where('id', '=', projectId)
          .executeTakeFirst();
  const place: Pick<InvitationLook, 'project' | 'ceremony'> = {};
  if (project) {
    const { support, ...named } = project;
    place.project = support === null ? named : { ...named, support };
  }
  if (ceremony) {
    const { id, slug, title, scheme, status, test } = ceremony;
    place.ceremony = { id, slug, title, scheme, status, test: test === 1, ...aboutOf(ceremony) };
  }
  return place;
}
