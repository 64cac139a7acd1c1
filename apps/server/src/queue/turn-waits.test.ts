import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../store/open-store.ts';
import { updateParticipant } from '../store/participants.ts';
import type { ParticipantRow } from '../store/schema.ts';
import { testCeremony, testParticipant } from '../store/test-rows.ts';
import { testStores } from '../store/test-stores.ts';
import { TurnWaits } from './turn-waits.ts';

describe.each(testStores())('requests that wait for a change on $name', ({ open }) => {
  let store: Store;
  let row: ParticipantRow;
  let waits: TurnWaits;
  beforeEach(async () => {
    store = await open();
    const { ceremony } = await testCeremony(store.db);
    row = await testParticipant(store.db, ceremony.id, '0x1');
    waits = new TurnWaits();
  });
  afterEach(() => store.close());

  const hold = (until: number, signal = new AbortController().signal) => waits.hold(row, { until, signal });

  it('are answered together by a change', async () => {
    const held = [hold(10), hold(10)];
    waits.wake(row.id + 1);
    expect(waits.size).toBe(2);
    waits.wake(row.id);
    await Promise.all(held);
    expect(waits.size).toBe(0);
  });

  it('end when their time is over, also where the clock was stepped back', async () => {
    const held = hold(10_000);
    waits.shift(-5_000);
    await waits.tick(store.db, 4_999);
    expect(waits.size).toBe(1);
    await waits.tick(store.db, 5_000);
    await held;
  });

  it('learn at a tick what another process has changed', async () => {
    const held = hold(10_000);
    await waits.tick(store.db, 1);
    expect(waits.size).toBe(1);
    await store.transaction((trx) => updateParticipant(trx, row, { contributionProgress: 1 }));
    await waits.tick(store.db, 2);
    await held;
  });

  it('end when the client leaves or the server stops, and are at most four', async () => {
    const leaving = new AbortController();
    const held = hold(10, leaving.signal);
    leaving.abort();
    await held;
    await hold(10, leaving.signal);
    const four = Array.from({ length: 4 }, () => hold(10));
    await hold(10);
    expect(waits.size).toBe(4);
    waits.stop();
    await Promise.all(four);
    await hold(10);
    expect(waits.size).toBe(0);
  });
});
