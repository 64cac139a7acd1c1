/** A server that is killed again and again while it finalizes: it starts, goes on, and the result is whole. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { freePort } from '../support/free-port.ts';
import { ServerProcess } from './server-process.ts';

const KILLS = 4;
/** For what hangs: each start compiles and checks its kernels anew. */
const PATIENCE = 240_000;

let data: string;
let server: ServerProcess;
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'brebaje-finalize-'));
  server = new ServerProcess(data, await freePort(), ['--ceremony-sizes', '4,3:8,3:16,3']);
  await server.start();
});
afterEach(async () => {
  await server.kill();
  rmSync(data, { recursive: true, force: true });
});

const post = (path: string, body: object, headers: Record<string, string> = {}, method = 'POST') =>
  server.send(path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

it('finalizes in the end, once, whenever it was killed', async () => {
  const token = /\/app\/join#(\w+)/.exec(server.said)?.[1];
  const { session_id } = (await post('/auth/invitation', { token })).json;
  const operator = { authorization: `Bearer ${session_id}` };
  const read = async () => (await server.send('/ceremonies/1')).json;
  for (let person = 0; person < 2; person++) await (await newContributor(server)).takeTurn();
  await post('/ceremonies/1', { status: 'CLOSED', reason: 'enough' }, operator, 'PATCH');
  await expect.poll(async () => (await read()).drained, { timeout: PATIENCE }).toBe(true);
  expect((await post('/ceremonies/1/finalize', {}, operator)).status).toBe(202);
  for (let kill = 0; kill < KILLS; kill++) {
    // In the middle of it: there is a folder that it works in, or it is over.
    await expect
      .poll(
        async () => (await read()).status === 'FINALIZED' || readdirSync(join(data, 'quarantine')).length > 0,
        { timeout: PATIENCE, interval: 10 },
      )
      .toBe(true);
    await server.kill();
    await server.start();
  }
  await expect.poll(async () => (await read()).status, { timeout: PATIENCE }).toBe('FINALIZED');
  expect((await read()).participants).toEqual({ FINALIZED: 2 });
  const { items } = (await server.send('/ceremonies/1/artifacts')).json;
  expect(items).toHaveLength(8);
  for (const { url, sha256 } of items)
    expect(
      createHash('sha256')
        .update((await server.send(url)).text)
        .digest('hex'),
    ).toBe(sha256);
  const events = (await server.send('/ceremonies/1/events?limit=100')).json.items;
  const told = events.filter(({ type }: { type: string }) => type === 'ceremony.finalized');
  expect([told.length, readdirSync(join(data, 'quarantine'))]).toEqual([1, []]);
  expect(server.complaints).toEqual([]);
});
