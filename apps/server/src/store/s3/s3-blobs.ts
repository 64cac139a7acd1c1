/** Blobs in a bucket: `blobs/<hash>`. */
import { createHash, randomUUID } from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobMissing, type Blobs, quarantined, requireHash } from '../blob-files.ts';
import { writeDurably } from '../durable-files.ts';
import { StorageUnreachable } from '../storage-fault.ts';
import type { Bucket } from './bucket.ts';
import { createFileCache } from './file-cache.ts';

const START = 'blobs/';

/** Larger files go in parts of this size, each of them in memory for a while. */
const PUT_BYTES = 16 * 1024 * 1024;

/** Uploads of ours that are older than this were left by a server that died. */
const LEFT_MILLIS = 86_400_000;

/** A download that is resumed later begins at this server again. */
const ADDRESS_LIVES = 3_600;

/** `publicUrl`: of the bucket's root, where anybody may read; null: only by addresses that are signed. */
interface Downloads {
  publicUrl: string | null;
  prefix: string;
}

/**
 * Blobs in a bucket. A blob is written to this machine's quarantine first, hashed and checked there, and what is
 * stored are those bytes; it can be read once the bucket has all of them. `cacheBytes` is how much of what was
 * fetched as files stays in the quarantine. `downloads`: people read from the bucket itself, by a public URL of it or
 * by signed addresses.
 */
export function createS3Blobs(
  bucket: Bucket,
  {
    quarantine,
    cacheBytes,
    downloads = null,
  }: { quarantine: string; cacheBytes: number; downloads?: Downloads | null },
): Blobs {
  const cache = createFileCache(join(quarantine, `cache-${randomUUID()}`), cacheBytes);
  const keyOf = (hash: string) => START + requireHash(hash);

  return {
    async put(source, { maxBytes = Number.POSITIVE_INFINITY, check } = {}) {
      const { path, hash, size } = await quarantined(quarantine, source, maxBytes);
      try {
        await check?.(path);
        await putFile(bucket, keyOf(hash), path, size);
        // It is likely to be verified next; without it here it is fetched.
        await cache
          .hold(hash, (place) => link(path, place))
          .then(
            ({ release }) => release(),
            () => {},
          );
      } finally {
        await rm(path, { force: true });
      }
      return { hash, size };
    },

    async read(hash) {
      const reader = await reading(bucket, keyOf(hash), hash);
      const chunks: Uint8Array[] = [];
      for await (const chunk of reader.chunks) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      if (createHash('sha256').update(bytes).digest('hex') !== hash)
        throw new BlobMissing(hash, 'does not have its hash any more');
      return bytes;
    },

    async open(hash, { start = 0, end = Number.POSITIVE_INFINITY } = {}) {
      const key = keyOf(hash);
      if (start === 0 && end === Number.POSITIVE_INFINITY) return asBlob(await reading(bucket, key, hash));
      const size = await bucket.size(key);
      if (size === undefined) throw new BlobMissing(hash);
      const range = { start, end: Math.min(end, size) };
      if (range.start >= range.end) return { size, chunks: nothing(), close: async () => {} };
      return asBlob(await reading(bucket, key, hash, range));
    },

    async file(hash) {
      const key = keyOf(hash);
      return cache.hold(hash, async (path) => {
        const reader = await reading(bucket, key, hash);
        const digest = createHash('sha256');
        await writeDurably(path, async (file) => {
          for await (const chunk of reader.chunks) {
            digest.update(chunk);
            await file.writeFile(chunk);
          }
          if (digest.digest('hex') !== hash) throw new BlobMissing(hash, 'does not have its hash any more');
        });
      });
    },

    async address(hash, file) {
      if (downloads === null) return null;
      const { publicUrl, prefix } = downloads;
      if (publicUrl !== null) return `${publicUrl.replace(/\/+$/, '')}/${prefix}${keyOf(hash)}`;
      return bucket.address(keyOf(hash), { ...file, seconds: ADDRESS_LIVES });
    },

    size: async (hash) => bucket.size(keyOf(hash)),

    async remove(hash) {
      await bucket.remove(keyOf(hash));
      await cache.drop(hash);
    },

    async *list() {
      for await (const key of bucket.list(START)) {
        const hash = key.slice(START.length);
        if (/^[0-9a-f]{64}$/.test(hash)) yield hash;
      }
    },
  };
}

/** Aborts what a server that died was storing. */
export async function abortLeftPuts(bucket: Bucket, now: number): Promise<void> {
  for await (const { key, id, begunAt } of bucket.multiparts(START))
    if (begunAt < now - LEFT_MILLIS) await bucket.abort(key, id);
}

async function reading(bucket: Bucket, key: string, hash: string, range?: { start: number; end: number }) {
  const reader = await bucket.get(key, range);
  if (!reader) throw new BlobMissing(hash);
  return reader;
}

type Reader = Awaited<ReturnType<typeof reading>>;
const asBlob = ({ size, chunks, close }: Reader) => ({ size, chunks, close: async () => close() });

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Stores a file; its key is there when all its bytes are. */
async function putFile(bucket: Bucket, key: string, path: string, size: number): Promise<void> {
  const file = await open(path, 'r');
  try {
    const piece = async (start: number) => {
      const bytes = new Uint8Array(Math.min(PUT_BYTES, size - start));
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) throw new StorageUnreachable(`${path} is shorter than it was`);
        at += bytesRead;
      }
      return bytes;
    };
    if (size <= PUT_BYTES) await bucket.put(key, await piece(0));
    else await putPieces(bucket, key, size, piece);
  } finally {
    await file.close();
  }
  if ((await bucket.size(key)) !== size) throw new StorageUnreachable(`${key} was not stored whole`);
}

async function putPieces(
  bucket: Bucket,
  key: string,
  size: number,
  piece: (start: number) => Promise<Uint8Array>,
): Promise<void> {
  const id = await bucket.begin(key);
  try {
    const parts = [];
    for (let start = 0; start < size; start += PUT_BYTES)
      parts.push(await bucket.putPart(key, id, parts.length + 1, await piece(start)));
    await bucket.complete(key, id, parts);
  } catch (error) {
    // What cannot be reached now is aborted when it is found.
    await bucket.abort(key, id).catch(() => {});
    throw error;
  }
}
