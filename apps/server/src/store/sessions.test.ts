import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureProject } from './ceremonies.ts';
import type { Store } from './open-store.ts';
import {
  countIdleSessions,
  createSession,
  deleteExpiredSessions,
  evictFirstParty,
  findSession,
  markEntered,
  shiftSessions,
  touchSessions,
} from './sessions.ts';
import { testCeremony } from './test-rows.ts';
import { testStores } from './test-stores.ts';
import { createTicket, deleteExpiredTickets, takeTicket } from './tickets.ts';
import { findOrCreateUser } from './users.ts';

describe.each(testStores())('sessions on $name', ({ open }) => {
  let store: Store;
  let kzg: number;
  let other: number;
  beforeEach(async () => {
    store = await open();
    kzg = (await testCeremony(store.db)).ceremony.id;
    other = (await testCeremony(store.db, 'other')).ceremony.id;
  });
  afterEach(() => store.close());

  async function signIn(idHash: string, subject: string, ceremonyId: number | null, expiresAt = 100) {
    const account = { provider: 'Ethereum' as const, subject, handle: subject.toUpperCase() };
    const { user, identity } = await store.transaction((trx) => findOrCreateUser(trx, account, 1));
    const times = { createdAt: 1, lastSeenAt: 1, expiresAt };
    return createSession(store.db, {
      idHash,
      userId: user.id,
      identityId: identity.id,
      ceremonyId,
      ...times,
    });
  }

  it('finds a session with its identity until it expires', async () => {
    const session = await signIn('aa', '0xa', kzg);
    const identity = { provider: 'Ethereum', subject: '0xa', handle: '0XA', publicName: null };
    const known = { ...session, ...identity, accountCreatedAt: null };
    expect(await findSession(store.db, 'aa', 99)).toEqual(known);
    expect(await findSession(store.db, 'aa', 100)).toBeUndefined();
    expect(await findSession(store.db, 'ab', 99)).toBeUndefined();
  });

  it('prolongs used sessions together and does not bring ended ones back', async () => {
    await signIn('aa', '0xa', kzg);
    await signIn('bb', '0xb', kzg, 10);
    await deleteExpiredSessions(store.db, 10);
    await touchSessions(store.db, ['aa', 'bb'], { lastSeenAt: 50, expiresAt: 150 });
    expect(await findSession(store.db, 'aa', 149)).toMatchObject({ lastSeenAt: 50, expiresAt: 150 });
    expect(await findSession(store.db, 'bb', 1)).toBeUndefined();
  });

  it('counts as idle who signed in for this lobby and has not entered it', async () => {
    const alice = await signIn('a1', '0xa', kzg);
    await signIn('a2', '0xa', null);
    await signIn('b1', '0xb', kzg, 60);
    await signIn('c1', '0xc', other);
    expect(await countIdleSessions(store.db, kzg, 50)).toBe(2);
    expect(await countIdleSessions(store.db, kzg, 60)).toBe(1);
    await markEntered(store.db, { userId: alice.userId, ceremonyId: kzg, now: 50 });
    expect(await countIdleSessions(store.db, kzg, 50)).toBe(1);
    expect(await countIdleSessions(store.db, other, 50)).toBe(1);
  });

  it('lets unused first-party sessions make room for later ones, and no others', async () => {
    for (const n of [3, 1, 2]) await signIn(`f${n}`, `0x${n}`, null, 100 + n);
    await signIn('a1', '0xa', kzg);
    const entered = await signIn('e1', '0xe', null);
    await markEntered(store.db, { userId: entered.userId, ceremonyId: kzg, now: 50 });
    expect(await evictFirstParty(store.db, 3)).toBe(0);
    expect(await evictFirstParty(store.db, 1)).toBe(2);
    const left = await Promise.all(['f1', 'f2', 'f3', 'a1', 'e1'].map((id) => findSession(store.db, id, 1)));
    expect(left.map(Boolean)).toEqual([false, false, true, true, true]);
  });

  it('takes no session of people who run something here away to make room', async () => {
    const operator = await signIn('o1', '0xo', null, 101);
    const owner = await signIn('p1', '0xp', null, 102);
    const coordinator = await signIn('c1', '0xc', null, 103);
    await store.db.updateTable('user').set({ role: 'operator' }).where('id', '=', operator.userId).execute();
    const project = await ensureProject(store.db, { slug: 'p', name: 'p', ownerUserId: owner.userId }, 1);
    await store.db
      .insertInto('coordinator')
      .values({ projectId: project.id, userId: coordinator.userId, addedAt: 1 })
      .execute();
    for (const n of [1, 2, 3]) await signIn(`f${n}`, `0x${n}`, null, 110 + n);
    expect(await evictFirstParty(store.db, 4)).toBe(2);
    const left = await Promise.all(
      ['o1', 'p1', 'c1', 'f1', 'f2', 'f3'].map((id) => findSession(store.db, id, 1)),
    );
    expect(left.map(Boolean)).toEqual([true, true, true, false, false, true]);
  });

  it('removes expired sessions bit by bit, and prolongs those that ran when the server stopped', async () => {
    for (let n = 0; n < 5; n++) await signIn(`a${n}`, '0xa', kzg, 10 + n);
    await shiftSessions(store.db, 600, 12);
    expect(await deleteExpiredSessions(store.db, 500, 2)).toBe(2);
    expect(await deleteExpiredSessions(store.db, 500, 2)).toBe(1);
    expect(await deleteExpiredSessions(store.db, 500, 2)).toBe(0);
    expect(await findSession(store.db, 'a3', 612)).toMatchObject({ expiresAt: 613 });
  });

  it('lets one of twenty use a ticket', async () => {
    await createTicket(store.db, { kind: 'nonce', idHash: 'aa', data: '{}', expiresAt: 100 });
    expect(await takeTicket(store.db, 'code', 'aa', 50)).toBeUndefined();
    const takes = await Promise.all(
      Array.from({ length: 20 }, () => takeTicket(store.db, 'nonce', 'aa', 50)),
    );
    expect(takes.filter((ticket) => ticket?.data === '{}')).toHaveLength(1);
  });

  it('uses an expired ticket up without giving it out', async () => {
    await createTicket(store.db, { kind: 'nonce', idHash: 'aa', data: '{}', expiresAt: 100 });
    await createTicket(store.db, { kind: 'nonce', idHash: 'bb', data: '{}', expiresAt: 101 });
    expect(await takeTicket(store.db, 'nonce', 'aa', 100)).toBeUndefined();
    expect(await takeTicket(store.db, 'nonce', 'aa', 99)).toBeUndefined();
    expect(await deleteExpiredTickets(store.db, 100)).toBe(0);
    expect(await deleteExpiredTickets(store.db, 101)).toBe(1);
  });
});
