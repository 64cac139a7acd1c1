/** Uploads that are begun and never ended: nothing of them stays, and they take no room for ever. */
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newCeremony, uploadFile } from '../support/circuit-drafts.ts';
import { outcome, send } from '../support/http.ts';
import { type QueuePerson, queueStage } from '../support/queue-stage.ts';
import { type RestPerson, restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
afterEach(() => server.close());

describe('a part of a contribution', () => {
  const SIZE = 4 << 20;
  let person: QueuePerson;
  let upload: { id: number };
  beforeEach(async () => {
    server = await startTestServer();
    person = await (await queueStage(server)).person();
    await person.start();
    upload = (await person.post(`/participants/${person.id}/uploads`, { kind: 'whole', size: SIZE })).json;
  });

  const address = async () => {
    const { json } = await person.post(`/uploads/${upload.id}/parts`, { numbers: [1] });
    return new URL(json.parts[0].url, server.url);
  };
  /** Announces a part and sends half of it. */
  const half = async () => {
    const sending = request(await address(), { method: 'PUT', headers: { 'content-length': SIZE } });
    sending.on('error', () => {});
    sending.write(Buffer.alloc(SIZE / 2));
    return sending;
  };
  const underWay = () => {
    try {
      return readdirSync(join(server.config.data, 'parts', String(upload.id))).length;
    } catch {
      return 0;
    }
  };

  it('that breaks off leaves nothing, and can be sent once more', async () => {
    const sending = await half();
    await vi.waitFor(() => expect(underWay()).toBe(1), { timeout: 60_000 });
    sending.destroy();
    await vi.waitFor(() => expect(underWay()).toBe(0), { timeout: 60_000 });
    expect((await person.get(`/uploads/${upload.id}`)).json.parts).toEqual([]);
    const whole = await send((await address()).href, { method: 'PUT', body: Buffer.alloc(SIZE) });
    expect(whole.status).toBe(200);
  });

  it('is received sixteen times at once and no more, and again when others have broken off', async () => {
    const all = await Promise.all(Array.from({ length: 16 }, half));
    await vi.waitFor(() => expect(underWay()).toBe(16), { timeout: 60_000 });
    const put = async () => send((await address()).href, { method: 'PUT', body: Buffer.alloc(SIZE) });
    expect(outcome(await put())).toEqual([429, 'RATE_LIMITED']);
    for (const sending of all) sending.destroy();
    await vi.waitFor(async () => expect((await put()).status).toBe(200), { timeout: 60_000 });
    await vi.waitFor(() => expect(underWay()).toBe(1), { timeout: 60_000 });
  });
});

describe('a file of a circuit', () => {
  const BIG = 300_000_000;
  let coordinator: RestPerson;
  let drafts: number[];
  beforeEach(async () => {
    server = await startTestServer({}, undefined, { ownSchemes: true });
    coordinator = await restPerson(server, { role: 'operator' });
    const ceremony = await newCeremony(server, 'mine');
    drafts = [];
    for (const slug of ['one', 'two']) {
      const begun = await coordinator.post(`/ceremonies/${ceremony}/circuits`, { slug });
      drafts.push(begun.json.id);
    }
    server.freeDisk = 3 * BIG - 1;
    await server.pass(12_000);
  });

  const begin = (draft: number, kind = 'ptau') =>
    coordinator.post(`/drafts/${draft}/uploads`, { kind, size: BIG });

  it('is promised room once: others are refused what they could not end', async () => {
    const [one, two] = drafts as [number, number];
    expect((await begin(one)).status).toBe(201);
    expect(outcome(await begin(two))).toEqual([503, 'UNAVAILABLE']);
    // What is begun anew takes the place of what it was before.
    expect((await begin(one)).status).toBe(201);
    // Small ones go on.
    expect((await uploadFile(server, coordinator, two, 'wasm', WASM)).status).toBe(200);
  });

  it('is not waited for when nothing comes of it any more', async () => {
    const [one, two] = drafts as [number, number];
    expect((await begin(one)).status).toBe(201);
    server.step(3_601_000);
    expect((await begin(two)).status).toBe(201);
  });
});

const WASM = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 7);
