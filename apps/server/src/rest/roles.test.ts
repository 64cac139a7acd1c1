import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../store/open-store.ts';
import type { UserRow } from '../store/schema.ts';
import { testCeremony, testParticipant } from '../store/test-rows.ts';
import { testStores } from '../store/test-stores.ts';
import { findOrCreateUser } from '../store/users.ts';
import type { Caller } from './caller.ts';
import { isCoordinator, requireCoordinator, standingOn } from './roles.ts';

describe.each(testStores())('rights on $name', ({ open }) => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  async function caller(subject: string, role: UserRow['role'] = null): Promise<NonNullable<Caller>> {
    const account = { provider: 'Ethereum', subject, handle: subject } as const;
    const { user } = await findOrCreateUser(store.db, account, 0);
    return { userId: user.id, role, session: undefined as never };
  }

  it('over a project are its owner’s, its coordinators’ and operators’', async () => {
    const { db } = store;
    const { ceremony } = await testCeremony(db);
    const { projectId } = ceremony;
    const [owner, added, elsewhere] = [
      await caller('a'),
      await caller('b'),
      await caller('c', 'coordinator'),
    ];
    const operator = await caller('d', 'operator');
    await db.updateTable('project').set({ ownerUserId: owner.userId }).where('id', '=', projectId).execute();
    const other = await db
      .insertInto('project')
      .values({ slug: 'other', name: 'Other', ownerUserId: elsewhere.userId, createdAt: 0 })
      .returning('id')
      .executeTakeFirstOrThrow();
    await db.insertInto('coordinator').values({ projectId, userId: added.userId, addedAt: 0 }).execute();
    const coordinates = (who: Caller) => isCoordinator(db, who, projectId);
    expect(await Promise.all([owner, added, operator].map(coordinates))).toEqual([true, true, true]);
    // The role of a coordinator is for making projects; it gives nothing over those of others.
    expect(await Promise.all([elsewhere, null].map(coordinates))).toEqual([false, false]);
    expect(await isCoordinator(db, added, other.id)).toBe(false);
    await expect(requireCoordinator(db, elsewhere, projectId)).rejects.toMatchObject({
      code: 'NOT_PERMITTED',
    });
    await expect(requireCoordinator(db, owner, projectId)).resolves.toBeUndefined();
  });

  it('over a participant are the person’s and the coordinators’ of that ceremony', async () => {
    const { db } = store;
    const { ceremony } = await testCeremony(db);
    const participant = await testParticipant(db, ceremony.id, 'p');
    const [self, other] = [await caller('p'), await caller('q')];
    const standing = (who: Caller) => standingOn(db, who, ceremony, participant);
    expect(await standing(self)).toBe('participant');
    expect(await standing(await caller('r', 'operator'))).toBe('coordinator');
    expect(await standing(other)).toBeNull();
    expect(await standing(null)).toBeNull();
    await db
      .insertInto('coordinator')
      .values({ projectId: ceremony.projectId, userId: self.userId, addedAt: 0 })
      .execute();
    expect(await standing(self)).toBe('both');
  });
});
