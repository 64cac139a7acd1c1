/** What people tell about themselves: kept apart from everything that lasts, and erased by an empty one. */
import type { Profile } from '@brebaje/protocol/rest/profile';
import type { Db } from '../store/open-store.ts';

export async function findProfile(db: Db, participantId: number): Promise<Profile> {
  const row = await db
    .selectFrom('profile')
    .select('data')
    .where('participantId', '=', participantId)
    .executeTakeFirst();
  return row ? (JSON.parse(row.data) as Profile) : {};
}

/** Puts the profile in place of what was there. */
export async function storeProfile(
  db: Db,
  participantId: number,
  profile: Profile,
  now: number,
): Promise<void> {
  if (Object.keys(profile).length === 0) return eraseProfile(db, participantId);
  const values = { data: JSON.stringify(profile), updatedAt: now };
  await db
    .insertInto('profile')
    .values({ participantId, ...values })
    .onConflict((conflict) => conflict.column('participantId').doUpdateSet(values))
    .execute();
}

export async function eraseProfile(db: Db, participantId: number): Promise<void> {
  await db.deleteFrom('profile').where('participantId', '=', participantId).execute();
}
