import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db, Store } from './open-store.ts';
import { getSetting, setSetting } from './settings.ts';
import { testStores } from './test-stores.ts';

/** A promise and the function that fulfils it. */
const gate = () => Promise.withResolvers<void>();

describe.each(testStores())('transactions on $name', ({ name, open, place }) => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  it('undoes everything when the function throws', async () => {
    await setSetting(store.db, 'a', 'before');
    const failing = store.transaction(async (trx) => {
      await setSetting(trx, 'a', 'inside');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await getSetting(store.db, 'a')).toBe('before');
  });

  it('shows others nothing before the commit', async () => {
    await setSetting(store.db, 'a', 'before');
    const wrote = gate();
    const commit = gate();
    const writing = store.transaction(async (trx) => {
      await setSetting(trx, 'a', 'after');
      wrote.resolve();
      await commit.promise;
    });
    await wrote.promise;
    const reading = getSetting(store.db, 'a');
    // On one connection the reader waits for the commit; on several it sees the state before.
    if (name === 'Postgres') expect(await reading).toBe('before');
    commit.resolve();
    await writing;
    if (name === 'SQLite') expect(await reading).toBe('after');
  });

  it('keeps the order of transactions that add to one row', async () => {
    await setSetting(store.db, 'a', '');
    await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        store.transaction(async (trx) => {
          const { value } = await trx
            .updateTable('setting')
            .set(({ eb, val }) => ({ value: eb('value', '||', val(`${n},`)) }))
            .where('key', '=', 'a')
            .returning('value')
            .executeTakeFirstOrThrow();
          await Promise.resolve();
          await setSetting(trx, 'a', value);
        }),
      ),
    );
    const seen = (await getSetting(store.db, 'a'))!.split(',').filter(Boolean).map(Number);
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n));
  });

  it('refuses a query or a transaction that would leave the transaction it is written in', async () => {
    await expect(store.transaction(() => getSetting(store.db, 'a'))).rejects.toThrow('inside a transaction');
    await expect(store.transaction(() => store.transaction(async () => 1))).rejects.toThrow('inside a trans');
    // What a transaction started and did not wait for may go on after it.
    let later: Promise<unknown> | undefined;
    const done = gate();
    await store.transaction(async () => {
      later = done.promise.then(() => getSetting(store.db, 'a'));
    });
    done.resolve();
    expect(await later).toBeUndefined();
  });

  it('runs a transaction again that lost a deadlock', async () => {
    // SQLite's transactions run one after another: there is none to lose.
    if (name === 'SQLite') return;
    for (const key of ['a', 'b']) await setSetting(store.db, key, '0');
    const add = (trx: Db, key: string) =>
      trx
        .updateTable('setting')
        .set(({ eb, val }) => ({ value: eb('value', '||', val('+')) }))
        .where('key', '=', key)
        .execute();
    const met = { a: gate(), b: gate() };
    const done = { a: gate(), b: gate() };
    let runs = 0;
    const both = async (first: 'a' | 'b', second: 'a' | 'b') => {
      let hasLost = false;
      await store.transaction(async (trx) => {
        runs += 1;
        // The winner, who waits for a row that is free now, is not overtaken.
        if (hasLost) await done[second].promise;
        hasLost = true;
        await add(trx, first);
        met[first].resolve();
        await met[second].promise;
        await add(trx, second);
      });
      done[first].resolve();
    };
    await Promise.all([both('a', 'b'), both('b', 'a')]);
    expect(runs).toBe(3);
    expect([await getSetting(store.db, 'a'), await getSetting(store.db, 'b')]).toEqual(['0++', '0++']);
  });

  it('keeps numbers up to 2^53 - 1, and refuses values of the wrong type', async () => {
    const ticket = { kind: 'nonce' as const, idHash: 'a', data: 'ä🎲', expiresAt: Number.MAX_SAFE_INTEGER };
    await store.db.insertInto('ticket').values(ticket).execute();
    expect(await store.db.selectFrom('ticket').selectAll().execute()).toEqual([ticket]);
    const wrong = { ...ticket, idHash: 'b', expiresAt: 'soon' as unknown as number };
    await expect(store.db.insertInto('ticket').values(wrong).execute()).rejects.toThrow();
    const fraction = { ...ticket, idHash: 'c', expiresAt: 0.5 };
    await expect(store.db.insertInto('ticket').values(fraction).execute()).rejects.toThrow();
  });

  it('keeps everything when it is closed and opened again', async () => {
    const lasting = await place();
    try {
      const first = await lasting.open();
      await setSetting(first.db, 'a', '1');
      await first.close();
      const second = await lasting.open();
      expect(await getSetting(second.db, 'a')).toBe('1');
      await second.close();
    } finally {
      await lasting.remove();
    }
  });

  it('tells the time of the given clock, corrected to the database on Postgres', async () => {
    // A clock that is an hour behind the machine that the database runs on.
    const hour = 3_600_000;
    const behind = await open({ clock: () => Date.now() - hour });
    await behind.syncClock();
    const error = Math.abs(behind.now() - (name === 'Postgres' ? Date.now() : Date.now() - hour));
    expect(error).toBeLessThan(hour / 2);
    await behind.close();
  });
});

it('commits durably: WAL, synchronous=FULL, foreign keys', async () => {
  const store = await testStores()[0]!.open();
  const pragma = async (name: string) => {
    const query = { ...store.db.selectFrom('setting').select('key').compile(), sql: `pragma ${name}` };
    return Object.values((await store.db.executeQuery(query)).rows[0]!)[0];
  };
  expect(await pragma('journal_mode')).toBe('wal');
  expect(await pragma('synchronous')).toBe(2);
  expect(await pragma('foreign_keys')).toBe(1);
  await store.close();
});
