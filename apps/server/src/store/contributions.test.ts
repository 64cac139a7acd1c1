import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBlob, forgetBlob, recordBlob } from './blobs.ts';
import {
  createCeremony,
  ensureProject,
  findCeremony,
  findCeremonyBySlug,
  listCeremonies,
  updateCeremony,
} from './ceremonies.ts';
import { advanceHead, circuitsOf, findCircuit, updateCircuit } from './circuits.ts';
import {
  contributionOfTurn,
  contributions,
  findContribution,
  insertContribution,
  latestContributionOf,
  usedIdentities,
  usedKeys,
  useKeys,
} from './contributions.ts';
import { dialectOf } from './dialect-of.ts';
import type { Store } from './open-store.ts';
import type { CeremonyRow, CircuitRow } from './schema.ts';
import { GENESIS, testCeremony, testParticipant } from './test-rows.ts';
import { testStores } from './test-stores.ts';
import { dueTurns, latestTurnOfCircuit, openTurn, openTurns, updateTurn } from './turns.ts';

const hashNumber = (n: number) => n.toString(16).padStart(64, '0');

describe.each(testStores())('contributions on $name', ({ open }) => {
  let store: Store;
  let ceremony: CeremonyRow;
  let circuit: CircuitRow;
  beforeEach(async () => {
    store = await open();
    ({ ceremony, circuit } = await testCeremony(store.db));
  });
  afterEach(() => store.close());

  const contribution = (position: number, participantId: number, turnId: number | null = null) => ({
    circuitId: circuit.id,
    position,
    participantId,
    turnId,
    baseBlob: hashNumber(position - 1),
    headBlob: hashNumber(position),
    record: '{}',
    checks: '{}',
    receipt: 'r',
    signature: 's',
    acceptedAt: position,
  });
  const collect = async <T>(rows: AsyncIterable<T>) => {
    const all = [];
    for await (const row of rows) all.push(row);
    return all;
  };
  const turn = (participantId: number, deadlineAt: number | null, circuitId = circuit.id) =>
    openTurn(store.db, {
      circuitId,
      participantId,
      phase: 'WORKING',
      baseBlob: GENESIS,
      basePosition: 0,
      openedAt: 1,
      deadlineAt,
    });

  it('accepts one contribution per position and per turn', async () => {
    const person = await testParticipant(store.db, ceremony.id, '0x1');
    const opened = (await turn(person.id, null))!;
    const claims = await Promise.all(
      Array.from({ length: 20 }, () => insertContribution(store.db, contribution(1, person.id, opened.id))),
    );
    const [won] = claims.filter((row) => row !== undefined);
    expect(claims.filter((row) => row !== undefined)).toHaveLength(1);
    expect(await insertContribution(store.db, contribution(2, person.id, opened.id))).toBeUndefined();
    expect(await insertContribution(store.db, contribution(2, person.id))).toBeDefined();
    expect(await contributionOfTurn(store.db, opened.id)).toEqual(won);
    expect(await findContribution(store.db, circuit.id, 1)).toEqual(won);
    expect(await latestContributionOf(store.db, person.id)).toMatchObject({ position: 2 });
  });

  it('advances the head that was extended, once', async () => {
    const head = hashNumber(1);
    await recordBlob(store.db, { hash: head, size: 1, kind: 'state', createdAt: 1 });
    const step = { base: GENESIS, position: 1, head, millis: 40 };
    expect(await advanceHead(store.db, circuit.id, { ...step, base: hashNumber(2) })).toBeUndefined();
    expect(await advanceHead(store.db, circuit.id, { ...step, position: 2 })).toBeUndefined();
    const steps = await Promise.all(
      Array.from({ length: 20 }, () => store.transaction((trx) => advanceHead(trx, circuit.id, step))),
    );
    expect(steps.filter((row) => row !== undefined)).toHaveLength(1);
    expect(await findCircuit(store.db, circuit.id)).toMatchObject({
      headBlob: head,
      position: 1,
      turnsDone: 1,
      turnsMillis: 40,
      version: 1,
    });
    expect(await updateCircuit(store.db, circuit, { slotFor: 'poll' })).toBeUndefined();
    const [now] = await circuitsOf(store.db, ceremony.id);
    expect(await updateCircuit(store.db, now!, { slotFor: 'poll' })).toMatchObject({ slotFor: 'poll' });
  });

  it('reads ranges in order over many pages', async () => {
    const person = await testParticipant(store.db, ceremony.id, '0x1');
    await store.transaction(async (trx) => {
      for (let position = 600; position >= 1; position--)
        await insertContribution(trx, contribution(position, person.id));
    });
    const positions = async (range?: { from?: number; to?: number }) =>
      (await collect(contributions(store.db, circuit.id, range))).map(({ position }) => position);
    const all = Array.from({ length: 600 }, (_, n) => n + 1);
    expect(await positions()).toEqual(all);
    expect(await positions({ from: 256, to: 512 })).toEqual(all.slice(255, 512));
    expect(await positions({ from: 601 })).toEqual([]);
  });

  it('uses a key once on the whole server', async () => {
    const person = await testParticipant(store.db, ceremony.id, '0x1');
    const first = (await insertContribution(store.db, contribution(1, person.id)))!;
    expect(await useKeys(store.db, first.id, ['a', 'b'])).toEqual([]);
    const second = (await insertContribution(store.db, contribution(2, person.id)))!;
    expect(await useKeys(store.db, second.id, ['c', 'b', 'd', 'd'])).toEqual(['b', 'd']);
    expect(await usedKeys(store.db, ['b', 'x'])).toEqual(['b']);
    expect(await usedKeys(store.db, [])).toEqual([]);
  });

  it('lists identities that entered with what became of them', async () => {
    const done = await testParticipant(store.db, ceremony.id, '0xd', { status: 'DONE' });
    await testParticipant(store.db, ceremony.id, '0xe', { status: 'CREATED', enteredAt: null });
    await testParticipant(store.db, ceremony.id, '0xf', { status: 'TIMEDOUT', cause: 'ABORTED' });
    await insertContribution(store.db, contribution(1, done.id));
    expect(await collect(usedIdentities(store.db, ceremony.id))).toMatchObject([
      { participantId: done.id, provider: 'Ethereum', subject: '0xd', status: 'DONE', position: 1 },
      { subject: '0xf', status: 'TIMEDOUT', cause: 'ABORTED', position: null },
    ]);
  });

  it('finds overdue turns, and refuses a stale change', async () => {
    const other = await testCeremony(store.db, 'other');
    const one = (await turn((await testParticipant(store.db, ceremony.id, '0x1')).id, 50))!;
    const two = (await turn(
      (
        await testParticipant(store.db, other.ceremony.id, '0x2')
      ).id,
      40,
      other.circuit.id,
    ))!;
    expect(await dueTurns(store.db, other.ceremony.id, 50)).toEqual([two]);
    expect(await dueTurns(store.db, ceremony.id, 50)).toEqual([one]);
    expect(await openTurns(store.db, ceremony.id)).toEqual([one]);
    expect(await updateTurn(store.db, one, { deadlineAt: 1050 })).toMatchObject({ version: 1 });
    expect(await dueTurns(store.db, ceremony.id, 1049)).toEqual([]);
    expect(await updateTurn(store.db, one, { phase: 'CLOSED' })).toBeUndefined();
    const [moved] = await openTurns(store.db, ceremony.id);
    expect(moved).toMatchObject({ deadlineAt: 1050 });
    expect(await updateTurn(store.db, moved!, { phase: 'CLOSED', closedAt: 9 })).toMatchObject({
      closedAt: 9,
    });
    expect(await dueTurns(store.db, ceremony.id, 9999)).toEqual([]);
    expect(await latestTurnOfCircuit(store.db, circuit.id)).toMatchObject({ phase: 'CLOSED' });
  });

  it('forgets only blobs that nothing needs', async () => {
    for (const n of [1, 2, 3])
      await recordBlob(store.db, { hash: hashNumber(n), size: n, kind: 'upload', createdAt: 1 });
    await recordBlob(store.db, { hash: hashNumber(3), size: 99, kind: 'other', createdAt: 1 });
    expect(await findBlob(store.db, hashNumber(3))).toMatchObject({ size: 3 });
    const opened = (await turn((await testParticipant(store.db, ceremony.id, '0x1')).id, 50))!;
    await updateTurn(store.db, opened, { phase: 'VERIFYING', receivedBlob: hashNumber(1) });
    expect(await forgetBlob(store.db, GENESIS)).toBe(false);
    expect(await forgetBlob(store.db, hashNumber(1))).toBe(false);
    expect(await forgetBlob(store.db, hashNumber(2))).toBe(true);
    expect(await forgetBlob(store.db, hashNumber(2))).toBe(false);
    const [latest] = await openTurns(store.db);
    await updateTurn(store.db, latest!, { phase: 'CLOSED' });
    expect(await forgetBlob(store.db, hashNumber(1))).toBe(true);
    expect(await findBlob(store.db, hashNumber(1))).toBeUndefined();
    expect(await findBlob(store.db, hashNumber(3))).toMatchObject({ size: 3 });
  });

  it('keeps a blob that a circuit begins to need meanwhile', async () => {
    const hash = hashNumber(9);
    await recordBlob(store.db, { hash, size: 9, kind: 'state', createdAt: 1 });
    const forgotten = await store.db.transaction().execute(async (trx) => {
      await trx.updateTable('circuit').set({ genesisBlob: hash }).where('id', '=', circuit.id).execute();
      const other = store.db.transaction().execute((second) => forgetBlob(second, hash));
      if (dialectOf(trx) === 'postgres') {
        const waiting = sql`select 1 from pg_locks where not granted`;
        await expect.poll(async () => (await waiting.execute(trx)).rows).not.toEqual([]);
      }
      return () => other;
    });
    expect(await forgotten()).toBe(false);
    expect(await findBlob(store.db, hash)).toBeDefined();
  });

  it('keeps slugs unique and changes a ceremony only from what was read', async () => {
    const project = await ensureProject(store.db, { slug: 'tests', name: 'Again' }, 5);
    expect(project).toMatchObject({ id: ceremony.projectId, name: 'Tests' });
    const { id: _, ...values } = ceremony;
    expect(await createCeremony(store.db, values)).toBeUndefined();
    const paused = await updateCeremony(store.db, ceremony, { status: 'PAUSED', pausedAt: 3 });
    expect(await updateCeremony(store.db, ceremony, { status: 'CLOSED' })).toBeUndefined();
    expect(await findCeremony(store.db, ceremony.id)).toEqual(paused);
    expect(await findCeremonyBySlug(store.db, 'kzg')).toEqual(paused);
    expect(await findCeremonyBySlug(store.db, 'none')).toBeUndefined();
    expect(await listCeremonies(store.db, ['OPENED'])).toEqual([]);
    expect(await listCeremonies(store.db)).toEqual([paused]);
  });
});
