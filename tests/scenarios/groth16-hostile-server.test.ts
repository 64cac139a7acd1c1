/** What a hostile server may send to somebody who verifies a ceremony of circuits: nothing goes on for ever. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchFiles } from '@brebaje/client/archive/fetch-files';
import { fetchRecord } from '@brebaje/client/archive/fetch-record';
import { archiveFolder } from '@brebaje/client/archive/node-archive-folder';
import { restClient } from '@brebaje/client/rest/rest-client';
import { realSurroundings, type Surroundings } from '@brebaje/client/surroundings';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony } from '../support/circuit-ceremony.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { judge } from '../support/verify-command.ts';

type Rule = (request: IncomingMessage, response: ServerResponse, url: string) => boolean | Promise<boolean>;

let server: TestServer;
let ceremony: CircuitCeremony;
let home: string;
let proxy: Server;
let url: string;
let rule: Rule = () => false;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'brebaje-hostile-'));
  server = await startTestServer({}, undefined, { ownSchemes: true });
  ceremony = await circuitCeremony(server, [{ curve: 'bn254', constraints: 2, publicWires: 1, unused: 0 }]);
  await ceremony.contribute();
  proxy = createServer(async (request, response) => {
    const path = request.url ?? '/';
    if (await rule(request, response, path)) return;
    const range = request.headers.range;
    const answer = await fetch(server.url + path, { headers: range === undefined ? {} : { range } });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterEach(() => {
  rule = () => false;
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await ceremony.close();
  await server.close();
  rmSync(home, { recursive: true });
});

/** A rule that has answered. */
const sent = (_: unknown): true => true;

/** Pauses pass at once, by the clock as well. */
function hurried(): Surroundings {
  let now = 0;
  const sleep = async (milliseconds: number) => {
    now += milliseconds;
  };
  return { ...realSurroundings(), now: () => now, sleep };
}

/** Fetches everything through the proxy; answers how it ended. */
async function fetching(hostile: Rule): Promise<string> {
  rule = hostile;
  const folder = archiveFolder(mkdtempSync(join(home, 'fetched-')));
  const world = hurried();
  try {
    const client = restClient(world, url, undefined);
    const record = await fetchRecord(client, ceremony.id, folder, { states: 'every', whole: true });
    await fetchFiles(world, record, folder, { sources: true });
    return 'fetched';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

const json = (response: ServerResponse, body: unknown) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
  return true;
};

it('fetches what is honest', async () => {
  expect(await fetching(() => false)).toBe('fetched');
});

it.each<[string, string, Rule]>([
  [
    'pages of nothing without end',
    'NOT_A_SEQUENCER',
    (_, response, path) =>
      path.includes('/transcripts') && json(response, { items: [], total: 9, next: 'on' }),
  ],
  [
    'pages that are too long',
    'NOT_A_SEQUENCER',
    (_, response, path) =>
      path.includes('/events') && json(response, { items: Array(101).fill({}), total: 101 }),
  ],
  [
    'circuits without end',
    'RECORD_INVALID',
    (_, response, path) =>
      path.startsWith('/circuits?') &&
      json(response, { items: Array(100).fill({ id: 1 }), total: 9, next: 'on' }),
  ],
  [
    'events as long as a book',
    'RECORD_INVALID',
    (_, response, path) =>
      path.includes('/events') &&
      json(response, { items: [{ seq: 1, body: 'x'.repeat(2 << 20) }], total: 1 }),
  ],
  [
    'events that are none',
    'RECORD_INVALID',
    (_, response, path) => path.includes('/events') && json(response, { items: ['x'], total: 1 }),
  ],
  [
    'answers larger than any',
    'TOO_LARGE',
    (_, response, path) =>
      path.includes('/manifest') && json(response, { hash: 'x', text: 'x'.repeat(9 << 20) }),
  ],
  [
    'a slug that leads elsewhere',
    'RECORD_INVALID',
    (_, response, path) =>
      path.startsWith('/circuits?') &&
      json(response, {
        items: [
          {
            id: 1,
            sequence: 1,
            slug: '../../etc',
            metadata: {},
            genesis: 'a'.repeat(64),
            head: 'a'.repeat(64),
            contributions: 0,
          },
        ],
        total: 1,
      }),
  ],
  [
    'a result that leads elsewhere',
    'RECORD_INVALID',
    (_, response, path) =>
      path.includes('/artifacts') &&
      json(response, { items: [{ name: '../../.bashrc', kind: 'x', sha256: 'a'.repeat(64), size: 1 }] }),
  ],
  [
    'no JSON',
    'NOT_A_SEQUENCER',
    (_, response, path) => path.includes('/manifest') && sent(response.end('<html>')),
  ],
  [
    'a file that never ends',
    'TOO_LARGE',
    (_, response, path) => path.startsWith('/files/') && endless(response),
  ],
  [
    'other bytes',
    'RECORD_INVALID',
    (_, response, path) => path.includes('_00001') && sent(response.end(Buffer.alloc(100))),
  ],
  [
    'a file that is missing',
    'RECORD_INVALID',
    (_, response, path) => path.includes('_00000') && sent(response.writeHead(404).end('{}')),
  ],
  [
    'redirects without end',
    'UNREACHABLE',
    (_, response, path) =>
      path.startsWith('/files/') && sent(response.writeHead(302, { location: path }).end()),
  ],
  [
    'a connection that breaks',
    'UNREACHABLE',
    (_, response, path) => path.startsWith('/files/') && sent(response.destroy()),
  ],
])('gives up at %s', async (_, code, hostile) => {
  expect(await fetching(hostile)).toBe(code);
});

function endless(response: ServerResponse): true {
  response.writeHead(200);
  const more = () => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536)));
  };
  response.on('drain', more);
  more();
  return true;
}

it('writes nothing outside its folder, and leaves nothing behind', async () => {
  rule = (_, response, path) =>
    path.startsWith('/files/') && sent(response.writeHead(200).end(Buffer.alloc(9)));
  const own = mkdtempSync(join(home, 'tmp-'));
  const { TMPDIR } = process.env;
  process.env.TMPDIR = own;
  try {
    const ran = await judge(home, `${url}/c/${ceremony.slug}`);
    expect(ran).toMatchObject({ code: 9, json: { ok: false, code: 'RECORD_INVALID' } });
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  expect(readdirSync(own)).toEqual([]);
});
