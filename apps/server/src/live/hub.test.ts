import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KyselyPlugin } from 'kysely';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Presence } from '../queue/presence.ts';
import { appendEvents } from '../store/events.ts';
import type { Store } from '../store/open-store.ts';
import { testCeremony, testParticipant } from '../store/test-rows.ts';
import { testStores } from '../store/test-stores.ts';
import { LiveHub } from './hub.ts';

const ADDRESS = '127.0.0.1';

/** Does something between a read's end and its answer. */
function afterReads(act: () => Promise<void>): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      await act();
      return result;
    },
  };
}

describe.each(testStores())('listeners on $name', ({ open }) => {
  let store: Store;
  let hub: LiveHub;
  let ceremonyId: number;
  let server: Server;
  let time: number;
  const answers: IncomingMessage[] = [];
  const responses: ServerResponse[] = [];

  beforeEach(async () => {
    store = await open();
    ceremonyId = (await testCeremony(store.db)).ceremony.id;
    time = 1_000_000;
    hub = newHub();
    server = createServer((request, response) => {
      response.writeHead(200);
      responses.push(response);
      const after = Number(new URL(request.url ?? '', 'http://x').searchParams.get('after') ?? 0);
      void hub.listen(ceremonyId, response, { filter: {}, after, address: ADDRESS, userId: null });
    });
    server.listen(0, ADDRESS);
    await once(server, 'listening');
  });
  afterEach(async () => {
    hub.stop();
    responses.length = 0;
    for (const answer of answers.splice(0)) answer.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await store.close();
  });

  const newHub = (db = store.db) =>
    new LiveHub({
      db,
      clock: { now: () => time },
      log: pino({ level: 'silent' }),
      presence: new Presence(),
      limits: { total: 1_000, perPrefix: 1_000 },
    });

  async function listen(after = 0): Promise<IncomingMessage> {
    const { port } = server.address() as AddressInfo;
    const asked = get(`http://${ADDRESS}:${port}/?after=${after}`, { agent: false });
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.on('error', () => {});
    answers.push(answer);
    return answer;
  }

  async function write(count: number, text = 'x'): Promise<void> {
    const events = Array.from({ length: count }, () => ({
      type: 'coordinator.note',
      data: { note: 'TEST', text, who: 'server' },
    }));
    await store.transaction((trx) => appendEvents(trx, ceremonyId, events, time));
  }

  /** What has come until the text is there. */
  async function hears(answer: IncomingMessage, text: string): Promise<string> {
    let heard = '';
    for await (const chunk of answer.iterator({ destroyOnReturn: false })) {
      heard += chunk;
      if (heard.includes(text)) return heard;
    }
    throw new Error(`ended without ${text}`);
  }

  const ids = (text: string) => [...text.matchAll(/^id: (\d+)\nevent/gm)].map(([, id]) => Number(id));

  it('hear what another process has written with the next round', async () => {
    const answer = await listen();
    await expect.poll(() => hub.size).toBe(1);
    await write(3);
    await hub.tick();
    expect(ids(await hears(answer, 'id: 3\n'))).toEqual([1, 2, 3]);
  });

  it('hear what comes also when rounds fell into the moment in which the first of them came', async () => {
    let act = async () => {};
    const round = async () => {
      act = async () => {};
      await hub.tick();
      act = round;
    };
    act = round;
    hub = newHub(store.db.withPlugin(afterReads(() => act())));
    const answer = await listen();
    act = async () => {};
    let heard = '';
    answer.on('data', (chunk) => {
      heard += chunk;
    });
    await write(1);
    hub.wake(ceremonyId);
    await expect.poll(() => ids(heard)).toEqual([1]);
  });

  it('hear what is written in the moment in which a reading ends', async () => {
    let act = async () => {};
    hub = newHub(store.db.withPlugin(afterReads(() => act())));
    const answer = await listen();
    let heard = '';
    answer.on('data', (chunk) => {
      heard += chunk;
    });
    for (let steps = 0; steps < 40; steps++) {
      act = async () => {
        act = async () => {};
        await write(1);
        let left = steps;
        const step = () => (left-- > 0 ? queueMicrotask(step) : hub.wake(ceremonyId));
        step();
      };
      hub.wake(ceremonyId);
      await expect.poll(() => ids(heard), { interval: 5 }).toHaveLength(steps + 1);
    }
  });

  it('hear more than is read at once, in order and once', async () => {
    await write(1_300);
    const early = await listen();
    const text = hears(early, 'id: 2500\n');
    await write(1_200);
    await hub.tick();
    expect(ids(await text)).toEqual(Array.from({ length: 2_500 }, (_, n) => n + 1));
  });

  it('cost one query of the log, however many there are and come back', async () => {
    await write(5);
    const all = await Promise.all(Array.from({ length: 20 }, () => listen(5)));
    await expect.poll(() => hub.size).toBe(20);
    const queries = vi.spyOn(store.db, 'selectFrom');
    await write(1);
    hub.wake(ceremonyId);
    await Promise.all(all.map((answer) => hears(answer, 'id: 6\n')));
    expect(queries.mock.calls.filter(([table]) => String(table) === 'event')).toHaveLength(1);
    // Those that come back after a break get the latest from memory.
    const back = await Promise.all(Array.from({ length: 20 }, () => listen(5)));
    await Promise.all(back.map((answer) => hears(answer, 'id: 6\n')));
    expect(queries.mock.calls.filter(([table]) => String(table) === 'event')).toHaveLength(1);
    queries.mockRestore();
  });

  it('cost nothing while nobody is there', async () => {
    const queries = vi.spyOn(store.db, 'selectFrom');
    hub.wake(ceremonyId);
    await hub.tick();
    const answer = await listen();
    await expect.poll(() => hub.size).toBe(1);
    answer.destroy();
    await expect.poll(() => hub.size).toBe(0);
    // Who has just left is still looked for until the next round.
    await hub.tick();
    const before = queries.mock.calls.length;
    hub.wake(ceremonyId);
    await hub.tick();
    expect(queries.mock.calls.length).toBe(before);
    queries.mockRestore();
  });

  it('that do not keep up are sent on at their own pace, and the others do not wait for them', async () => {
    const slow = await listen();
    const quick = await listen();
    slow.pause();
    let heard = '';
    quick.on('data', (chunk) => {
      heard += chunk;
    });
    await expect.poll(() => hub.size).toBe(2);
    const rounds = 12;
    for (let round = 1; round <= rounds; round++) {
      await write(100, 'x'.repeat(5_000));
      await hub.tick();
      await expect.poll(() => heard.includes(`id: ${round * 100}\n`)).toBe(true);
    }
    const all = Array.from({ length: rounds * 100 }, (_, n) => n + 1);
    expect(ids(heard)).toEqual(all);
    // Six megabytes were written; what waits here for the slow one is bounded.
    const waiting = responses.map(({ writableLength }) => writableLength);
    expect(Math.max(...waiting)).toBeLessThan(1_200_000);
    expect(ids(await hears(slow, `id: ${all.length}\n`))).toEqual(all);
    await write(1);
    await hub.tick();
    expect(ids(await hears(slow, `id: ${all.length + 1}\n`))).toEqual([all.length + 1]);
  });

  it('that take nothing for a minute are cut off, also while they catch up', async () => {
    await write(600, 'x'.repeat(5_000));
    const response = new ServerResponse({ method: 'GET' } as IncomingMessage);
    // A socket that takes nothing: everything stays in the response.
    vi.spyOn(response, 'writableNeedDrain', 'get').mockReturnValue(true);
    const listening = hub.listen(ceremonyId, response, {
      filter: {},
      after: 0,
      address: ADDRESS,
      userId: null,
    });
    await expect.poll(() => response.writableLength).toBeGreaterThan(0);
    await hub.tick();
    time += 59_000;
    await hub.tick();
    expect(response.destroyed).toBe(false);
    time += 2_000;
    await hub.tick();
    expect(response.destroyed).toBe(true);
    response.emit('close');
    await listening;
    expect(hub.size).toBe(0);
  });

  it('hear how far somebody is, the latest only, once a round', async () => {
    const answer = await listen();
    await expect.poll(() => hub.size).toBe(1);
    const { id } = await testParticipant(store.db, ceremonyId, '0x01', {
      status: 'CONTRIBUTING',
      contributionStep: 'COMPUTING',
      contributionProgress: 40,
    });
    await hub.tick();
    await hub.tick();
    for (let percent = 41; percent <= 60; percent++)
      hub.progress(ceremonyId, { participant: id, step: 'COMPUTING', percent });
    await hub.tick();
    const text = await hears(answer, '"percent":60');
    const told = [...text.matchAll(/^event: progress\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data!));
    expect(told).toEqual([40, 60].map((percent) => ({ participant: id, step: 'COMPUTING', percent })));
    expect(ids(text)).toEqual([]);
  });

  it('are told to come back at different times when the server stops, and none is taken any more', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => listen()));
    await expect.poll(() => hub.size).toBe(10);
    const texts = all.map((answer) => hears(answer, 'come back\nretry'));
    hub.stop();
    const waits = (await Promise.all(texts)).map((text) => /come back\nretry: (\d+)/.exec(text)?.[1]);
    expect(new Set(waits).size).toBe(5);
    expect(hub.admits('127.0.0.1')).toBe(false);
    const late = await listen();
    expect(await hears(late, 'come back')).not.toContain('id: ');
  });
});
