import { describe, expect, it } from 'vitest';
import { hashOf } from '../fingerprint.ts';
import { fakeSurroundings } from '../testing/fake-surroundings.ts';
import { memoryWorkStore } from '../testing/memory-work-store.ts';
import { type SlowServer, slowServer } from '../testing/slow-server.ts';
import { computeWhileFilling, FillingFile } from './filling-file.ts';

const FILE = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251);
const part = (from: number, to: number) => FILE.slice(from, to);

function filling(server: SlowServer, { signal }: { signal?: AbortSignal } = {}) {
  const store = memoryWorkStore();
  const world = { ...fakeSurroundings(), fetch: server.fetch };
  const named = {
    url: 'http://files.test/f',
    sha256: hashOf(FILE),
    size: FILE.length,
    most: FILE.length,
  };
  let moved = 0;
  const count = (bytes: number) => {
    moved += bytes;
  };
  const begun = () => new FillingFile(world, store, named, 'f', { moved: count, signal });
  return { store, begun, moved: () => moved };
}

describe('a file that is read while it comes', () => {
  it('gives what has come, waits for what comes next, and asks for the end by itself', async () => {
    const server = slowServer(FILE, { stopsAt: 1000 });
    const { store, begun, moved } = filling(server);
    const file = begun();
    expect(await file.read(0, 1000)).toEqual(part(0, 1000));
    expect(await file.read(299_000, 300_000)).toEqual(part(299_000, 300_000));
    let came = false;
    const next = file.read(900, 2000).finally(() => {
      came = true;
    });
    // A read that is answered meanwhile has overtaken it.
    await file.read(299_000, 299_001);
    expect(came).toBe(false);
    expect([...store.files.keys()]).toEqual(['f.part']);
    server.goOn();
    expect(await next).toEqual(part(900, 2000));
    await file.whole();
    expect(store.files.get('f')).toEqual(FILE);
    expect(server.ranges).toEqual([undefined, 'bytes=299000-299999', 'bytes=299000-299000']);
    expect(moved()).toBe(FILE.length + 1001);
    expect(await file.read(150_000, 300_000)).toEqual(part(150_000, 300_000));
    await expect(file.read(0, 300_001)).rejects.toThrow(RangeError);
    await file.close();
  });

  it('waits for everything where a server gives no ranges', async () => {
    const server = slowServer(FILE, { stopsAt: 1000, ranged: false });
    const file = filling(server).begun();
    const end = file.read(299_000, 300_000);
    await file.read(0, 1000);
    server.goOn();
    expect(await end).toEqual(part(299_000, 300_000));
    await file.whole();
  });

  it('goes on where a connection was cut, and reads on', async () => {
    const server = slowServer(FILE, { cutsAt: [1000, 70_000] });
    const file = filling(server).begun();
    expect(await file.read(0, 100_000)).toEqual(part(0, 100_000));
    await file.whole();
    expect(server.ranges).toEqual([undefined, 'bytes=1000-', 'bytes=70000-']);
  });

  it('gives what an earlier run had left before more of it comes', async () => {
    const server = slowServer(FILE, { stopsAt: 5000 });
    const { store, begun } = filling(server);
    store.files.set('f.part', part(0, 5000));
    const file = begun();
    expect(await file.read(0, 5000)).toEqual(part(0, 5000));
    server.goOn();
    await file.whole();
    expect(server.ranges).toEqual(['bytes=5000-']);
  });

  it('fails its readers when its hash is wrong, and keeps nothing', async () => {
    const server = slowServer(
      FILE.map((byte, i) => (i === 299_999 ? byte ^ 1 : byte)),
      { stopsAt: 1000 },
    );
    const { store, begun } = filling(server);
    const file = begun();
    await file.read(0, 1000);
    server.goOn();
    await expect(file.whole()).rejects.toMatchObject({ code: 'STATE_INVALID' });
    await expect(file.read(0, 1000)).rejects.toMatchObject({ code: 'STATE_INVALID' });
    expect(store.files.size).toBe(0);
  });

  it('fails those who wait when it is ended', async () => {
    const controller = new AbortController();
    const server = slowServer(FILE, { stopsAt: 1000 });
    const { store, begun } = filling(server, controller);
    const file = begun();
    await file.read(0, 1000);
    const waiting = expect(file.read(0, 2000)).rejects.toMatchObject({ code: 'STOPPED' });
    controller.abort();
    await waiting;
    await expect(file.whole()).rejects.toMatchObject({ code: 'STOPPED' });
    expect([...store.files.keys()]).toEqual(['f.part']);
  });

  it('is closed for those who wait too, and comes nevertheless', async () => {
    const server = slowServer(FILE, { stopsAt: 1000 });
    const { store, begun } = filling(server);
    const file = begun();
    await file.read(0, 1000);
    const waiting = expect(file.read(0, 2000)).rejects.toThrow('closed');
    await file.close();
    await waiting;
    server.goOn();
    await file.whole();
    expect(store.files.get('f')).toEqual(FILE);
  });

  it('fails those who wait when a server gives nothing', async () => {
    const file = filling(slowServer(FILE, { cutsAt: Array(1000).fill(0) })).begun();
    await expect(file.read(0, 1)).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });
});

describe('what is computed from such a file', () => {
  const compute = async (base: FillingFile | string) =>
    typeof base === 'string' ? base : `early ${await base.read(0, 4000)}`.slice(0, 5);
  const computed = (of: ReturnType<typeof filling>, file = of.begun(), work = compute) => {
    let discarded = 0;
    const done = computeWhileFilling(file, 'f', work, async () => void discarded++);
    return { done, discarded: () => discarded };
  };

  it('counts when the file is what was read', async () => {
    await expect(computed(filling(slowServer(FILE))).done).resolves.toBe('early');
  });

  it('is computed again where an earlier run had left damaged bytes', async () => {
    const of = filling(slowServer(FILE));
    of.store.files.set('f.part', new Uint8Array(5000));
    await expect(computed(of).done).resolves.toBe('f');
    expect(of.store.files.get('f')).toEqual(FILE);
  });

  it('is computed again where the end was another when it was asked for by itself', async () => {
    const server = slowServer(FILE, { stopsAt: 1000, ahead: FILE.map((byte) => byte ^ 1) });
    const of = filling(server);
    const file = of.begun();
    const { done } = computed(of, file, async (base) => {
      if (typeof base === 'string') return base;
      await base.read(299_000, 300_000);
      server.goOn();
      await expect(base.whole()).rejects.toMatchObject({ code: 'STATE_INVALID' });
      return 'early';
    });
    await expect(done).resolves.toBe('f');
  });

  it('does not refuse a file before that is whole', async () => {
    const of = filling(slowServer(FILE));
    let settled = false;
    const file = of.begun();
    file.fetched.then(() => expect(settled).toBe(false));
    const { done } = computed(of, file, () => Promise.reject(new Error('not sound')));
    await expect(
      done.finally(() => {
        settled = true;
      }),
    ).rejects.toThrow('not sound');
  });

  it('is discarded when the hash is wrong', async () => {
    const { done, discarded } = computed(filling(slowServer(FILE.map((byte) => byte ^ 1))));
    await expect(done).rejects.toMatchObject({ code: 'STATE_INVALID' });
    expect(discarded()).toBe(1);
  });
});
