/** Uploads in parts: resumed, wrong, too large, at addresses that are forged, expired or somebody else's. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outcome, send } from '../support/http.ts';
import {
  type QueuePerson,
  type QueueStage,
  queueStage,
  sendParts,
  verdicts,
} from '../support/queue-stage.ts';
import type { TestServer } from '../support/server.ts';
import { storages } from '../support/storages.ts';
import { contribute } from '../support/test-scheme.ts';

interface Signed {
  url: string;
  size: number;
}

describe.each(storages())('uploads on $name', ({ start, bucket, direct }) => {
  let server: TestServer;
  let stage: QueueStage;
  let a: QueuePerson;
  let b: QueuePerson;
  beforeEach(async () => {
    server = await start();
    stage = await queueStage(server);
    [a, b] = [await stage.person(), await stage.person()];
    await a.start();
  });
  afterEach(() => server.close());

  const begin = async (size: number) =>
    (await a.post(`/participants/${a.id}/uploads`, { kind: 'whole', size })).json;
  const sign = async (upload: { id: number }, numbers: number[]) =>
    (await a.post(`/uploads/${upload.id}/parts`, { numbers })).json.parts as [Signed, Signed];
  const put = (url: string, body: Uint8Array) => send(new URL(url, server.url).href, { method: 'PUT', body });
  const open = (id: number) => a.get(`/uploads/${id}`);

  it('begin only at one’s turn, within the size that the circuit can have', async () => {
    const late = await b.post(`/participants/${b.id}/uploads`, { kind: 'whole', size: 10 });
    expect(outcome(late)).toEqual([409, 'NOT_YOUR_TURN']);
    const foreign = await b.post(`/participants/${a.id}/uploads`, { kind: 'whole', size: 10 });
    expect(outcome(foreign)).toEqual([403, 'NOT_PERMITTED']);
    const large = await a.post(`/participants/${a.id}/uploads`, { kind: 'whole', size: 40 * 2 ** 20 });
    expect(outcome(large)).toEqual([413, 'TOO_LARGE']);
    const odd = await a.post(`/participants/${a.id}/uploads`, { kind: 'half', size: 10 });
    expect(outcome(odd)).toEqual([400, 'INVALID_REQUEST']);
  });

  it('of several parts go on where they stopped, and what is verified is what was sent', async () => {
    const bytes = contribute(await a.base(), 'a', { padding: 'x'.repeat(9 * 2 ** 20) });
    const upload = await begin(bytes.length);
    const [first, second] = await sign(upload, [1, 2]);
    expect([first.size, second.size]).toEqual([upload.partSize, bytes.length - upload.partSize]);
    const stored = await put(second.url, bytes.subarray(upload.partSize));
    expect(stored.headers.get('etag')).toMatch(bucket ? /^"[0-9a-f]{32}"$/ : /^"[0-9a-f]{64}"$/);
    const early = await a.post(`/uploads/${upload.id}/complete`, {
      parts: [{ number: 2, etag: stored.headers.get('etag') }],
    });
    expect(outcome(early)).toEqual([409, 'PARTS_DIFFER']);
    await server.restart();
    expect((await open(upload.id)).json.parts).toMatchObject([{ number: 2 }]);
    await put((await sign(upload, [1]))[0].url, bytes.subarray(0, upload.partSize));
    const { parts } = (await open(upload.id)).json;
    const named = parts.map(({ number, etag }: { number: number; etag: string }) => ({ number, etag }));
    const done = await a.post(`/uploads/${upload.id}/complete`, { parts: named });
    expect(done.json).toMatchObject({ state: 'VERIFYING', size: bytes.length });
    const again = await a.post(`/uploads/${upload.id}/complete`, { parts: named });
    expect([again.status, again.json.sha256]).toEqual([200, done.json.sha256]);
    await verdicts(server);
    expect((await a.row()).status).toBe('DONE');
    const { ctx } = server.running.application;
    expect(await stage.heads()).toMatchObject([{ position: 1, head: done.json.sha256 }]);
    expect(Buffer.from(await ctx.blobs.read(done.json.sha256)).equals(bytes)).toBe(true);
    expect(await ctx.parts.uploads()).toEqual([]);
  });

  it('take a part once more in place of the one before, and refuse the etag of that one', async () => {
    const bytes = contribute(await a.base(), 'a');
    const upload = await begin(bytes.length);
    const [{ url }] = await sign(upload, [1]);
    const wrong = await put(url, Buffer.alloc(bytes.length, 'x'));
    const right = await put(url, bytes);
    const complete = (etag: string | null) =>
      a.post(`/uploads/${upload.id}/complete`, { parts: [{ number: 1, etag }] });
    expect(outcome(await complete(wrong.headers.get('etag')))).toEqual([409, 'PARTS_DIFFER']);
    expect((await complete(right.headers.get('etag'))).status).toBe(200);
  });

  it('discard the parts of the attempt before', async () => {
    const bytes = contribute(await a.base(), 'a');
    const first = await begin(bytes.length);
    const [{ url }] = await sign(first, [1]);
    await put(url, bytes);
    const second = await begin(bytes.length);
    expect((await open(first.id)).json).toMatchObject({ state: 'DISCARDED', parts: [] });
    expect(outcome(await put(url, bytes))).toEqual(direct ? [404, undefined] : [409, 'UPLOAD_CLOSED']);
    expect((await open(second.id)).json).toMatchObject({ state: 'OPEN', parts: [] });
    expect((await a.turn()).json.upload).toEqual({ id: second.id });
    expect(await server.running.application.ctx.parts.uploads()).toEqual([]);
  });

  // How a store ends what is under way is its own affair.
  it.skipIf(bucket)(
    'tell a part that was under way when the upload ended that it came too late',
    async () => {
      const bytes = contribute(await a.base(), 'a');
      const endings = [
        (id: number, etag: string | null) =>
          a.post(`/uploads/${id}/complete`, { parts: [{ number: 1, etag }] }),
        () => begin(bytes.length),
      ];
      for (const end of endings.reverse()) {
        const upload = await begin(bytes.length);
        const [{ url }] = await sign(upload, [1]);
        const etag = (await put(url, bytes)).headers.get('etag');
        let goOn = (): void => {};
        const ended = new Promise<void>((resolve) => {
          goOn = resolve;
        });
        const body = (async function* () {
          yield bytes.subarray(0, 10);
          await ended;
          yield bytes.subarray(10);
        })();
        const late = fetch(server.url + url, {
          method: 'PUT',
          body: Readable.from(body),
          duplex: 'half',
        } as unknown as RequestInit);
        const folder = join(server.config.data, 'parts', String(upload.id));
        await expect.poll(() => readdirSync(folder).some((name) => name.startsWith('new-'))).toBe(true);
        await end(upload.id, etag);
        await expect.poll(() => existsSync(folder)).toBe(false);
        goOn();
        const answer = await late;
        expect([answer.status, (await answer.json()).code]).toEqual([409, 'UPLOAD_CLOSED']);
      }
    },
  );

  it('are not put together from a part that was sent once more meanwhile', async () => {
    const bytes = contribute(await a.base(), 'a');
    const upload = await begin(bytes.length);
    const [{ url }] = await sign(upload, [1]);
    const etag = (await put(url, bytes)).headers.get('etag');
    const { parts } = server.running.application.ctx;
    const { read } = parts;
    parts.read = async function* (id, wanted) {
      await put(url, Buffer.alloc(bytes.length, 'x'));
      yield* read(id, wanted);
    };
    const done = await a.post(`/uploads/${upload.id}/complete`, { parts: [{ number: 1, etag }] });
    expect(outcome(done)).toEqual([409, 'PARTS_DIFFER']);
    expect((await a.turn()).json.state).toBe('WORKING');
  });

  it.skipIf(direct)('refuse addresses that are forged, for another part, or expired', async () => {
    const bytes = contribute(await a.base(), 'a');
    const upload = await begin(bytes.length);
    const [{ url }] = await sign(upload, [1]);
    const forged = [
      url.replace(/(?<=signature=)./, (digit) => (digit === '0' ? '1' : '0')),
      url.replace(/size=\d+/, `size=${bytes.length + 1}`),
      url.replace(/expires=(\d+)/, (_, seconds) => `expires=${Number(seconds) + 1}`),
      url.replace('/parts/1', '/parts/2'),
      url.replace(`/uploads/${upload.id}/`, `/uploads/${upload.id + 1}/`),
    ];
    for (const address of forged)
      expect(outcome(await put(address, bytes))).toEqual([403, 'SIGNATURE_INVALID']);
    const cut = await put(url.replace(/&signature=.*/, ''), bytes);
    expect(outcome(cut)).toEqual([400, 'INVALID_REQUEST']);
    expect(outcome(await a.post(`/uploads/${upload.id}/parts`, { numbers: [2] }))[0]).toBe(400);
    server.step(3_601_000);
    expect(outcome(await put(url, bytes))).toEqual([403, 'SIGNATURE_EXPIRED']);
  });

  it.skipIf(direct)('refuse a part that is shorter or longer than its address says', async () => {
    const bytes = contribute(await a.base(), 'a');
    const upload = await begin(bytes.length);
    const [{ url }] = await sign(upload, [1]);
    for (const body of [bytes.subarray(1), Buffer.concat([bytes, bytes])])
      expect(outcome(await put(url, body))).toEqual([400, 'PART_SIZE_DIFFERS']);
    const streamed = await fetch(server.url + url, {
      method: 'PUT',
      body: new Blob([Buffer.concat([bytes, bytes])]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(streamed.status).toBe(400);
    expect((await open(upload.id)).json.parts).toEqual([]);
  });

  it('are nobody else’s: neither to read, to sign nor to complete', async () => {
    const upload = await begin(100);
    const parts = [{ number: 1, etag: 'x' }];
    const refused = [403, 'NOT_PERMITTED'];
    expect(outcome(await b.get(`/uploads/${upload.id}`))).toEqual(refused);
    expect(outcome(await b.post(`/uploads/${upload.id}/parts`, { numbers: [1] }))).toEqual(refused);
    expect(outcome(await b.post(`/uploads/${upload.id}/complete`, { parts }))).toEqual(refused);
    expect((await stage.coordinator.get(`/uploads/${upload.id}`)).status).toBe(200);
    const signed = await stage.coordinator.post(`/uploads/${upload.id}/parts`, { numbers: [1] });
    expect(outcome(signed)).toEqual(refused);
  });

  it('that read as no contribution are no verdict: the turn goes on', async () => {
    const answer = await a.upload(Buffer.from('{"no": "contribution"}'));
    expect(outcome(answer)).toEqual([422, 'NOT_A_CONTRIBUTION']);
    expect((await a.turn()).json.state).toBe('WORKING');
    await a.upload(contribute(await a.base(), 'a'));
    await verdicts(server);
    expect((await a.row()).status).toBe('DONE');
  });

  it('under way at the limit go on while bytes arrive, at most half the limit more', async () => {
    const bytes = contribute(await a.base(), 'a', { padding: 'x'.repeat(9 * 2 ** 20) });
    await stage.pass(9.5 * 60_000, [a, b]);
    const upload = await begin(bytes.length);
    const [first] = await sign(upload, [1]);
    for (let minute = 0; minute < 5; minute++) {
      await put(first.url, bytes.subarray(0, upload.partSize));
      await stage.pass(56_000, [a, b]);
      expect((await a.row()).status).toBe('CONTRIBUTING');
    }
    await stage.pass(68_000, [a, b]);
    expect(await stage.statuses()).toEqual(['EXHUMED', 'READY']);
    const late = await put(first.url, bytes.subarray(0, upload.partSize));
    expect(outcome(late)).toEqual(direct ? [404, undefined] : [409, 'UPLOAD_CLOSED']);
  });

  it('that arrive without a break may not take more than half the limit', async () => {
    const bytes = contribute(await a.base(), 'a');
    const upload = await begin(bytes.length);
    const [first] = await sign(upload, [1]);
    let minutes = 0;
    while ((await a.row()).status === 'CONTRIBUTING' && minutes < 30) {
      await put(first.url, bytes);
      await stage.pass(60_000, [b]);
      minutes++;
    }
    expect(minutes).toBe(16);
  });

  it('complete a turn that sends everything in one go', async () => {
    const bytes = contribute(await a.base(), 'a');
    expect((await sendParts(server, a, await begin(bytes.length), bytes)).json.state).toBe('VERIFYING');
    await verdicts(server);
    expect((await a.row()).status).toBe('DONE');
  });
});
