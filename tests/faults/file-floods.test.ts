/** Clients that ask for files and do not take them: the server keeps nothing open for them, and serves others. */
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

/** More than what connections hold on their way. */
const SIZE = 24 << 20;
const MOST = 128;

let server: TestServer;
let path: string;
let sockets: Socket[];
beforeEach(async () => {
  sockets = [];
  server = await startTestServer();
  const { ctx } = server.running.application;
  const { hash, size } = await ctx.blobs.put(new Uint8Array(SIZE).fill(7));
  const blob = { hash, size, kind: 'artifact', createdAt: 0 };
  await ctx.store.db.insertInto('blob').values(blob).execute();
  const { id: ceremonyId } = server.running.ceremony;
  const artifact = { ceremonyId, name: 'big.bin', kind: 'zkey', hash, size, createdAt: 0 };
  await ctx.store.db.insertInto('artifact').values(artifact).execute();
  path = `/files/${hash}/big.bin`;
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await server.close();
});

/** Asks, and reads nothing of the answer but its first bytes. */
function ask(): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.pause();
      socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`, () => resolve(socket));
    });
    socket.on('error', () => {});
    sockets.push(socket);
  });
}

const get = (range?: string) => fetch(server.url + path, range === undefined ? {} : { headers: { range } });

/** Files of blobs that this process, which is the server, holds open. */
function openBlobs(): number {
  return readdirSync('/proc/self/fd').filter((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`).includes('/blobs/');
    } catch {
      return false;
    }
  }).length;
}

describe.skipIf(process.platform !== 'linux')('files that are asked for', () => {
  it('are not held open for those who left while they were opened', async () => {
    const { blobs } = server.running.application.ctx;
    const open = blobs.open.bind(blobs);
    let asked = 0;
    vi.spyOn(blobs, 'open').mockImplementation(async (...which) => {
      const opened = await open(...which);
      const socket = sockets[asked++]!;
      const left = once(socket, 'close');
      socket.resetAndDestroy();
      await left;
      // Until the server has heard of it.
      for (let turn = 0; turn < 20; turn++) await new Promise((next) => setImmediate(next));
      return opened;
    });
    for (let i = 0; i < 20; i++) {
      await ask();
      await vi.waitFor(() => expect(asked).toBe(i + 1), { timeout: 60_000 });
    }
    await vi.waitFor(() => expect(openBlobs()).toBe(0), { timeout: 60_000 });
    vi.restoreAllMocks();
    expect((await get('bytes=0-9')).status).toBe(206);
  });

  it('go to one network only so many at a time, and to it again when those have ended', async () => {
    await Promise.all(Array.from({ length: MOST + 30 }, ask));
    await vi.waitFor(async () => expect((await get('bytes=0-9')).status).toBe(429), { timeout: 60_000 });
    const refused = await get('bytes=0-9');
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await refused.text()).toContain('in a moment');
    expect(openBlobs()).toBeLessThanOrEqual(MOST);
    // Of everything else there is as much as before.
    expect((await fetch(`${server.url}/info/status`)).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    await vi.waitFor(async () => expect((await get('bytes=0-9')).status).toBe(206), { timeout: 60_000 });
    await vi.waitFor(() => expect(openBlobs()).toBe(0), { timeout: 60_000 });
  });
});

it.each([
  ['several ranges', 'bytes=0-0,5-9', 200, null],
  ['thousands of ranges', `bytes=${'0-1,'.repeat(2_000)}`, 200, null],
  ['a range that ends before it begins', 'bytes=9-3', 200, null],
  ['the last no bytes', 'bytes=-0', 416, `bytes */${SIZE}`],
  ['what is behind the end', `bytes=${SIZE}-`, 416, `bytes */${SIZE}`],
  ['more than there is', 'bytes=5-999999999999', 206, `bytes 5-${SIZE - 1}/${SIZE}`],
])('%s: no more than the file is sent', async (_, range, status, told) => {
  const answer = await get(range);
  expect([answer.status, answer.headers.get('content-range')]).toEqual([status, told]);
  const left = Number(answer.headers.get('content-length'));
  expect(left).toBeLessThanOrEqual(SIZE);
  await answer.body?.cancel();
});
