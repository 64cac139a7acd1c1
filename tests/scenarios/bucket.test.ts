/** A bucket that people write to themselves: used twice, too late, with other bytes, and away for a while. */

import { connect, createServer, type Server, type Socket } from 'node:net';
import { startServer } from '@brebaje/server/serve';
import { openBucket } from '@brebaje/server/store/s3/bucket';
import { bucketPlace } from '@brebaje/server/store/s3/bucket-place';
import { testVerification } from '@brebaje/server/verify/test-verification';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { outcome, send } from '../support/http.ts';
import { type QueuePerson, type QueueStage, queueStage, verdicts } from '../support/queue-stage.ts';
import type { TestServer } from '../support/server.ts';
import { storages } from '../support/storages.ts';
import { contribute } from '../support/test-scheme.ts';

const place = storages().find(({ direct }) => direct);

describe.skipIf(!place)('a server with a bucket', { timeout: 400_000 }, () => {
  let server: TestServer;
  let stage: QueueStage;
  let a: QueuePerson;
  beforeEach(async () => {
    server = await place!.start();
    stage = await queueStage(server);
    a = await stage.person();
    await a.start();
  });
  afterEach(() => server.close());

  const ctx = () => server.running.application.ctx;
  const put = (url: string, body: Uint8Array) => send(url, { method: 'PUT', body });
  /** An upload whose only part has been sent. */
  async function sent(bytes: Uint8Array) {
    const upload = (await a.post(`/participants/${a.id}/uploads`, { kind: 'whole', size: bytes.length }))
      .json;
    const signed = await a.post(`/uploads/${upload.id}/parts`, { numbers: [1] });
    const { url } = signed.json.parts[0] as { url: string };
    const stored = await put(url, bytes);
    expect(stored.status).toBe(200);
    const parts = [{ number: 1, etag: stored.headers.get('etag') }];
    return {
      id: upload.id as number,
      url,
      complete: () => a.post(`/uploads/${upload.id}/complete`, { parts }),
    };
  }
  const keys = async () => {
    const bucket = await openBucket(bucketPlace(server.config)!);
    const found: string[] = [];
    for await (const key of bucket.list('')) found.push(key);
    return found;
  };

  it('takes one of two that complete at once in two processes, and nothing that comes later', async () => {
    const bytes = contribute(await a.base(), 'a');
    const upload = await sent(bytes);
    const other = await startServer(
      { ...server.config, port: 0, operatorPort: 0 },
      {
        clock: server.now,
        log: pino({ level: 'silent' }),
        verification: testVerification(),
        sweepEvery: null,
        schemes: server.scheme.schemes,
      },
    );
    const path = `/uploads/${upload.id}/complete`;
    const elsewhere = async () => {
      const { parts } = (await a.get(`/uploads/${upload.id}`)).json;
      const named = parts.map(({ number, etag }: { number: number; etag: string }) => ({ number, etag }));
      return send(`http://127.0.0.1:${other.port}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${a.sessionId}`, 'content-type': 'application/json' },
        body: JSON.stringify({ parts: named }),
      });
    };
    const answers = await Promise.all([upload.complete(), elsewhere()]);
    expect(answers.map(({ status }) => status).filter((status) => status === 200).length).toBeGreaterThan(0);
    // Whoever was late sees that it is done when asking again.
    expect((await upload.complete()).status).toBe(200);
    const late = await put(upload.url, Buffer.alloc(bytes.length, 'x'));
    await verdicts(server);
    while (other.application.ctx.verifications.size > 0)
      await Promise.allSettled([...other.application.ctx.verifications.values()].map(({ answer }) => answer));
    const [head] = await stage.heads();
    expect(head?.position).toBe(1);
    expect(Buffer.from(await ctx().blobs.read(head!.head)).equals(bytes)).toBe(true);
    expect(await ctx().store.db.selectFrom('job').select('state').execute()).toEqual([{ state: 'DONE' }]);
    expect((await put(upload.url, bytes)).status).toBe(404);
    expect(late.status).toBeGreaterThanOrEqual(200);
    expect((await keys()).filter((key) => key.startsWith('uploads/'))).toEqual([]);
    await other.close();
  });

  it('goes on where it died after the parts had become an object', async () => {
    const bytes = contribute(await a.base(), 'a');
    const upload = await sent(bytes);
    const { blobs } = ctx();
    blobs.put = async (source) => {
      for await (const _ of source as AsyncIterable<Uint8Array>) break;
      throw new Error('killed');
    };
    expect((await upload.complete()).status).toBe(500);
    await server.restart();
    expect((await a.get(`/uploads/${upload.id}`)).json.parts).toHaveLength(1);
    const again = await a.post(`/uploads/${upload.id}/parts`, { numbers: [1] });
    expect(outcome(again)).toEqual([409, 'UPLOAD_CLOSED']);
    expect((await upload.complete()).status).toBe(200);
    await verdicts(server);
    expect((await a.row()).status).toBe('DONE');
  });

  it('takes no part once the turn is over, and keeps none', async () => {
    const bytes = contribute(await a.base(), 'a');
    const upload = await sent(bytes);
    // A minute more than the limit, because bytes have come.
    await stage.pass(12 * 60_000);
    expect((await a.row()).status).not.toBe('CONTRIBUTING');
    expect((await put(upload.url, bytes)).status).toBe(404);
    expect(outcome(await upload.complete())).toEqual([409, 'UPLOAD_CLOSED']);
    expect(await ctx().parts.uploads()).toEqual([]);
  });

  it('signs by the clock of the store, whatever its own says', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 40 * 60_000 });
    try {
      await server.restart();
      const bytes = contribute(await a.base(), 'a');
      expect((await (await sent(bytes)).complete()).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  it('redirects to its files when it is told to, and answers for them itself', async () => {
    await server.restart({ s3Downloads: 'redirect' });
    const [head] = await stage.heads();
    const bytes = Buffer.from(await ctx().blobs.read(head!.head));
    const path = `/files/${head!.head}/state.json`;
    const answer = await server.send(path, { headers: { range: 'bytes=2-5' } });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([307, 'no-store']);
    const range = await send(answer.location, { headers: { range: 'bytes=2-5' } });
    expect([range.status, range.text]).toEqual([206, bytes.subarray(2, 6).toString()]);
    expect(range.headers.get('content-disposition')).toContain('state.json');
    const looked = await server.send(path, { method: 'HEAD' });
    expect([looked.status, looked.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
    expect((await server.send('/plain')).headers.get('content-security-policy')).toContain(
      `connect-src 'self' ${server.config.s3Endpoint}`,
    );
  });

  it('gives the turn its time again when the store was away', async () => {
    const line = await breakable(new URL(server.config.s3Endpoint!));
    await server.restart({ s3Endpoint: line.url });
    const bytes = contribute(await a.base(), 'a');
    const upload = await sent(bytes);
    await stage.pass(5 * 60_000, [a]);
    line.cut();
    expect(outcome(await upload.complete())).toEqual([503, 'UNAVAILABLE']);
    const files = await server.send(`/files/${(await stage.heads())[0]!.head}/state.json`);
    expect(files.status).toBeGreaterThanOrEqual(500);
    await stage.pass(9 * 60_000, [a]);
    expect((await a.row()).status).toBe('CONTRIBUTING');
    await line.mend();
    expect((await upload.complete()).status).toBe(200);
    await verdicts(server);
    expect((await a.row()).status).toBe('DONE');
    line.close();
  });
});

/** A line to a store that can be cut. */
async function breakable({ hostname, port }: URL) {
  const open = new Set<Socket>();
  const wire = () =>
    createServer((near) => {
      const far = connect(Number(port), hostname);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        open.add(from);
        from.on('error', () => to.destroy()).on('close', () => open.delete(from));
        from.pipe(to);
      }
    });
  let server: Server = wire();
  const at = await freePort();
  const listen = () => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  await listen();
  const cut = () => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${at}`,
    cut,
    async mend() {
      server = wire();
      await listen();
    },
    close: cut,
  };
}
