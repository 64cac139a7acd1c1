import { describe, expect, it } from 'vitest';
import { hashOf } from '../fingerprint.ts';
import { RestRefusal } from '../rest/rest-client.ts';
import { fakeSurroundings } from '../testing/fake-surroundings.ts';
import { memoryWorkStore } from '../testing/memory-work-store.ts';
import type { SteadyClient } from './steady.ts';
import { handWorkIn } from './upload.ts';
import type { Work } from './work.ts';

const PART = 100;
const FILE = Uint8Array.from({ length: 950 }, (_, i) => i % 251);
const SERVER = 'https://ceremony.test/base';
const STORAGE = 'https://bucket.test';

interface Part {
  number: number;
  bytes: Uint8Array;
}

/** A server with storage of its own, or with a bucket elsewhere that names parts in its own way. */
function serverWith({ elsewhere = false, turnId = 7, slices = false } = {}) {
  const stored = new Map<number, Map<number, Uint8Array>>();
  const discarded = new Set<number>();
  const calls: string[] = [];
  const puts: { url: string; headers: Headers }[] = [];
  const completed: number[] = [];
  /** Refusals of the next requests to complete. */
  const refusals: string[] = [];
  /** How many parts are lost on their way. */
  const faults = { broken: 0, expired: 0, locked: false };
  /** What becomes of an upload when addresses of its parts are asked for: it is closed, and so often. */
  const closed = { times: 0, turnWas: turnId };
  const etagOf = (bytes: Uint8Array) => (elsewhere ? `"md5-${bytes[0]}-${bytes.length}"` : hashOf(bytes));
  const shown = (id: number) => ({
    id,
    turnId,
    size: FILE.length,
    partSize: PART,
    state: discarded.has(id) ? 'DISCARDED' : 'OPEN',
    parts: [...stored.get(id)!].map(([number, bytes]) => ({
      number,
      size: bytes.length,
      etag: etagOf(bytes),
    })),
  });
  const refuse = (status: number, code: string): never => {
    throw new RestRefusal(status, { code, detail: code });
  };
  const client: SteadyClient = {
    server: SERVER,
    ask: async () => undefined,
    tell: async () => true,
    async call<T>({ method, path, body }: { method: string; path: string; body?: unknown }) {
      calls.push(`${method} ${path}`);
      const answer = (value: unknown) => ({ status: 200, body: value as T, etag: undefined });
      if (path.startsWith('/participants/')) {
        if (closed.turnWas !== turnId) return refuse(409, 'NOT_YOUR_TURN');
        const id = stored.size + 1;
        for (const other of stored.keys()) discarded.add(other);
        stored.set(id, new Map());
        return answer(shown(id));
      }
      const id = Number(path.split('/')[2]);
      if (!stored.has(id)) return refuse(404, 'NOT_FOUND');
      if (method === 'GET') return answer(shown(id));
      if (path.endsWith('/parts')) {
        if (closed.times-- > 0) return refuse(409, 'UPLOAD_CLOSED');
        const { numbers } = body as { numbers: number[] };
        const base = elsewhere ? STORAGE : '/base';
        return answer({
          parts: numbers.map((number) => ({ number, url: `${base}/put/${id}/${number}?s=x` })),
        });
      }
      const refusal = refusals.shift();
      if (refusal !== undefined) return refuse(refusal === 'NOT_A_CONTRIBUTION' ? 422 : 409, refusal);
      const { parts } = body as { parts: { number: number; etag: string }[] };
      const right = parts.every(({ number, etag }) => {
        const bytes = stored.get(id)!.get(number);
        return bytes && etagOf(bytes).replaceAll('"', '') === etag;
      });
      if (!right || parts.length !== Math.ceil(FILE.length / PART)) return refuse(409, 'PARTS_DIFFER');
      completed.push(id);
      return answer({});
    },
  };
  const world = fakeSurroundings();
  world.fetch = async (input, init) => {
    const url = String(input);
    puts.push({ url, headers: new Headers(init?.headers) });
    if (faults.broken-- > 0) throw new Error('the line broke');
    if (faults.expired-- > 0) return new Response('{"code":"SIGNATURE_EXPIRED"}', { status: 403 });
    const [, id, number] = /put\/(\d+)\/(\d+)/.exec(url)!;
    const bytes = new Uint8Array(await new Response(init?.body).arrayBuffer());
    stored.get(Number(id))!.set(Number(number), bytes);
    return new Response('', { headers: { etag: etagOf(bytes) } });
  };
  const kinds: string[] = [];
  const store = memoryWorkStore();
  if (slices) {
    world.upload = (url, { method, headers, body }) => {
      kinds.push(body.constructor.name);
      return world.fetch(url, { method, headers, body: body as BodyInit });
    };
    const { open } = store;
    store.open = async (name) => ({
      ...(await open(name)),
      slice: async (from, to) => {
        if (faults.locked) throw new Error('somebody has it open');
        return new Blob([FILE.slice(from, to)]);
      },
    });
  }
  store.files.set('new', FILE);
  const kept: Work[] = [];
  const work = { turnId: 7, file: { sha256: hashOf(FILE), size: FILE.length } } as Work;
  let moved = 0;
  const handIn = () =>
    handWorkIn(world, client, store, 'new', work, {
      participantId: 1,
      keep: async (one) => void kept.push(structuredClone(one)),
      moved: (bytes) => (moved += bytes),
    });
  const whole = (id: number) =>
    Buffer.concat(
      [...stored.get(id)!].sort(([a], [b]) => a - b).map(([, bytes]: [number, Part['bytes']]) => bytes),
    );
  return {
    handIn,
    closed,
    stored,
    puts,
    calls,
    completed,
    refusals,
    faults,
    kinds,
    work,
    kept,
    whole,
    discarded,
    moved: () => moved,
  };
}

describe('handing finished work in', () => {
  it('sends every part once, and completes', async () => {
    const { handIn, puts, completed, whole, moved } = serverWith();
    expect(await handIn()).toEqual({ done: 'received' });
    expect(puts).toHaveLength(10);
    expect(Buffer.compare(whole(1), FILE)).toBe(0);
    expect([completed, moved()]).toEqual([[1], FILE.length]);
    expect(puts.every(({ url }) => url.startsWith('https://ceremony.test/base/put/'))).toBe(true);
  });

  it('gives no session to storage of another host', async () => {
    const { handIn, puts } = serverWith({ elsewhere: true });
    await handIn();
    expect(puts.every(({ url }) => url.startsWith(`${STORAGE}/put/`))).toBe(true);
    expect(puts.every(({ headers }) => !headers.has('authorization') && !headers.has('cookie'))).toBe(true);
  });

  it.each([false, true])('goes on with what has arrived, storage elsewhere: %s', async (elsewhere) => {
    const { handIn, stored, puts, work, calls } = serverWith({ elsewhere });
    await handIn();
    for (const number of [3, 8]) stored.get(1)!.delete(number);
    work.upload = { ...work.upload!, id: 1 };
    puts.length = 0;
    expect(await handIn()).toEqual({ done: 'received' });
    expect(puts.map(({ url }) => /\d+(?=\?)/.exec(url)![0])).toEqual(['3', '8']);
    expect(calls.filter((call) => call.startsWith('POST /participants'))).toHaveLength(1);
  });

  it('never takes a part of other work for its own', async () => {
    const { handIn, stored, work, whole } = serverWith();
    stored.set(1, new Map([[2, new Uint8Array(PART)]]));
    work.upload = { id: 1, etags: {} };
    await handIn();
    expect(Buffer.compare(whole(1), FILE)).toBe(0);
    const bucket = serverWith({ elsewhere: true });
    bucket.stored.set(
      1,
      new Map([[2, FILE.slice(PART, 2 * PART).map((byte, i) => (i > 0 ? byte ^ 1 : byte))]]),
    );
    bucket.work.upload = { id: 1, etags: {} };
    await bucket.handIn();
    expect(Buffer.compare(bucket.whole(1), FILE)).toBe(0);
  });

  it('sends a part again that was lost, or whose address has expired', async () => {
    const { handIn, faults, whole } = serverWith();
    faults.broken = 2;
    faults.expired = 3;
    expect(await handIn()).toEqual({ done: 'received' });
    expect(Buffer.compare(whole(1), FILE)).toBe(0);
  });

  it('has parts sent that were not read, and reads those that could not be sent so', async () => {
    const { handIn, faults, kinds, whole, moved } = serverWith({ slices: true });
    faults.broken = 1;
    expect(await handIn()).toEqual({ done: 'received' });
    expect(Buffer.compare(whole(1), FILE)).toBe(0);
    expect(kinds.toSorted()).toEqual([...Array(10).fill('Blob'), 'Uint8Array']);
    expect(moved()).toBe(FILE.length);
    const locked = serverWith({ slices: true });
    locked.faults.locked = true;
    expect(await locked.handIn()).toEqual({ done: 'received' });
    expect(locked.kinds).toEqual(Array(10).fill('Uint8Array'));
  });

  it('begins anew when the upload was closed by a fault of the server', async () => {
    const { handIn, refusals, completed, kept } = serverWith();
    refusals.push('UPLOAD_CLOSED', 'PARTS_DIFFER');
    expect(await handIn()).toEqual({ done: 'received' });
    expect(completed).toEqual([2]);
    expect(kept.at(-1)!.upload!.id).toBe(2);
  });

  it('begins anew when it was closed while it was sent, and says when the turn went with it', async () => {
    const { handIn, closed, completed } = serverWith();
    closed.times = 1;
    expect(await handIn()).toEqual({ done: 'received' });
    expect(completed).toEqual([2]);
    const over = serverWith();
    over.work.upload = { id: 1, etags: {} };
    over.stored.set(1, new Map());
    over.closed.times = 1;
    over.closed.turnWas = 8;
    expect(await over.handIn()).toEqual({ done: 'over' });
  });

  it('says when the turn is over, and when the file cannot be read', async () => {
    const over = serverWith();
    over.refusals.push('NOT_YOUR_TURN');
    expect(await over.handIn()).toEqual({ done: 'over' });
    expect(await serverWith({ turnId: 8 }).handIn()).toEqual({ done: 'over' });
    const unreadable = serverWith();
    unreadable.refusals.push('NOT_A_CONTRIBUTION');
    expect(await unreadable.handIn()).toEqual({ done: 'unreadable', why: 'NOT_A_CONTRIBUTION' });
  });

  it('gives up when the server never has the parts that it took', async () => {
    const { handIn, refusals } = serverWith();
    refusals.push(...Array.from({ length: 20 }, () => 'PARTS_DIFFER'));
    await expect(handIn()).rejects.toMatchObject({ code: 'SERVER_FAULT' });
  });
});
