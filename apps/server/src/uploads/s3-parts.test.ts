import { beforeEach, describe, expect, it } from 'vitest';
import type { Bucket } from '../store/s3/bucket.ts';
import { dyingAt, type MemoryBucket, memoryBucket } from '../store/s3/test-bucket.ts';
import { StorageUnreachable } from '../store/storage-fault.ts';
import { PartSizeDiffers, PartsGone, PartsSealed, type StoredPart } from './part-store.ts';
import { createS3Parts, type MultipartNote, type MultipartNotes } from './s3-parts.ts';

const WHOLE = 'hello world';

describe('parts in a bucket', () => {
  let bucket: MemoryBucket;
  let rows: Map<number, MultipartNote | null>;
  beforeEach(() => {
    bucket = memoryBucket();
    rows = new Map([[7, null]]);
  });

  /** Notes as rows of a database keep them. */
  const notes = (): MultipartNotes => ({
    async read(upload) {
      const note = rows.get(upload);
      return note === undefined ? undefined : { note, found: JSON.stringify(note) };
    },
    async write(upload, found, note) {
      if (JSON.stringify(rows.get(upload)) !== found) return false;
      rows.set(upload, note);
      return true;
    },
  });
  const store = (through: Bucket = bucket) => createS3Parts(through, notes(), { throughServer: false });
  async function* bytes(...chunks: string[]): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  const put = (number: number, text: string, through?: Bucket) =>
    store(through).put(7, number, text.length, bytes(text));
  async function read(parts: StoredPart[], through?: Bucket): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of store(through).read(7, parts)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }
  const both = async () => [await put(1, 'hello '), await put(2, 'world')];

  it('are listed, replaced, read in their order, and gone when they are removed', async () => {
    await put(1, 'HELLO ');
    const parts = await both();
    expect(await store().list(7)).toEqual(parts);
    expect(await store().uploads()).toEqual([7]);
    expect(await read(parts)).toBe(WHOLE);
    expect(await store().list(7)).toEqual(parts);
    expect(await store().uploads()).toEqual([7]);
    await store().remove(7);
    await store().remove(8);
    expect(await store().uploads()).toEqual([]);
    expect([bucket.objects.size, bucket.uploads.size]).toEqual([0, 0]);
  });

  it('are of the size that was announced', async () => {
    for (const size of [4, 6])
      await expect(store().put(7, 1, size, bytes('he', 'llo'))).rejects.toThrow(PartSizeDiffers);
    expect(await store().list(7)).toEqual([]);
  });

  it('have addresses for their size while the upload is open', async () => {
    expect(await store().address(7, 2, 5, 60)).toMatch(/^memory:uploads\/7-.*number=2&size=5$/);
    await expect(store().address(8, 1, 5, 60)).rejects.toThrow(PartsGone);
    const through = createS3Parts(bucket, notes(), { throughServer: true });
    expect(await through.address(7, 1, 5, 60)).toBeNull();
  });

  it('go to one multipart upload though two processes begin at once', async () => {
    const addresses = await Promise.all([1, 2, 3, 4].map((number) => store().address(7, number, 5, 60)));
    expect(new Set(addresses.map((address) => address?.split('?')[0])).size).toBe(1);
    expect(bucket.uploads.size).toBe(1);
  });

  it('that were replaced are not what was named: others can be named then', async () => {
    const parts = await both();
    const other = await put(2, 'there');
    await expect(read(parts)).rejects.toThrow(PartsGone);
    expect(await read([parts[0]!, other])).toBe('hello there');
  });

  it('are added to no more when they are put together, and stay what they were', async () => {
    const parts = await both();
    expect(await read(parts)).toBe(WHOLE);
    await expect(put(1, 'HELLO ')).rejects.toThrow(PartsSealed);
    await expect(store().address(7, 1, 5, 60)).rejects.toThrow(PartsSealed);
    await expect(read([parts[0]!])).rejects.toThrow(PartsGone);
    expect(await read(parts)).toBe(WHOLE);
  });

  it('that a store takes after all do not count as a fault of ours', async () => {
    const parts = await both();
    const lax: Bucket = {
      ...bucket,
      // Makes objects that name their parts, which can still be overwritten.
      parts: async () => parts.map((part) => ({ ...part, etag: 'another' })),
      get: async () => ({
        size: WHOLE.length,
        chunks: (async function* () {
          yield Buffer.from('hello ');
          throw new StorageUnreachable('a part is another one');
        })(),
        close() {},
      }),
    };
    await expect(read(parts, lax)).rejects.toThrow(PartsGone);
    expect(await store().list(7)).toEqual([]);
    expect(bucket.objects.size).toBe(0);
    expect(await read(await both())).toBe(WHOLE);
  });

  it('that the store has forgotten are sent anew', async () => {
    await both();
    bucket.uploads.clear();
    await expect(put(1, 'hello ')).rejects.toThrow(PartsGone);
    expect(await read(await both())).toBe(WHOLE);
    await store().remove(7);
    rows.set(7, null);
    await both();
    bucket.uploads.clear();
    expect(await store().list(7)).toEqual([]);
    expect(await read(await both())).toBe(WHOLE);
  });

  it.each(['before', 'after'] as const)('survive a death %s any request', async (when) => {
    for (let at = 0; ; at++) {
      bucket = memoryBucket();
      rows = new Map([[7, null]]);
      const dying = dyingAt(bucket, at, when);
      const work = async () => {
        for (const [number, text] of [
          [1, 'hello '],
          [2, 'world'],
        ] as const)
          await put(number, text, dying);
        await read(await store(dying).list(7), dying);
      };
      const ended = await work().then(
        () => true,
        () => false,
      );
      // The next process: what is missing is sent, and nothing twice that is there.
      const there = new Set((await store().list(7)).map(({ number }) => number));
      if (!there.has(1)) await put(1, 'hello ');
      if (!there.has(2)) await put(2, 'world');
      expect(await read(await store().list(7))).toBe(WHOLE);
      await store().remove(7);
      expect([at, bucket.objects.size, bucket.uploads.size]).toEqual([at, 0, 0]);
      if (ended) break;
    }
  });
});
