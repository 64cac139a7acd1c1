import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../sequencer/test-server.ts';
import { type TestPlace, testStores } from '../store/test-stores.ts';

const postgres = testStores().find(({ name }) => name === 'Postgres');

describe.skipIf(!postgres)('listeners of several servers on one Postgres', () => {
  let place: TestPlace;
  let data: string;
  const servers: TestServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    await place.remove();
    rmSync(data, { recursive: true, force: true });
  });

  async function start(): Promise<TestServer> {
    if (!('databaseUrl' in place.place)) throw new Error('no Postgres');
    const server = await startTestServer({ data, databaseUrl: place.place.databaseUrl });
    servers.push(server);
    return server;
  }

  function listen(server: TestServer): Promise<IncomingMessage> {
    const path = `/ceremonies/${server.server.ceremony.id}/events?stream=true&after=0`;
    return new Promise((resolve, reject) => {
      get({ port: server.server.port, path, agent: false }, resolve).once('error', reject);
    });
  }

  /** Numbers and types of the events up to the first of this type. */
  async function hears(answer: IncomingMessage, last: string): Promise<string[]> {
    let text = '';
    for await (const chunk of answer) {
      text += chunk;
      if (text.includes(`event: ${last}\n`)) break;
    }
    return [...text.matchAll(/^id: (\d+)\nevent: (\S+)$/gm)].map(([, id, type]) => `${id} ${type}`);
  }

  it('hear the same in the same order, wherever it happens', async () => {
    place = await postgres!.place();
    data = mkdtempSync(join(tmpdir(), 'brebaje-live-'));
    const [a, b] = [await start(), await start()];
    const heard = [
      hears(await listen(a), 'participant.barred'),
      hears(await listen(b), 'participant.barred'),
    ];
    const person = await a.person();
    const handedOut = await person.tryContribute();
    // The contribution goes to the other server.
    const elsewhere = await b.person(person.identity);
    expect((await elsewhere.contribute(await person.compute(handedOut))).status).toBe(200);
    for (const server of [a, b]) await server.pass(1_000);
    const [first, second] = await Promise.all(heard);
    expect(first).toEqual(second);
    expect(first?.map((event) => Number(event.split(' ')[0]))).toEqual(first?.map((_, index) => index + 1));
    expect(first?.at(-3)).toContain('contribution.accepted');
  });
});
