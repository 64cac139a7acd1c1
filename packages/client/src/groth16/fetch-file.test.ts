import { describe, expect, it } from 'vitest';
import { hashOf } from '../fingerprint.ts';
import { fakeSurroundings } from '../testing/fake-surroundings.ts';
import { memoryWorkStore } from '../testing/memory-work-store.ts';
import { fetchFile } from './fetch-file.ts';

const FILE = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
const named = { url: 'http://files.test/f', sha256: hashOf(FILE), size: FILE.length, most: FILE.length };

/** An answer that breaks off after some bytes; undefined: it does not. */
function body(bytes: Uint8Array, breaksAfter?: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (breaksAfter !== undefined && at >= breaksAfter) return controller.error(new Error('broken off'));
      if (at >= bytes.length) return controller.close();
      const end = Math.min(at + 100, breaksAfter ?? bytes.length, bytes.length);
      controller.enqueue(bytes.slice(at, end));
      at = end;
    },
  });
}

type Serve = (range: number | undefined) => Response;

const ranged =
  (bytes = FILE, breaksAfter?: number): Serve =>
  (range) =>
    range === undefined
      ? new Response(body(bytes, breaksAfter))
      : new Response(body(bytes.subarray(range), breaksAfter), {
          status: 206,
          headers: { 'content-range': `bytes ${range}-${bytes.length - 1}/${bytes.length}` },
        });

function fetching(...answers: Serve[]) {
  const store = memoryWorkStore();
  const ranges: (number | undefined)[] = [];
  const headers: Headers[] = [];
  const world = fakeSurroundings();
  world.fetch = async (_, init) => {
    headers.push(new Headers(init?.headers));
    const range = /^bytes=(\d+)-$/.exec(headers.at(-1)!.get('range') ?? '')?.[1];
    ranges.push(range === undefined ? undefined : Number(range));
    const serve = answers.shift();
    if (!serve) throw new Error('no connection');
    return serve(ranges.at(-1));
  };
  let moved = 0;
  const fetched = (changes: Partial<typeof named> = {}) =>
    fetchFile(world, store, { ...named, ...changes }, 'f', { moved: (bytes) => (moved += bytes) });
  return { store, ranges, headers, fetched, moved: () => moved, world };
}

describe('a file that is fetched', () => {
  it('goes on where it broke off, and no byte comes twice', async () => {
    const { store, ranges, headers, fetched, moved } = fetching(
      ranged(FILE, 300),
      ranged(FILE, 200),
      ranged(),
    );
    await fetched();
    expect(ranges).toEqual([undefined, 300, 500]);
    expect([...store.files.keys()]).toEqual(['f']);
    expect(store.files.get('f')).toEqual(FILE);
    expect(moved()).toBe(FILE.length);
    expect(headers.every((one) => !one.has('authorization'))).toBe(true);
    await fetched();
    expect(ranges).toHaveLength(3);
  });

  it('begins again where ranges are not given', async () => {
    const { store, fetched } = fetching(ranged(FILE, 300), () => new Response(body(FILE)));
    await fetched();
    expect(store.files.get('f')).toEqual(FILE);
  });

  it('goes on after another run, and mends what that run had left damaged', async () => {
    const { store, ranges, fetched } = fetching(ranged());
    store.files.set('f.part', FILE.slice(0, 400));
    await fetched();
    expect(ranges).toEqual([400]);
    const damaged = fetching(ranged(), ranged());
    damaged.store.files.set('f.part', new Uint8Array(400));
    await damaged.fetched();
    expect(damaged.ranges).toEqual([400, undefined]);
    expect(damaged.store.files.get('f')).toEqual(FILE);
  });

  it('is refused with other bytes, and nothing of it stays', async () => {
    const { store, fetched } = fetching(ranged(FILE.map((byte) => byte ^ 1)));
    await expect(fetched()).rejects.toMatchObject({ code: 'STATE_INVALID' });
    expect(store.files.size).toBe(0);
  });

  it('is refused when it is longer than it can be', async () => {
    const { fetched } = fetching(ranged());
    await expect(fetched({ most: 999, size: 999 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('is given up when nothing comes for half an hour, and waits as long as it is told', async () => {
    const busy = () => new Response('', { status: 503, headers: { 'retry-after': '120' } });
    const { fetched, world } = fetching(busy);
    await expect(fetched()).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(world.pauses[0]).toBe(120_000);
    expect(Math.max(...world.pauses.slice(1))).toBe(15_000);
  });

  it('is not asked for again where it is not', async () => {
    const { ranges, fetched } = fetching(() => new Response('{}', { status: 404 }));
    await expect(fetched()).rejects.toMatchObject({ code: 'REFUSED', status: 404 });
    expect(ranges).toHaveLength(1);
  });
});
