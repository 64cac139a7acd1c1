import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type TestPlace, testStores } from '../store/test-stores.ts';
import { get, type Person, startTestServer, type TestServer } from './test-server.ts';
import { LEASE_MILLIS } from './verification-jobs.ts';

const postgres = testStores().find(({ name }) => name === 'Postgres');
const BUSY = 'TryContributeError::AnotherContributionInProgress';
const PATIENT = { timeout: 120_000, interval: 20 };

describe.skipIf(!postgres)('several servers on one Postgres', () => {
  const servers: TestServer[] = [];
  let place: TestPlace;
  let data: string;

  /** Servers that share database, data folder and clock, as they do in one place. */
  async function start(count: number): Promise<TestServer[]> {
    data = mkdtempSync(join(tmpdir(), 'brebaje-shared-'));
    if (!postgres) throw new Error('no Postgres');
    place = await postgres.place();
    if (!('databaseUrl' in place.place)) throw new Error('no Postgres');
    const { databaseUrl } = place.place;
    for (let index = 0; index < count; index++) servers.push(await startTestServer({ data, databaseUrl }));
    return servers;
  }

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    await place.remove();
    rmSync(data, { recursive: true, force: true });
  });

  it('give one of many concurrent callers the slot', async () => {
    const [a, b] = (await start(2)) as [TestServer, TestServer];
    const people = await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 ? a : b).person()));
    const answers = await Promise.all(people.map((person) => person.tryContribute()));
    expect(answers.filter(({ json }) => json.contributions)).toHaveLength(1);
    expect(answers.filter(({ json }) => json.code === BUSY)).toHaveLength(9);
    expect((await get(b, '/info/status')).json.lobby_size).toBe(9);
  });

  it('serve the head that another one has accepted', async () => {
    const [a, b] = (await start(2)) as [TestServer, TestServer];
    const [first, second] = [await a.person(), await b.person()];
    expect((await first.contribute(await first.compute(await first.tryContribute()))).status).toBe(200);
    expect((await second.contribute(await second.compute(await second.tryContribute()))).status).toBe(200);
    expect((await get(a, '/info/status')).json.num_contributions).toBe(2);
  });

  it('give the same transcript, and leave nothing of it in the folder they share', async () => {
    const [a, b] = (await start(2)) as [TestServer, TestServer];
    for (const server of [a, b]) {
      const person = await server.person();
      expect((await person.contribute(await person.compute(await person.tryContribute()))).status).toBe(200);
      const [one, other] = await Promise.all([a, b].map((each) => get(each, '/info/current_state')));
      expect(one?.json.participantIds).toContain(person.identity);
      expect(other?.text).toBe(one?.text);
    }
    expect(readdirSync(join(data, 'quarantine'))).toEqual([]);
    expect(readdirSync(data)).not.toContain('transcripts');
  });

  it('give a slot that one of them frees to whom the other one holds', async () => {
    const [a, b] = (await start(2)) as [TestServer, TestServer];
    const [first, waiting] = [await a.person(), await b.person()];
    await first.tryContribute();
    const answer = waiting.tryContribute({ prefer: 'wait=25' });
    await expect.poll(() => b.server.application.ctx.held.size).toBe(1);
    await first.post('/contribute/abort');
    await b.pass(1_000);
    expect((await answer).json.contributions).toBeDefined();
  });

  it('take over the verification of one that died', async () => {
    const [a, b] = (await start(2)) as [TestServer, TestServer];
    const person: Person = await a.person();
    const contribution = await person.compute(await person.tryContribute());
    const { ctx } = a.server.application;
    ctx.schemes.KZG.verify = () => new Promise(() => {});
    const sent = person.contribute(contribution).catch(() => null);
    await expect.poll(() => ctx.verifications.size, { interval: 1 }).toBe(1);
    ctx.verifications.clear();
    await b.server.application.sweep.tick();
    expect(b.server.application.ctx.verifications.size).toBe(0);
    // In one step: now and then a server sets its clock by the database's, which no test moves.
    b.clock.time += LEASE_MILLIS + 1_000;
    await b.server.application.sweep.tick();
    await expect.poll(async () => (await get(b, '/info/status')).json.num_contributions, PATIENT).toBe(1);
    await a.server.close();
    await sent;
  });

  it('give everybody a fresh interval when one dies with check-ins that it had not written', async () => {
    const [a, b] = (await start(2)) as [TestServer, TestServer];
    const [active, waiting] = [await a.person(), await b.person()];
    await active.tryContribute();
    await waiting.tryContribute();
    const pass = async (seconds: number, step: number, alive: TestServer[]) => {
      for (let left = seconds; left > 0; left -= step) {
        for (const { clock } of [a, b]) clock.time += step * 1_000;
        for (const { server } of alive) await server.application.sweep.tick();
      }
    };
    const inLobby = async () => (await get(a, '/info/status')).json.lobby_size;
    await pass(20, 2, [a, b]);
    expect((await waiting.tryContribute()).json.code).toBe(BUSY);
    b.server.application.ctx.checkIns.flush = async () => 0;
    // Due 48 s after the check-in that was written, and again 48 s after the death was noticed.
    await pass(36, 4, [a]);
    expect(await inLobby()).toBe(1);
    await pass(24, 4, [a]);
    expect(await inLobby()).toBe(0);
  });

  it('leave the sweep to one of them, until it is gone', async () => {
    const [a, b] = (await start(2)) as [TestServer, TestServer];
    const owner = async () => {
      const { db } = a.server.application.ctx.store;
      const row = await db
        .selectFrom('setting')
        .select('value')
        .where('key', '=', 'sweep')
        .executeTakeFirstOrThrow();
      return JSON.parse(row.value).owner;
    };
    await a.server.application.sweep.tick();
    await b.server.application.sweep.tick();
    expect(await owner()).toBe(a.server.application.ctx.processId);
    b.clock.time += 6_000;
    await b.server.application.sweep.tick();
    expect(await owner()).toBe(b.server.application.ctx.processId);
  });
});
