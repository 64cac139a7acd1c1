import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { realSurroundings, type Surroundings } from '../surroundings.ts';
import { nodeHashing } from './node-archive-folder.ts';
import { rangedFile, sizeAt } from './ranged-file.ts';

const BYTES = Uint8Array.from({ length: 1003 }, (_, i) => (i * i) % 251);
const PIECE = 100;
const NAMED = {
  url: 'http://a.example/files/x',
  sha256: createHash('sha256').update(BYTES).digest('hex'),
  most: 2000,
};

/** A server with one file; `lie`: what it gives when it is asked for a range; answers what it was asked. */
function serving(lie: (bytes: Uint8Array, start: number) => Uint8Array = (bytes) => bytes) {
  const asked: string[] = [];
  const world: Surroundings = {
    ...realSurroundings(),
    sleep: async () => {},
    fetch: async (_, init) => {
      const range = new Headers(init?.headers).get('range');
      asked.push(range ?? 'whole');
      if (range === null) return new Response(BYTES);
      const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(range)!;
      const to = end ? Number(end) + 1 : BYTES.length;
      const headers = { 'content-range': `bytes ${start}-${to - 1}/${BYTES.length}` };
      const bytes = lie(BYTES.slice(Number(start), to), Number(start)) as Uint8Array<ArrayBuffer>;
      return new Response(bytes, { status: 206, headers });
    },
  };
  return { world, asked };
}

it('reads any part of a file where it is, and asks for few of them twice', async () => {
  const { world, asked } = serving();
  const file = await rangedFile(world, NAMED, nodeHashing, { piece: PIECE });
  expect(file.blake2b).toBe(createHash('blake2b512').update(BYTES).digest('hex'));
  const source = await file.open();
  expect(source.size).toBe(BYTES.length);
  for (let at = 0; at < BYTES.length; at += 70)
    expect(await source.read(at, Math.min(at + 70, BYTES.length))).toEqual(BYTES.slice(at, at + 70));
  expect(asked.length).toBe(1 + 11);
  await fc.assert(
    fc.asyncProperty(fc.nat(BYTES.length), fc.nat(BYTES.length), async (a, b) => {
      const [from, to] = a < b ? [a, b] : [b, a];
      expect(await source.read(from, to)).toEqual(BYTES.slice(from, to));
    }),
  );
  await expect(source.read(0, BYTES.length + 1)).rejects.toThrow(RangeError);
});

it('refuses a file that has another hash', async () => {
  const { world } = serving();
  const other = { ...NAMED, sha256: 'a'.repeat(64) };
  await expect(rangedFile(world, other, nodeHashing, { piece: PIECE })).rejects.toMatchObject({
    code: 'RECORD_INVALID',
  });
});

it('finds out that a part became another after it was hashed, or longer', async () => {
  const changed = serving((bytes, start) => (start === 300 ? bytes.map((byte) => byte ^ 1) : bytes));
  const source = await (await rangedFile(changed.world, NAMED, nodeHashing, { piece: PIECE })).open();
  expect(await source.read(0, 300)).toEqual(BYTES.slice(0, 300));
  await expect(source.read(0, 301)).rejects.toMatchObject({ code: 'RECORD_INVALID' });
  const longer = serving((bytes) => Uint8Array.of(...bytes, 0));
  const long = await (await rangedFile(longer.world, NAMED, nodeHashing, { piece: PIECE })).open();
  await expect(long.read(0, 10)).rejects.toMatchObject({ code: 'RECORD_INVALID' });
});

it('asks again for what was cut off, and gives up in the end', async () => {
  let cuts = 3;
  const cut = serving((bytes) => (cuts-- > 0 ? bytes.subarray(1) : bytes));
  const source = await (await rangedFile(cut.world, NAMED, nodeHashing, { piece: PIECE })).open();
  expect(await source.read(0, 10)).toEqual(BYTES.slice(0, 10));
  const never = serving(() => new Uint8Array(0));
  const none = await (await rangedFile(never.world, NAMED, nodeHashing, { piece: PIECE })).open();
  await expect(none.read(0, 10)).rejects.toMatchObject({ code: 'UNREACHABLE' });
});

/** Answers like this before a server does; with what was slept. */
function before(world: Surroundings, ...answers: (() => Response)[]) {
  const slept: number[] = [];
  const fetch: Surroundings['fetch'] = (...request) => {
    const next = answers.shift();
    return next ? Promise.resolve(next()) : world.fetch(...request);
  };
  const sleep: Surroundings['sleep'] = async (millis) => void slept.push(millis);
  return { world: { ...world, fetch, sleep }, slept };
}

const crowded = () =>
  new Response('Many files go to your network.', { status: 429, headers: { 'retry-after': '2' } });

it('comes back when a server says so, for the size, the whole and its parts', async () => {
  const { world, slept } = before(serving().world, crowded);
  expect(await sizeAt(world, NAMED, undefined)).toBe(BYTES.length);
  const whole = before(serving().world, crowded, crowded);
  const source = await (await rangedFile(whole.world, NAMED, nodeHashing, { piece: PIECE })).open();
  expect(await source.read(0, 10)).toEqual(BYTES.slice(0, 10));
  expect([slept, whole.slept]).toEqual([[2000], [2000, 2000]]);
  const part = before(serving().world, () => new Response(BYTES), crowded);
  const ranged = await (await rangedFile(part.world, NAMED, nodeHashing, { piece: PIECE })).open();
  expect(await ranged.read(0, 10)).toEqual(BYTES.slice(0, 10));
  expect(part.slept).toEqual([2000]);
  const always = before(serving().world, ...Array(6).fill(crowded));
  await expect(sizeAt(always.world, NAMED, undefined)).rejects.toMatchObject({ code: 'UNREACHABLE' });
});

it('hears no further of an answer that is all of a file, however large it says it is', async () => {
  const endless = new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(1000)) });
  const headers = { 'content-length': String(2 ** 40) };
  const { world } = before(serving().world, () => new Response(endless, { headers }));
  const signals: AbortSignal[] = [];
  const fetch: Surroundings['fetch'] = (url, init) => {
    signals.push(init!.signal!);
    return world.fetch(url, init);
  };
  expect(await sizeAt({ ...world, fetch }, NAMED, undefined)).toBeUndefined();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});
