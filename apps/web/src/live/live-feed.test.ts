import { ClientError } from '@brebaje/client/client-error';
import { ConnectionError } from '@brebaje/client/exchange';
import type { StreamEvent } from '@brebaje/client/rest/event-stream';
import type { RestClient } from '@brebaje/client/rest/rest-client';
import { expect, it, vi } from 'vitest';
import { liveFeed, PAUSES, type Snapshot, withProgress } from './live-feed.ts';

const TURN = {
  circuitId: 1,
  participantId: 7,
  publicName: 'Ada',
  phase: 'WORKING',
  step: 'DOWNLOADING',
  percent: 0,
  since: 1_000,
} as const;

function snapshotOf(lastSeq: number, contributions = 0): Snapshot {
  return {
    ceremonyId: 1,
    at: 2_000_000_000,
    status: 'OPENED',
    draining: false,
    drained: false,
    waiting: 3,
    contributions,
    turns: [TURN],
    latest: [],
    lastSeq,
  };
}

const encoder = new TextEncoder();

/** A server whose time passes only when somebody asks for it. */
function stage() {
  let time = 1_000;
  let seen = true;
  let look = () => {};
  const sleeping = new Set<{ until: number; wake: () => void }>();
  const server = {
    snapshot: snapshotOf(4),
    version: 0,
    down: false,
    refusesStreams: false,
    asked: 0,
    matched: 0,
    /** What streams were opened with, and how to say something in the latest. */
    opened: [] as (string | undefined)[],
    say: (_: string) => {},
    cut: () => {},
  };
  const client = {
    server: 'http://localhost',
    async call({ headers }: { headers: Record<string, string> }) {
      server.asked++;
      if (server.down) throw new ConnectionError('refused');
      const etag = `"${server.version}"`;
      if (headers['if-none-match'] === etag) {
        server.matched++;
        return { status: 304, body: {}, etag };
      }
      return { status: 200, body: server.snapshot, etag };
    },
    async open(_path: string, headers: Record<string, string>, signal: AbortSignal) {
      if (server.down) throw new ConnectionError('refused');
      if (server.refusesStreams) throw new ClientError('REFUSED', 'too many');
      server.opened.push(headers['last-event-id']);
      const chunks = new ReadableStream<Uint8Array>({
        start(controller) {
          server.say = (text) => controller.enqueue(encoder.encode(text));
          server.cut = () => controller.error(new ConnectionError('broke'));
          signal.addEventListener('abort', () => controller.error(signal.reason), { once: true });
        },
      });
      return { status: 200, headers: new Headers({ 'content-type': 'text/event-stream' }), chunks };
    },
  };
  const world = {
    fetch,
    now: () => time,
    random: () => 1,
    sleep(milliseconds: number, signal?: AbortSignal) {
      return new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = { until: time + milliseconds, wake: () => resolve() };
        sleeping.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleeping.delete(sleeper);
          reject(signal.reason);
        });
      });
    },
  };
  const settle = async () => {
    for (let turns = 0; turns < 20; turns++) await new Promise((done) => setImmediate(done));
  };
  return {
    server,
    settle,
    feed: (stream = true) =>
      liveFeed(
        world,
        client as unknown as RestClient,
        1,
        {
          seen: () => seen,
          changed: (tell) => {
            look = tell;
            return () => {};
          },
        },
        { stream },
      ),
    show(visible: boolean) {
      seen = visible;
      look();
    },
    /** Lets time pass, a sleeper at a time. */
    async pass(milliseconds: number) {
      const end = time + milliseconds;
      await settle();
      for (;;) {
        const next = [...sleeping].sort((a, b) => a.until - b.until)[0];
        if (!next || next.until > end) break;
        sleeping.delete(next);
        time = Math.max(time, next.until);
        next.wake();
        await settle();
      }
      time = end;
    },
  };
}

it('follows by the stream, and asks for a snapshot when something happened', async () => {
  const { server, feed, pass } = stage();
  const one = feed();
  const told = vi.fn();
  one.subscribe(told);
  await pass(0);
  expect(one.state()).toMatchObject({ connection: 'live', snapshot: { contributions: 0 } });
  // The stream begins where the snapshot ended: nothing lies between them.
  expect(server.opened).toEqual(['4']);
  const asked = server.asked;
  server.snapshot = snapshotOf(5, 1);
  server.version++;
  server.say('id: 5\nevent: contribution.accepted\ndata: {}\n\n');
  await pass(PAUSES.together);
  expect(one.state().snapshot).toMatchObject({ contributions: 1 });
  expect(server.asked).toBe(asked + 1);
  expect(told).toHaveBeenCalled();
  one.stop();
});

it('asks once for events that come together, and again for a snapshot that is older than they', async () => {
  const { server, feed, pass } = stage();
  const one = feed();
  await pass(0);
  const asked = server.asked;
  for (let seq = 5; seq < 45; seq++) server.say(`id: ${seq}\nevent: turn.step\ndata: {}\n\n`);
  await pass(PAUSES.together);
  expect(server.asked).toBe(asked + 1);
  server.snapshot = snapshotOf(44, 2);
  server.version++;
  await pass(PAUSES.older);
  expect(one.state().snapshot).toMatchObject({ contributions: 2 });
  expect(server.asked).toBe(asked + 2);
  one.stop();
});

it('shows progress as it is told, without asking', async () => {
  const { server, feed, pass } = stage();
  const one = feed();
  const events: StreamEvent[] = [];
  one.events((event) => events.push(event));
  await pass(0);
  const asked = server.asked;
  server.say('event: progress\ndata: {"participant":7,"step":"COMPUTING","percent":40}\n\n');
  server.say('event: progress\ndata: {"participant":8,"step":"COMPUTING","percent":40}\n\n');
  await pass(1_000);
  expect(one.state().snapshot!.turns).toEqual([{ ...TURN, step: 'COMPUTING', percent: 40 }]);
  expect(server.asked).toBe(asked);
  expect(events.map(({ seq }) => seq)).toEqual([undefined, undefined]);
  one.stop();
});

it('goes on after the last event when the stream breaks, and polls meanwhile', async () => {
  const { server, feed, pass } = stage();
  const one = feed();
  await pass(0);
  server.say('id: 9\nevent: turn.step\ndata: {}\n\n');
  await pass(0);
  server.cut();
  await pass(0);
  expect(one.state().connection).toBe('polling');
  await pass(5_000);
  expect(server.opened).toEqual(['4', '9']);
  expect(one.state().connection).toBe('live');
  one.stop();
});

it('replaces a stream that only looks open', async () => {
  const { server, feed, pass } = stage();
  const one = feed();
  await pass(0);
  for (const seq of [6, 7]) {
    server.snapshot = snapshotOf(seq);
    server.version++;
    await pass(PAUSES.live);
  }
  await pass(PAUSES.live);
  expect(server.opened.length).toBeGreaterThan(1);
  one.stop();
});

it('polls where streams are refused, and says when nothing answers', async () => {
  const { server, feed, pass } = stage();
  server.refusesStreams = true;
  const one = feed();
  await pass(PAUSES.polling * 3);
  expect(one.state().connection).toBe('polling');
  expect(server.matched).toBeGreaterThan(1);
  server.down = true;
  await pass(PAUSES.polling + 3_000);
  expect(one.state()).toMatchObject({ connection: 'broken', snapshot: { waiting: 3 } });
  server.down = false;
  await pass(PAUSES.unseen);
  expect(one.state().connection).toBe('polling');
  one.stop();
});

it('lets the stream go while nobody sees the page, and is at once back', async () => {
  const { server, feed, pass, show } = stage();
  const one = feed();
  await pass(0);
  show(false);
  await pass(PAUSES.unseen * 3);
  expect(one.state().connection).toBe('polling');
  expect(server.opened).toEqual(['4']);
  server.snapshot = snapshotOf(6, 1);
  server.version++;
  show(true);
  await pass(PAUSES.together);
  expect(one.state()).toMatchObject({ connection: 'live', snapshot: { contributions: 1 } });
  expect(server.opened).toEqual(['4', '4']);
  one.stop();
});

it('holds no stream where only snapshots are wanted', async () => {
  const { server, feed, pass } = stage();
  const one = feed(false);
  await pass(PAUSES.polling * 2);
  expect(server.opened).toEqual([]);
  expect(one.state().connection).toBe('polling');
  one.stop();
});

it('asks nobody after it was stopped', async () => {
  const { server, feed, pass } = stage();
  const one = feed();
  await pass(0);
  one.stop();
  const asked = server.asked;
  await pass(600_000);
  expect(server.asked).toBe(asked);
});

it('takes progress only for turns that it shows', () => {
  const snapshot = snapshotOf(1);
  expect(withProgress(undefined, { participant: 7 })).toBeUndefined();
  expect(withProgress(snapshot, null)).toBeUndefined();
  expect(withProgress(snapshot, { participant: 7, step: 1, percent: 1 })).toBeUndefined();
  expect(withProgress(snapshot, { participant: 7, step: 'UPLOADING', percent: 300 })?.turns[0]).toMatchObject(
    { percent: 100 },
  );
});
