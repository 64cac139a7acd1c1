import { createHash } from 'node:crypto';
import { UnfitEvent } from '@brebaje/protocol/events';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { findCeremony } from './ceremonies.ts';
import {
  appendEvent,
  appendEvents,
  checkEventLog,
  type EventBody,
  erasePrivate,
  eventsAfter,
  type NewEvent,
} from './events.ts';
import type { Store } from './open-store.ts';
import { testCeremony } from './test-rows.ts';
import { testStores } from './test-stores.ts';

describe('canonical JSON', () => {
  it('writes the example of RFC 8785', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('orders keys by UTF-16 code units', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
    expect(Object.keys(JSON.parse(text)).filter((key) => key !== '1')).toEqual([
      '\r',
      '\u0080',
      '\u00f6',
      '\u20ac',
      '\ud83d\ude00',
      '\ufb33',
    ]);
  });

  it('gives one text for equal values, whatever the order of their keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (value) => {
        const text = canonicalJson(value);
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(text);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, '\ud800', 1n, [undefined], () => 0])(
    'refuses %s',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    },
  );
});

describe.each(testStores())('events on $name', ({ open }) => {
  let store: Store;
  let ceremonyId: number;
  beforeEach(async () => {
    store = await open();
    ceremonyId = (await testCeremony(store.db)).ceremony.id;
  });
  afterEach(() => store.close());

  const note = (text = 'a'): NewEvent => ({
    type: 'coordinator.note',
    data: { note: 'TEST', text, who: 'server' },
  });
  const append = (event = note()) => store.transaction((trx) => appendEvent(trx, ceremonyId, event, 7));

  it('numbers without gaps and links by hash when twenty append at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => append(note(`${n}`))));
    expect(await checkEventLog(store.db, ceremonyId)).toBe(20);
    const events = await eventsAfter(store.db, ceremonyId, 0);
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    let previous: string | null = null;
    for (const event of events) {
      expect((JSON.parse(event.body) as EventBody).previous).toBe(previous);
      expect(event.hash).toBe(createHash('sha256').update(event.body).digest('hex'));
      previous = event.hash;
    }
    expect(await findCeremony(store.db, ceremonyId)).toMatchObject({ lastSeq: 20, lastEventHash: previous });
  });

  it('leaves no number to a transaction that is rolled back', async () => {
    await append();
    await expect(
      store.transaction(async (trx) => {
        await appendEvent(trx, ceremonyId, note(), 8);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await append()).toMatchObject({ seq: 2, at: 7 });
    expect(await checkEventLog(store.db, ceremonyId)).toBe(2);
  });

  it('appends many in one call and keeps the logs of ceremonies apart', async () => {
    const other = (await testCeremony(store.db, 'other')).ceremony.id;
    const events = Array.from({ length: 1201 }, (_, n) => note(`${n}`));
    const rows = await store.transaction((trx) => appendEvents(trx, other, events, 9));
    expect(rows.at(-1)!.seq).toBe(1201);
    await append();
    expect(await checkEventLog(store.db, other)).toBe(1201);
    expect(await checkEventLog(store.db, ceremonyId)).toBe(1);
    expect(await appendEvents(store.db, other, [], 9)).toEqual([]);
  });

  it('erases what is private and stays whole', async () => {
    await store.transaction((trx) =>
      appendEvent(trx, ceremonyId, { ...note(), private: { name: 'Alice' } }, 1),
    );
    const [before] = await eventsAfter(store.db, ceremonyId, 0);
    expect(before).toMatchObject({ private: '{"name":"Alice"}' });
    expect(before!.body).not.toContain('Alice');
    await erasePrivate(store.db, ceremonyId, 1);
    expect(await eventsAfter(store.db, ceremonyId, 0)).toEqual([{ ...before, private: null }]);
    expect(await checkEventLog(store.db, ceremonyId)).toBe(1);
  });

  it('takes only what is in the vocabulary', async () => {
    await expect(append({ type: 'x', data: {} })).rejects.toThrow(UnfitEvent);
    const named = { ...note(), data: { ...note().data, name: 'Alice' } };
    await expect(append(named)).rejects.toThrow('name');
    await expect(append({ type: 'turn.closed', data: { outcome: 'lost' } })).rejects.toThrow(UnfitEvent);
    expect(await checkEventLog(store.db, ceremonyId)).toBe(0);
  });

  it('keeps whom and which chain an event tells of beside it', async () => {
    const about = { ...note(), data: { ...note().data, participant: 7, circuit: 3 } };
    expect(await append(about)).toMatchObject({ participantId: 7, circuitId: 3 });
    expect(await append()).toMatchObject({ participantId: null, circuitId: null });
    const [told, untold] = await eventsAfter(store.db, ceremonyId, 0);
    expect([told?.participantId, told?.circuitId, untold?.participantId]).toEqual([7, 3, null]);
  });

  const tamperings: [string, () => Promise<unknown>][] = [
    [
      'a changed body',
      () => store.db.updateTable('event').set({ body: '{"seq":2}' }).where('seq', '=', 2).execute(),
    ],
    [
      'changed data',
      async () => {
        const [second] = await eventsAfter(store.db, ceremonyId, 1, 1);
        const body = second!.body.replace('"text":"a"', '"text":"b"');
        expect(body).not.toBe(second!.body);
        await store.db.updateTable('event').set({ body }).where('seq', '=', 2).execute();
      },
    ],
    ['a removed event', () => store.db.deleteFrom('event').where('seq', '=', 2).execute()],
    ['a removed end', () => store.db.deleteFrom('event').where('seq', '=', 3).execute()],
    ['a changed type', () => store.db.updateTable('event').set({ type: 'y' }).where('seq', '=', 1).execute()],
    ['a changed time', () => store.db.updateTable('event').set({ at: 1 }).where('seq', '=', 1).execute()],
  ];
  it.each(tamperings)('notices %s', async (_, tamper) => {
    for (let n = 0; n < 3; n++) await append();
    await tamper();
    await expect(checkEventLog(store.db, ceremonyId)).rejects.toThrow(/event|log/);
  });
});
