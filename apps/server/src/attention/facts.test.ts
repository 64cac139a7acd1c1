import { KZG_POLICY } from '@brebaje/ceremony/policy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FINALIZE, finalizeSubject } from '../ceremonies/finalization-state.ts';
import { defaults } from '../config/options.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { enqueueJob } from '../store/jobs.ts';
import type { Store } from '../store/open-store.ts';
import type { CeremonyRow, CircuitRow, ParticipantRow } from '../store/schema.ts';
import { testCeremony, testParticipant } from '../store/test-rows.ts';
import { testStores } from '../store/test-stores.ts';
import { attentionFacts } from './facts.ts';
import { attentionItems } from './items.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const MINUTE = 60_000;

describe.each(testStores())('what needs a human, from rows on $name', ({ open }) => {
  let store: Store;
  let ceremony: CeremonyRow;
  let circuit: CircuitRow;
  beforeEach(async () => {
    store = await open();
    ({ ceremony, circuit } = await testCeremony(store.db));
    const policy = { ...KZG_POLICY, discipline: 'QUEUE', lostTurn: 'PENALTY', attempts: 5 };
    await change({ policy: JSON.stringify(policy) });
  });
  afterEach(() => store.close());

  const change = async (changes: Partial<CeremonyRow>) => {
    await store.db.updateTable('ceremony').set(changes).where('id', '=', ceremony.id).execute();
    ceremony = (await findCeremony(store.db, ceremony.id))!;
  };
  const person = (subject: string, values: Partial<ParticipantRow> = {}) =>
    testParticipant(store.db, ceremony.id, subject, {
      number: Number(subject),
      circuitId: circuit.id,
      queuedAt: NOW - 60 * MINUTE,
      ...values,
    });
  const items = async () => {
    const ctx = {
      config: { ...defaults(), publicUrl: 'https://ceremony.example.org' },
      clock: { now: () => NOW },
      disk: { short: () => false, free: () => null, look: async () => {} },
    } as unknown as ServerContext;
    return attentionItems(await attentionFacts(ctx, store.db, ceremony));
  };
  const codes = async () => (await items()).map(({ code }) => code);

  it('is nothing but that it is a test, in a ceremony that goes well', async () => {
    await person('1', { presentUntil: NOW + MINUTE });
    expect(await codes()).toEqual(['TEST_IN_PUBLIC']);
    await change({ test: 0 });
    expect(await codes()).toEqual([]);
  });

  it('is a halted circuit, with its reason', async () => {
    await store.db.updateTable('circuit').set({ haltedAt: NOW, haltedWhy: 'three faults' }).execute();
    expect((await items())[0]).toMatchObject({
      code: 'CIRCUIT_HALTED',
      circuitId: circuit.id,
      since: NOW,
      sentence: expect.stringContaining('three faults'),
    });
  });

  it('is a queue in which nobody is present, since the last sign of life', async () => {
    await person('1', { presentUntil: NOW - 20 * MINUTE });
    await person('2');
    expect((await items())[0]).toMatchObject({
      code: 'NOBODY_PRESENT',
      since: NOW - 20 * MINUTE,
      sentence: expect.stringMatching(/^2 people wait/),
    });
    await person('3', { presentUntil: NOW });
    expect(await codes()).not.toContain('NOBODY_PRESENT');
  });

  it('is a check that does not end', async () => {
    const { id } = await person('1', { status: 'CONTRIBUTING' });
    const turn = {
      circuitId: circuit.id,
      participantId: id,
      baseBlob: circuit.headBlob,
      basePosition: 0,
      openedAt: 0,
    };
    await store.db
      .insertInto('turn')
      .values({ ...turn, phase: 'VERIFYING', receivedAt: NOW - 16 * MINUTE })
      .execute();
    expect((await items())[0]).toMatchObject({ code: 'VERIFICATION_HANGS', participantId: id });
  });

  it('is a person who loses turn after turn', async () => {
    await person('1', { attempts: 3, presentUntil: NOW + MINUTE, publicName: 'anna' });
    await person('2', { attempts: 3, status: 'DONE' });
    const [item, next] = await items();
    expect(item).toMatchObject({ code: 'PENALTY_LOOP', sentence: 'anna has lost 3 turns.' });
    expect(next?.code).toBe('TEST_IN_PUBLIC');
  });

  it('is people on the list who have not accepted the terms', async () => {
    await person('1', { status: 'CREATED', termsVersion: 1 });
    await person('2', { status: 'CREATED', archivedAt: NOW });
    expect(await codes()).not.toContain('TERMS_NOT_ACCEPTED');
    await person('3', { status: 'CREATED', createdAt: NOW - MINUTE });
    expect((await items())[0]).toMatchObject({ code: 'TERMS_NOT_ACCEPTED', since: NOW - MINUTE });
  });

  it('is a reserved turn whose person is away', async () => {
    const { id } = await person('1', { status: 'CREATED', termsVersion: 1 });
    const reservation = { ceremonyId: ceremony.id, circuitId: circuit.id, participantId: id, createdAt: 0 };
    await store.db
      .insertInto('reservation')
      .values({ ...reservation, from: NOW + 60 * MINUTE, until: NOW + 90 * MINUTE, state: 'PLANNED' })
      .execute();
    expect((await items())[0]).toMatchObject({ code: 'RESERVATION_UNANSWERED', participantId: id });
    await store.db.updateTable('reservation').set({ state: 'CANCELED' }).execute();
    expect(await codes()).not.toContain('RESERVATION_UNANSWERED');
  });

  it('is a result that nobody makes, or that could not be made', async () => {
    const closed = { status: 'CLOSED', drainedAt: NOW - MINUTE } as const;
    await change(closed);
    expect((await items())[0]).toMatchObject({ code: 'RESULT_WAITS', since: NOW - MINUTE });
    const beacon = { source: 'ethereum-slot', slot: 15_000_000, exponent: 10 };
    await change({ policy: JSON.stringify({ ...JSON.parse(ceremony.policy), beacon }) });
    expect(await codes()).toContain('RESULT_WAITS');
    const unpublished = { ...beacon, slot: 20_000_000 };
    await change({ policy: JSON.stringify({ ...JSON.parse(ceremony.policy), beacon: unpublished }) });
    expect(await codes()).not.toContain('RESULT_WAITS');

    await change({ policy: JSON.stringify({ ...JSON.parse(ceremony.policy), beacon: null }) });
    const subject = finalizeSubject(ceremony.id);
    const { id } = await enqueueJob(store.db, FINALIZE, subject, NOW);
    expect(await codes()).toEqual(['TEST_IN_PUBLIC']);
    const failed = {
      state: 'FAILED',
      result: JSON.stringify({ who: 'operator', problem: 'It broke.' }),
    } as const;
    await store.db.updateTable('job').set(failed).where('id', '=', id).execute();
    expect((await items())[0]).toMatchObject({
      code: 'RESULT_FAILED',
      sentence: 'The result could not be made: It broke.',
    });
    await change({ status: 'FINALIZED' });
    expect(await codes()).toEqual([]);
  });

  it('is what keeps it from opening', async () => {
    await change({ status: 'SCHEDULED', opensAt: NOW + 60 * MINUTE });
    expect((await items())[0]?.code).toBe('NOT_READY_TO_OPEN');
  });

  it('is invitations without a mail server, and mails that were given up', async () => {
    const { id } = await store.db
      .insertInto('invitation')
      .values({
        ceremonyId: ceremony.id,
        role: 'participant',
        queueClass: 'PRIVATE',
        address: 'anna@example.org',
        createdAt: NOW,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    expect(await codes()).toEqual(['NO_MAIL_SERVER', 'TEST_IN_PUBLIC']);
    await store.db.updateTable('invitation').set({ sentAt: NOW }).execute();
    expect(await codes()).toEqual(['TEST_IN_PUBLIC']);
    const mail = { topic: 'invitation', payload: '{}', createdAt: NOW, nextAt: NOW };
    await store.db
      .insertInto('outbox')
      .values([
        { ...mail, key: `invitation ${id} 1`, state: 'FAILED', error: 'answered 550' },
        { ...mail, key: `invitation ${id + 1} 1`, state: 'FAILED' },
      ])
      .execute();
    expect((await items())[0]).toMatchObject({
      code: 'NOTIFICATIONS_FAIL',
      sentence: '1 message could not be delivered (answered 550).',
    });
  });
});
