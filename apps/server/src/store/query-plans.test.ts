import { type CompiledQuery, createQueryId, type KyselyPlugin, type RootOperationNode } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countWaiters, dueCheckIns, waitersInOrder, writeCheckIns } from './check-ins.ts';
import { contributions, usedIdentities } from './contributions.ts';
import { eventsAfter } from './events.ts';
import { pendingJobs } from './jobs.ts';
import type { Db, Store } from './open-store.ts';
import { dueMessages } from './outbox.ts';
import { findParticipantOf, lobbySize, updateParticipant } from './participants.ts';
import { countIdleSessions, evictFirstParty, findSession } from './sessions.ts';
import { latestMessages, listenersOf } from './subscriptions.ts';
import { testStores } from './test-stores.ts';
import { dueTurns, latestTurnOfCircuit, openTurnOfCircuit } from './turns.ts';
import { deleteUnusedUsers } from './unused-users.ts';
import { findOrCreateUser } from './users.ts';

const sqlite = testStores()[0]!;
let store: Store;
beforeEach(async () => {
  store = await sqlite.open();
});
afterEach(() => store.close());

/** What the database does for each query that `run` makes. */
async function plansOf(run: (db: Db) => Promise<unknown>): Promise<string[]> {
  const seen: RootOperationNode[] = [];
  const recorder: KyselyPlugin = {
    transformQuery: ({ node }) => {
      seen.push(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await run(store.db.withPlugin(recorder));
  const executor = store.db.getExecutor();
  const plans = [];
  for (const node of seen) {
    const query = executor.compileQuery(node, createQueryId());
    const explain = { ...query, sql: `explain query plan ${query.sql}` } as CompiledQuery<{ detail: string }>;
    const { rows } = await store.db.executeQuery(explain);
    plans.push(rows.map(({ detail }) => detail).join('; '));
  }
  return plans;
}

const drain = async (rows: AsyncIterable<unknown>) => {
  for await (const _ of rows);
};

const HOT: Record<string, (db: Db) => Promise<unknown>> = {
  findSession: (db) => findSession(db, 'aa', 1),
  countIdleSessions: (db) => countIdleSessions(db, 1, 1),
  evictFirstParty: (db) => evictFirstParty(db, -1),
  findParticipantOf: (db) => findParticipantOf(db, 1, 1),
  lobbySize: (db) => lobbySize(db, 1),
  updateParticipant: (db) => updateParticipant(db, { id: 1, version: 0, status: 'READY' }, { cause: null }),
  dueCheckIns: (db) => dueCheckIns(db, 1, 1),
  countWaiters: (db) => countWaiters(db, 1),
  waitersInOrder: (db) => drain(waitersInOrder(db, 1)),
  writeCheckIns: (db) =>
    writeCheckIns(db, [{ id: 1, checkedInAt: 1, checkInDueAt: 1, heldSince: null, waitsSince: null }]),
  openTurnOfCircuit: (db) => openTurnOfCircuit(db, 1),
  latestTurnOfCircuit: (db) => latestTurnOfCircuit(db, 1),
  dueTurns: (db) => dueTurns(db, 1, 1),
  contributions: (db) => drain(contributions(db, 1)),
  usedIdentities: (db) => drain(usedIdentities(db, 1)),
  eventsAfter: (db) => eventsAfter(db, 1, 1),
  pendingJobs: (db) => pendingJobs(db, 'verify'),
  listenersOf: (db) => listenersOf(db, { id: 1, projectId: 1 }),
  dueMessages: (db) => dueMessages(db, 1, 1),
  latestMessages: (db) => latestMessages(db, [1]),
  deleteUnusedUsers: async (db) => {
    await findOrCreateUser(store.db, { provider: 'Ethereum', subject: '0x1', handle: '0x1' }, 0);
    expect(await deleteUnusedUsers(db, { after: 0, before: 1 })).toMatchObject({ deleted: 1 });
  },
};

it.each(Object.keys(HOT))('%s reads through an index and sorts nothing', async (name) => {
  const plans = await plansOf(HOT[name]!);
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) expect(plan).not.toMatch(/SCAN (?!json_each|given)|TEMP B-TREE/);
});

it('counts idle sessions and people who wait, and lists due check-ins, without touching other rows', async () => {
  for (const name of ['countIdleSessions', 'evictFirstParty']) {
    const [count] = await plansOf(HOT[name]!);
    expect(count).toContain('COVERING INDEX sessionIdle');
  }
  expect(await plansOf(HOT.countWaiters!)).toEqual([expect.stringContaining('INDEX participantWaits')]);
  expect(await plansOf(HOT.waitersInOrder!)).toEqual([expect.stringContaining('INDEX participantWaits')]);
  expect(await plansOf(HOT.dueCheckIns!)).toEqual([expect.stringContaining('INDEX participantDue')]);
});
