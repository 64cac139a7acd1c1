import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { ConnectionError, type Exchange, exchange } from './exchange.ts';
import { nodeSurroundings } from './node-surroundings.ts';
import { realSurroundings } from './surroundings.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

async function ask(
  handler: (response: ServerResponse, body: Buffer) => void,
  request: Partial<Exchange> = {},
) {
  server = createServer(async (incoming, response) => {
    const body: Buffer[] = [];
    for await (const chunk of incoming) body.push(chunk as Buffer);
    response.on('error', () => {});
    handler(response, Buffer.concat(body));
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return exchange(nodeSurroundings(), { method: 'GET', url, ...request });
}

it('gives up on headers that do not come', async () => {
  await expect(ask(() => {}, { headerTimeout: 30 })).rejects.toThrow(ConnectionError);
});

it('gives up on a body that stalls, however long it has been coming', async () => {
  const slow = (response: ServerResponse) => {
    response.write('some');
  };
  await expect(ask(slow, { stallTimeout: 30 })).rejects.toThrow(/no answer in time/);
});

it('is no victim of a body without end, announced or not, compressed or not', async () => {
  const announced = (response: ServerResponse) =>
    response.writeHead(200, { 'content-length': 1e9 }).write('x');
  await expect(ask(announced, { maxBytes: 1000 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
  server!.closeAllConnections();
  const bomb = (response: ServerResponse) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000)));
  };
  await expect(ask(bomb, { maxBytes: 1000 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
});

it('takes nobody’s word for a cut body', async () => {
  const cut = (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': 10 });
    response.write('short', () => response.destroy());
  };
  await expect(ask(cut)).rejects.toThrow(ConnectionError);
});

it('posts to nobody else, whomever the server names', async () => {
  let asked = 0;
  const away = (status: number) => (response: ServerResponse) => {
    asked++;
    response.writeHead(status, { location: 'http://127.0.0.1:9/elsewhere' }).end();
  };
  for (const status of [301, 302, 303, 307, 308]) {
    const posted = ask(away(status), { method: 'POST', body: 'secret', token: 'session' });
    await expect(posted).rejects.toMatchObject({ code: 'NOT_A_SEQUENCER', status });
    server!.close();
  }
  expect(asked).toBe(5);
});

it('says why a connection fails', async () => {
  // No port that somebody is given who asks for any.
  const closed = exchange(realSurroundings(), { method: 'GET', url: 'http://127.0.0.1:2/' });
  await expect(closed).rejects.toThrow(/ECONNREFUSED/);
});

it('uploads with a known length and tells how far it is', async () => {
  const body = crypto.getRandomValues(new Uint8Array(50_000));
  const told: number[] = [];
  const echo = (response: ServerResponse, got: Buffer) => response.end(got);
  const answer = await ask(echo, { method: 'POST', body, sent: (bytes) => told.push(bytes) });
  expect(answer.bytes).toEqual(body);
  expect(told.at(-1)).toBe(50_000);
});

it('stops at once when told to', async () => {
  const controller = new AbortController();
  const asked = ask(() => controller.abort(), { signal: controller.signal });
  await expect(asked).rejects.toMatchObject({ code: 'STOPPED' });
});
