/** What every place for blobs does alike. */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlobMissing, BlobTooLarge } from './blob-files.ts';
import { withFiles } from './local-files.ts';
import { blobStores, type TestBlobs } from './test-blob-stores.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

async function* pieces(bytes: Uint8Array, size: number, end?: Error) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  if (end) throw end;
}

describe.each(blobStores())('blobs on $name', ({ open }) => {
  let place: TestBlobs;
  beforeEach(async () => {
    place = await open();
  });
  afterEach(() => place.remove());

  const listed = async () => {
    const names: string[] = [];
    for await (const name of place.blobs.list()) names.push(name);
    return names;
  };
  /** Nothing that has no name, besides what is kept of blobs. */
  const waiting = () => readdirSync(place.quarantine).filter((name) => !name.startsWith('cache-'));

  it('are stored from bytes and streams under their hash, and read back whole and in ranges', async () => {
    const { blobs } = place;
    const bytes = randomBytes(700_000);
    const hash = sha256(bytes);
    expect(await blobs.put(pieces(bytes, 12_345))).toEqual({ hash, size: bytes.length });
    expect(await blobs.put(bytes)).toEqual({ hash, size: bytes.length });
    expect(Buffer.from(await blobs.read(hash)).equals(bytes)).toBe(true);
    expect(await blobs.size(hash)).toBe(bytes.length);
    const ranges = [
      [0, 1],
      [300_000, 600_001],
      [699_999, 700_000],
      [699_999, 900_000],
      [5, 5],
      [700_000, 800_000],
    ] as const;
    for (const [start, end] of ranges) {
      const part = await blobs.open(hash, { start, end });
      expect(part.size).toBe(bytes.length);
      expect((await collect(part.chunks)).equals(bytes.subarray(start, end))).toBe(true);
    }
    expect((await collect((await blobs.open(hash)).chunks)).equals(bytes)).toBe(true);
    const empty = await blobs.put(new Uint8Array());
    expect((await collect((await blobs.open(empty.hash)).chunks)).length).toBe(0);
    expect(await listed()).toEqual([empty.hash, hash].sort());
    expect(waiting()).toEqual([]);
  });

  it('larger than one request takes are there whole', async () => {
    const bytes = randomBytes(34 * 2 ** 20 + 5);
    const { hash } = await place.blobs.put(pieces(bytes, 2 ** 20));
    const again = place.again();
    await withFiles(again, [hash], async (path) => {
      expect(sha256(readFileSync(path))).toBe(hash);
    });
    const part = await again.open(hash, { start: 2 ** 24 - 3, end: 2 ** 24 + 3 });
    expect((await collect(part.chunks)).equals(bytes.subarray(2 ** 24 - 3, 2 ** 24 + 3))).toBe(true);
  });

  it('have no name before they are checked, and nothing is kept of what is refused', async () => {
    const { blobs } = place;
    const bytes = randomBytes(1000);
    const refuse = async () => {
      throw new Error('not wanted');
    };
    await expect(blobs.put(bytes, { check: refuse })).rejects.toThrow('not wanted');
    expect(await blobs.size(sha256(bytes))).toBeUndefined();
    const check = async (path: string) => {
      expect(await blobs.size(sha256(bytes))).toBeUndefined();
      expect(readFileSync(path).equals(bytes)).toBe(true);
    };
    const { hash } = await blobs.put(bytes, { check });
    await expect(blobs.put(bytes, { check: refuse })).rejects.toThrow('not wanted');
    expect(await blobs.size(hash)).toBe(1000);
    expect(waiting()).toEqual([]);
  });

  it('that are too large or break off are not kept', async () => {
    const { blobs } = place;
    const bytes = randomBytes(1000);
    await expect(blobs.put(pieces(bytes, 100), { maxBytes: 999 })).rejects.toThrow(BlobTooLarge);
    await expect(blobs.put(bytes, { maxBytes: 999 })).rejects.toThrow(BlobTooLarge);
    await expect(blobs.put(pieces(bytes, 100, new Error('gone')))).rejects.toThrow('gone');
    expect(await listed()).toEqual([]);
    expect(waiting()).toEqual([]);
    expect(await blobs.put(bytes, { maxBytes: 1000 })).toMatchObject({ size: 1000 });
  });

  it('that are missing say so before a byte is read, and may be removed twice', async () => {
    const { blobs } = place;
    const { hash } = await blobs.put(randomBytes(1000));
    await blobs.remove(hash);
    await blobs.remove(hash);
    for (const ask of [blobs.read, blobs.open, blobs.file])
      await expect(ask(hash)).rejects.toThrow(BlobMissing);
    await expect(blobs.open(hash, { start: 1 })).rejects.toThrow(BlobMissing);
    expect(await blobs.size(hash)).toBeUndefined();
    expect(await listed()).toEqual([]);
  });

  it('are files as long as they are held, also after they were removed', async () => {
    const { blobs } = place;
    const bytes = randomBytes(2000);
    const { hash } = await blobs.put(bytes);
    const [one, two] = await Promise.all([place.again().file(hash), blobs.file(hash)]);
    for (const { path } of [one, two]) {
      expect(basename(path)).toBe(hash);
      expect(readFileSync(path).equals(bytes)).toBe(true);
    }
    for (const { release } of [one, two, two]) release();
    await blobs.remove(hash);
    await expect(blobs.file(hash)).rejects.toThrow(BlobMissing);
  });

  it('that have changed are noticed, and healed when they are stored again', async () => {
    const bytes = randomBytes(2000);
    const { hash } = await place.blobs.put(bytes);
    await place.spoil(hash, randomBytes(2000));
    const again = place.again();
    await expect(again.read(hash)).rejects.toThrow('its hash');
    await place.spoil(hash, bytes.subarray(1));
    await expect(again.read(hash)).rejects.toThrow('its hash');
    await again.put(bytes);
    expect(Buffer.from(await again.read(hash)).equals(bytes)).toBe(true);
  });

  it('that are read are read to their end though they are removed', async () => {
    const bytes = randomBytes(600_000);
    const { hash } = await place.blobs.put(bytes);
    const { chunks } = await place.blobs.open(hash);
    await place.blobs.remove(hash);
    expect((await collect(chunks)).equals(bytes)).toBe(true);
    const unread = await place.blobs.open((await place.blobs.put(bytes)).hash);
    await unread.close();
  });

  it.each(['', '..', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`])(
    'have no name %j',
    async (hash) => {
      const { blobs } = place;
      for (const ask of [blobs.read, blobs.open, blobs.file, blobs.size, blobs.remove])
        await expect(ask(hash)).rejects.toThrow(TypeError);
    },
  );
});
