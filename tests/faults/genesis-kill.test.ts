/** A server that is killed while a circuit's files come and while its genesis is made: nothing is lost or done twice. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { powersFor, r1csOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { ServerProcess } from './server-process.ts';

const KILLS = 3;
/** For what hangs: each start compiles and checks its kernels anew. */
const PATIENCE = 240_000;
/** Several parts, with bytes that no file of this kind has: it is refused only once it is whole. */
const LONG = 3 * 8 * 1024 * 1024 - 5;

let data: string;
let server: ServerProcess;
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'brebaje-genesis-'));
  server = new ServerProcess(data, await freePort(), ['--ceremony-sizes', '4,3']);
  await server.start();
});
afterEach(async () => {
  await server.kill();
  rmSync(data, { recursive: true, force: true });
});
afterAll(endSnarkjs);

const again = async () => {
  await server.kill();
  await server.start();
};

it('is taken up again until there is one circuit', async () => {
  const circuit = smallCircuit('bn254');
  const [r1cs, ptau] = [await r1csOf(circuit), await powersFor(circuit)];
  const json = { 'content-type': 'application/json' };
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    server.send(path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
  const token = /\/app\/join#(\w+)/.exec(server.said)?.[1];
  const bearer = { authorization: `Bearer ${(await post('/auth/invitation', { token })).json.session_id}` };
  const read = async (path: string) => (await server.send(path, { headers: bearer })).json;
  const act = async (path: string, body: object = {}) => (await post(path, body, bearer)).json;

  const project = await act('/projects', { slug: 'ours', name: 'Ours' });
  const about = { projectId: project.id, slug: 'mine', title: 'Mine', scheme: 'GROTH16' };
  const ceremony = await act('/ceremonies', about);
  const ptauHash = createHash('sha256').update(ptau).digest('hex');
  const draft = await act(`/ceremonies/${ceremony.id}/circuits`, { slug: 'killed', ptauHash });

  const send = async (kind: string, bytes: Uint8Array, between: () => Promise<void>) => {
    const upload = await act(`/drafts/${draft.id}/uploads`, { kind, size: bytes.length });
    const count = Math.ceil(bytes.length / upload.partSize);
    for (let number = 1; number <= count; number++) {
      const signed = await act(`/uploads/${upload.id}/parts`, { numbers: [number] });
      const { pathname, search } = new URL(signed.parts[0].url, server.url);
      const part = bytes.slice((number - 1) * upload.partSize, number * upload.partSize);
      expect((await server.send(pathname + search, { method: 'PUT', body: part })).status).toBe(200);
      await between();
    }
    const { parts } = await read(`/uploads/${upload.id}`);
    expect(parts).toHaveLength(count);
    const named = parts.map(({ number, etag }: { number: number; etag: string }) => ({ number, etag }));
    return post(`/uploads/${upload.id}/complete`, { parts: named }, bearer);
  };
  const hostile = await send('ptau', new Uint8Array(LONG).fill(7), again);
  expect([hostile.status, hostile.json.code]).toEqual([422, 'NOT_SUCH_A_FILE']);
  expect((await send('ptau', ptau, again)).status).toBe(200);
  expect((await send('r1cs', r1cs, async () => {})).status).toBe(200);

  expect(await act(`/drafts/${draft.id}/start`)).toMatchObject({ state: 'WORKING' });
  const state = async () => (await read(`/drafts/${draft.id}`)).state;
  for (let kill = 0; kill < KILLS; kill++) {
    // In the middle of it: there is a folder that it works in, or it is over.
    await expect
      .poll(async () => (await state()) !== 'WORKING' || readdirSync(join(data, 'quarantine')).length > 0, {
        timeout: PATIENCE,
        interval: 10,
      })
      .toBe(true);
    await again();
  }
  await expect.poll(state, { timeout: PATIENCE }).toBe('READY');
  const { items } = await read(`/circuits?ceremonyId=${ceremony.id}`);
  expect(items).toMatchObject([{ slug: 'killed', metadata: { phase1: { sha256: ptauHash } } }]);
  const { items: events } = await read(`/ceremonies/${ceremony.id}/events?limit=100`);
  const told = events.filter(({ type }: { type: string }) => type === 'ceremony.amended');
  await expect.poll(() => readdirSync(join(data, 'quarantine')), { timeout: PATIENCE }).toEqual([]);
  expect([told.length, readdirSync(join(data, 'parts'))]).toEqual([1, []]);
  expect(server.complaints).toEqual([]);
});
