import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkEventLog } from '@brebaje/server/store/events';
import type { Store } from '@brebaje/server/store/open-store';
import { type TestPlace, testStores } from '@brebaje/server/store/test-stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Contributor, newApiContributor } from '../support/contributor.ts';
import { freePort } from '../support/free-port.ts';
import { transcriptOf, verdictOf } from '../support/transcript.ts';
import { ServerProcess } from './server-process.ts';

const postgres = testStores().find(({ name }) => name === 'Postgres');
const BUSY = 'TryContributeError::AnotherContributionInProgress';
const UNKNOWN = 'TryContributeError::UnknownSessionId';
/** Missed after 9.9 s. */
const POLICY = ['--check-in-interval', '5s', '--check-in-tolerance', '4.9s'];
const FLAGS = ['--ceremony-sizes', '4,3:8,3', ...POLICY];
const PATIENCE = { timeout: 60_000, interval: 100 };
/** For a machine that does much else. */
const LONG = 300_000;

describe.skipIf(!postgres)('two servers on one Postgres and one folder', () => {
  let place: TestPlace;
  let data: string;
  let store: Store;
  let both: [ServerProcess, ServerProcess];

  beforeAll(async () => {
    place = await postgres!.place();
    if (!('databaseUrl' in place.place)) throw new Error('no Postgres');
    data = mkdtempSync(join(tmpdir(), 'brebaje-two-'));
    const flags = [...FLAGS, '--database-url', place.place.databaseUrl];
    both = [
      new ServerProcess(data, await freePort(), flags),
      new ServerProcess(data, await freePort(), flags),
    ];
    // At once, and on nothing: tables, keys and the ceremony are made by one of them, whichever it is.
    await Promise.all(both.map((server) => server.start()));
    store = await place.open();
  }, LONG);
  afterAll(async () => {
    await Promise.all(both.map((server) => server.kill()));
    await store?.close();
    await place.remove();
    rmSync(data, { recursive: true, force: true });
  });

  /** The same person, who turns to the other server. */
  const at = (server: ServerProcess, { session, wallet }: Contributor) =>
    new Contributor(server, session, wallet);

  const sweep = async (): Promise<{ owner: string; tick: number }> => {
    const { value } = await store.db
      .selectFrom('setting')
      .select('value')
      .where('key', '=', 'sweep')
      .executeTakeFirstOrThrow();
    return JSON.parse(value);
  };

  /** Who was removed for their absence. */
  const gone = async (): Promise<string[]> => {
    const rows = await store.db
      .selectFrom('participant')
      .innerJoin('identity', 'identity.id', 'participant.identityId')
      .select('subject')
      .where('status', '=', 'TIMEDOUT')
      .execute();
    return rows.map(({ subject }) => `eth|${subject}`);
  };

  /** Is told to go on waiting, and does for a while. */
  async function checkIn(waiting: Contributor): Promise<void> {
    const { status, json } = await waiting.poll();
    expect([status, json.code]).toEqual([200, BUSY]);
    await sleep(700);
  }

  /** Nobody is removed because something else takes long. */
  async function checkInWhile<T>(waiting: Contributor, work: Promise<T>): Promise<T> {
    let done = false;
    const noted = work.finally(() => (done = true));
    noted.catch(() => {});
    while (!done) await checkIn(waiting);
    return noted;
  }

  it('make one ceremony with one key', async () => {
    expect(await store.db.selectFrom('ceremony').select('slug').execute()).toEqual([{ slug: 'kzg' }]);
    const [first, second] = await Promise.all(both.map((server) => server.send('/info/status')));
    expect(first!.json).toEqual(second!.json);
  });

  it('give the slot to one of all who call at once, who may contribute at either', async () => {
    const [one, two] = both;
    const people: Contributor[] = [];
    for (let i = 0; i < 10; i++) people.push(await newApiContributor(both[i % 2]!));
    // Whoever signed in at one of them asks the other.
    const callers = people.map((person, index) => at(both[(index + 1) % 2]!, person));
    const answers = await Promise.all(callers.map((caller) => caller.poll()));
    expect(answers.filter(({ json }) => json.code === BUSY)).toHaveLength(9);
    const winner = answers.findIndex(({ json }) => json.contributions);
    const open = await store.db.selectFrom('turn').select('id').where('phase', '<>', 'CLOSED').execute();
    expect(open).toHaveLength(1);
    const sent = await people[winner]!.compute(answers[winner]!.text);
    const posted = await people[winner]!.post(sent);
    expect(posted.status).toBe(200);
    for (const server of both) expect((await at(server, people[winner]!).post('')).text).toBe(posted.text);
    expect(await transcriptOf(one)).toEqual(await transcriptOf(two));
  });

  it(
    'keep the lobby when one after the other is killed, also the one that sweeps',
    async () => {
      const [absent, present, atTurn] = [
        await newApiContributor(both[0]),
        await newApiContributor(both[0]),
        await newApiContributor(both[1]),
      ];
      await expect.poll(async () => (await atTurn.poll()).json.contributions, PATIENCE).toBeDefined();
      expect((await absent.poll()).json.code).toBe(BUSY);
      const owners = [(await sweep()).owner];
      for (const [index, dead] of both.entries()) {
        const alive = both[1 - index]!;
        await dead.kill();
        const killed = Date.now();
        // Longer than the lease of whoever swept, with somebody checking in at the other all the while.
        while ((await sweep()).tick < killed + 8_000) await checkIn(at(alive, present));
        owners.push((await sweep()).owner);
        await checkInWhile(at(alive, present), dead.start());
      }
      expect(new Set(owners).size).toBeGreaterThan(1);
      await checkInWhile(present, expect.poll(gone, PATIENCE).toContain(absent.identity));
      expect(await gone()).not.toContain(present.identity);
      expect((await absent.poll()).json.code).toBe(UNKNOWN);
      const handedOut = await atTurn.poll();
      const sent = await checkInWhile(present, atTurn.compute(handedOut.text));
      const [answer] = await Promise.all([
        at(both[0], atTurn).post(sent),
        expect.poll(async () => (await present.poll()).json.contributions, PATIENCE).toBeDefined(),
      ]);
      expect(answer.status).toBe(200);
      expect(await verdictOf(both[1])).toMatchObject({ ok: true, participants: 2 });
    },
    LONG,
  );

  it('write one log without a gap, and complain about nothing', async () => {
    const { id } = await store.db.selectFrom('ceremony').select('id').executeTakeFirstOrThrow();
    expect(await checkEventLog(store.db, id)).toBeGreaterThan(10);
    expect(both.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});
