import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureProject } from './ceremonies.ts';
import type { Store } from './open-store.ts';
import { createSession, deleteExpiredSessions } from './sessions.ts';
import { testCeremony, testParticipant } from './test-rows.ts';
import { testStores } from './test-stores.ts';
import { deleteUnusedUsers } from './unused-users.ts';
import { findOrCreateUser } from './users.ts';

describe.each(testStores())('unused users on $name', ({ open }) => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  const signUp = (subject: string, now = 1) =>
    store.transaction((trx) =>
      findOrCreateUser(trx, { provider: 'Ethereum', subject, handle: subject }, now),
    );
  const signIn = (subject: string, idHash: string, expiresAt: number) =>
    store.transaction(async (trx) => {
      const account = { provider: 'Ethereum' as const, subject, handle: subject };
      const { user, identity } = await findOrCreateUser(trx, account, 1);
      return createSession(trx, {
        idHash,
        userId: user.id,
        identityId: identity.id,
        ceremonyId: null,
        createdAt: 1,
        lastSeenAt: 1,
        expiresAt,
      });
    });
  const prune = (limits: Parameters<typeof deleteUnusedUsers>[1]) =>
    store.transaction((trx) => deleteUnusedUsers(trx, limits));
  const left = async () => {
    const identities = await store.db
      .selectFrom('identity')
      .innerJoin('user', 'user.id', 'identity.userId')
      .select('subject')
      .orderBy('identity.id')
      .execute();
    const { users } = await store.db
      .selectFrom('user')
      .select(({ fn }) => fn.countAll<number>().as('users'))
      .executeTakeFirstOrThrow();
    expect(users).toBe(identities.length);
    return identities.map(({ subject }) => subject);
  };

  it('go when nothing is left of them, and nobody else does', async () => {
    const { ceremony } = await testCeremony(store.db);
    await testParticipant(store.db, ceremony.id, 'waits');
    await testParticipant(store.db, ceremony.id, 'gone', { status: 'TIMEDOUT', cause: 'DEADLINE' });
    await testParticipant(store.db, ceremony.id, 'done', { status: 'DONE' });
    const { user: owner } = await signUp('owner');
    const { id } = await ensureProject(store.db, { slug: 'own', name: 'Own' }, 1);
    await store.db.updateTable('project').set({ ownerUserId: owner.id }).where('id', '=', id).execute();
    await signIn('came', 'aa', 50);
    await signIn('stays', 'bb', 500);
    await signUp('new', 100);

    const kept = ['waits', 'gone', 'done', 'owner'];
    expect(await prune({ after: 0, before: 100 })).toEqual({ deleted: 0, after: 0 });
    await deleteExpiredSessions(store.db, 100);
    expect(await prune({ after: 0, before: 100 })).toEqual({ deleted: 1, after: 0 });
    expect(await left()).toEqual([...kept, 'stays', 'new']);
    await deleteExpiredSessions(store.db, 500);
    expect(await prune({ after: 0, before: 1000 })).toEqual({ deleted: 2, after: 0 });
    expect(await left()).toEqual(kept);
  });

  it('are looked for a few at a time, and the walk begins again at its end', async () => {
    const { ceremony } = await testCeremony(store.db);
    for (const n of [1, 2, 3]) await testParticipant(store.db, ceremony.id, `0x${n}`);
    for (const n of [4, 5, 6]) await signUp(`0x${n}`);
    const steps = [];
    let after = 0;
    do {
      const step = await prune({ after, before: 100, limit: 2 });
      steps.push(step.deleted);
      after = step.after;
    } while (after !== 0);
    expect(steps).toEqual([0, 1, 2, 0]);
    expect(await left()).toEqual(['0x1', '0x2', '0x3']);
  });

  it('who sign in again at that moment have a session of a user that exists', async () => {
    for (let round = 0; round < 10; round++) {
      const people = Array.from({ length: 4 }, (_, n) => `${round}/${n}`);
      for (const person of people) await signUp(person);
      await Promise.all([
        prune({ after: 0, before: 100 }),
        ...people.map((person) => signIn(person, person, 500)),
        prune({ after: 0, before: 100 }),
      ]);
    }
    expect(await left()).toHaveLength(40);
  });
});
