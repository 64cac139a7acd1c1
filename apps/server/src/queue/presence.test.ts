import { QUEUE_POLICY } from '@brebaje/ceremony/policy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../store/open-store.ts';
import { findParticipant } from '../store/participants.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { testCeremony, testParticipant } from '../store/test-rows.ts';
import { testStores } from '../store/test-stores.ts';
import { Presence } from './presence.ts';

const NOW = 1_000_000;
const LASTS = 45_000;

describe.each(testStores())('presence on $name', ({ open }) => {
  let store: Store;
  let ceremony: CeremonyRow;
  let presence: Presence;
  beforeEach(async () => {
    store = await open();
    ({ ceremony } = await testCeremony(store.db));
    await store.db
      .updateTable('ceremony')
      .set({ policy: JSON.stringify(QUEUE_POLICY) })
      .execute();
    presence = new Presence();
  });
  afterEach(() => store.close());

  const person = (subject: string, presentUntil: number | null) =>
    testParticipant(store.db, ceremony.id, subject, { presentUntil });
  const until = async ({ id }: { id: number }) => (await findParticipant(store.db, id))?.presentUntil;

  it('is kept by a connection and not begun by one, and changes no version', async () => {
    const [there, gone, stranger] = [await person('1', NOW), await person('2', null), await person('3', NOW)];
    presence.connect(ceremony.id, there.userId);
    presence.connect(ceremony.id, gone.userId);
    await presence.write(store.db, NOW);
    expect(await until(there)).toBe(NOW + LASTS);
    expect(await until(gone)).toBeNull();
    expect(await until(stranger)).toBe(NOW);
    expect((await findParticipant(store.db, there.id))?.version).toBe(there.version);
  });

  it('is written every fifteen seconds, as long as one connection is there', async () => {
    const row = await person('1', NOW);
    const leave = [presence.connect(ceremony.id, row.userId), presence.connect(ceremony.id, row.userId)];
    await presence.write(store.db, NOW);
    await presence.write(store.db, NOW + 14_999);
    expect(await until(row)).toBe(NOW + LASTS);
    leave[0]?.();
    leave[0]?.();
    await presence.write(store.db, NOW + 15_000);
    expect(await until(row)).toBe(NOW + 15_000 + LASTS);
    leave[1]?.();
    await presence.write(store.db, NOW + 60_000);
    expect(await until(row)).toBe(NOW + 15_000 + LASTS);
    expect(presence.size).toBe(0);
  });

  it('is never shortened', async () => {
    const row = await person('1', NOW + 900_000);
    presence.connect(ceremony.id, row.userId);
    await presence.write(store.db, NOW);
    expect(await until(row)).toBe(NOW + 900_000);
  });
});
