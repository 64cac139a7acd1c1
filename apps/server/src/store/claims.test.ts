import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from './open-store.ts';
import { findParticipant, lobbySize, updateParticipant } from './participants.ts';
import { testCeremony, testParticipant } from './test-rows.ts';
import { testStores } from './test-stores.ts';
import { openTurn, openTurnOfCircuit, openTurns, updateTurn } from './turns.ts';
import { findOrCreateUser } from './users.ts';

describe.each(testStores())('claims on $name', ({ open }) => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  const turnOf = (circuitId: number, participantId: number) => ({
    circuitId,
    participantId,
    phase: 'WORKING' as const,
    baseBlob: '00',
    basePosition: 0,
    openedAt: 1,
    deadlineAt: 2,
  });

  it('gives one slot to one of twenty who claim it at once', async () => {
    const { ceremony, circuit } = await testCeremony(store.db);
    const people = [];
    for (let n = 0; n < 20; n++) people.push(await testParticipant(store.db, ceremony.id, `0x${n}`));

    const claims = await Promise.all(
      people.map((person) =>
        store.transaction(async (trx) => {
          const turn = await openTurn(trx, turnOf(circuit.id, person.id));
          if (turn) await updateParticipant(trx, person, { status: 'CONTRIBUTING' });
          return turn;
        }),
      ),
    );

    const won = claims.filter((turn) => turn !== undefined);
    expect(won).toHaveLength(1);
    expect(await openTurns(store.db)).toEqual(won);
    expect(await lobbySize(store.db, ceremony.id)).toBe(19);
  });

  it('gives one participant one turn on several circuits, and another one when it is closed', async () => {
    const { ceremony, circuit } = await testCeremony(store.db);
    const other = await testCeremony(store.db, 'other');
    const person = await testParticipant(store.db, ceremony.id, '0x1');
    const first = await openTurn(store.db, turnOf(circuit.id, person.id));
    expect(await openTurn(store.db, turnOf(other.circuit.id, person.id))).toBeUndefined();
    await updateTurn(store.db, first!, { phase: 'CLOSED', outcome: 'aborted', closedAt: 3 });
    expect(await openTurn(store.db, turnOf(other.circuit.id, person.id))).toBeDefined();
    expect(await openTurnOfCircuit(store.db, circuit.id)).toBeUndefined();
  });

  it('lets one of many writers of the same row win', async () => {
    const { ceremony } = await testCeremony(store.db);
    const person = await testParticipant(store.db, ceremony.id, '0x1');
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        store.transaction((trx) => updateParticipant(trx, person, { contributionProgress: n + 1 })),
      ),
    );
    const won = results.filter((row) => row !== undefined);
    expect(won).toHaveLength(1);
    expect(await findParticipant(store.db, person.id)).toEqual(won[0]);
    expect(won[0]!.version).toBe(person.version + 1);
  });

  it('makes one user of twenty sign-ins with one account', async () => {
    const account = { provider: 'Github' as const, subject: '583231', handle: 'octocat' };
    const results = await Promise.all(
      Array.from({ length: 20 }, () => store.transaction((trx) => findOrCreateUser(trx, account, 5))),
    );
    expect(new Set(results.map(({ user }) => user.id)).size).toBe(1);
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect(await store.db.selectFrom('user').selectAll().execute()).toHaveLength(1);
  });

  it('takes over a changed handle and keeps accounts of different providers apart', async () => {
    const sign = (account: Parameters<typeof findOrCreateUser>[1]) =>
      store.transaction((trx) => findOrCreateUser(trx, account, 5));
    const before = await sign({ provider: 'Github', subject: '1', handle: 'old' });
    const after = await sign({ provider: 'Github', subject: '1', handle: 'new' });
    expect(after.identity).toEqual({ ...before.identity, handle: 'new' });
    const other = await sign({ provider: 'Ethereum', subject: '1', handle: 'x' });
    expect(other.user.id).not.toBe(before.user.id);
  });
});
