import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { keepFile, removeFile } from './blob-removals.ts';
import type { DataFolder } from './data-folder.ts';
import { renameDurably, writeDurably } from './durable-files.ts';
import type { LocalFile } from './local-files.ts';

/** Immutable bytes by their SHA-256 (lower-case hex). */
export interface Blobs {
  /**
   * Stores bytes and answers when they are durable; nobody can read them before. `check` is given the file
   * while it is in quarantine and nameless. Throws BlobTooLarge past `maxBytes` and whatever source or check
   * throw; then nothing is kept, and a blob of the same bytes is not touched.
   */
  put(
    source: Uint8Array | AsyncIterable<Uint8Array>,
    options?: { maxBytes?: number; check?: (path: string) => Promise<void> },
  ): Promise<{ hash: string; size: number }>;
  /** All bytes, their hash checked. Throws BlobMissing. */
  read(hash: string): Promise<Uint8Array>;
  /**
   * A reader of all bytes or of `start` to `end` (not included). It keeps working when the blob is removed
   * meanwhile. Throws BlobMissing before it answers, never halfway.
   */
  open(
    hash: string,
    range?: { start?: number; end?: number },
  ): Promise<{ size: number; chunks: AsyncIterable<Uint8Array>; close(): Promise<void> }>;
  /**
   * The blob as a file of this machine, for code that works on paths; most callers want `withFiles`. Throws
   * BlobMissing.
   */
  file(hash: string): Promise<LocalFile>;
  /**
   * Where anybody reads the blob for a while without asking this server, to be saved under a name; null: it is read
   * here. Whether there is such a blob is not looked at.
   */
  address(hash: string, file: { disposition: string; type: string }): Promise<string | null>;
  /** Size in bytes; undefined when there is no such blob. */
  size(hash: string): Promise<number | undefined>;
  /** Removes a blob, after a backup that is being made; one that is not there is no error. */
  remove(hash: string): Promise<void>;
  /** Hashes of all blobs there are. */
  list(): AsyncIterable<string>;
}

export class BlobTooLarge extends Error {
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`more than ${maxBytes} bytes`);
    this.name = 'BlobTooLarge';
    this.maxBytes = maxBytes;
  }
}

/** There is no such blob, or the disk no longer holds the bytes that were stored. */
export class BlobMissing extends Error {
  readonly hash: string;

  constructor(hash: string, what = 'is not there') {
    super(`blob ${hash} ${what}`);
    this.name = 'BlobMissing';
    this.hash = hash;
  }
}

const CHUNK = 256 * 1024;

/** Blobs as files of the data folder: `blobs/<hash>`. */
export function createBlobFiles(folder: Pick<DataFolder, 'blobs' | 'quarantine'>): Blobs {
  const pathOf = (hash: string) => blobPath(folder.blobs, hash);

  return {
    async put(source, { maxBytes = Number.POSITIVE_INFINITY, check } = {}) {
      const { path: temporary, hash, size } = await quarantined(folder.quarantine, source, maxBytes);
      const path = pathOf(hash);
      try {
        await check?.(temporary);
        keepFile(folder.blobs, path);
        await renameDurably(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      return { hash, size };
    },

    async read(hash) {
      return readBlobFile(pathOf(hash));
    },

    async open(hash, { start = 0, end = Number.POSITIVE_INFINITY } = {}) {
      const file = await openBlob(pathOf(hash), hash);
      const { size } = await file.stat();
      return { size, chunks: chunksOf(file, start, Math.min(end, size), hash), close: () => file.close() };
    },

    async file(hash) {
      const path = pathOf(hash);
      await (await openBlob(path, hash)).close();
      return { path, release() {} };
    },

    address: async () => null,

    async size(hash) {
      try {
        return (await stat(pathOf(hash))).size;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },

    async remove(hash) {
      await removeFile(folder.blobs, pathOf(hash));
    },

    async *list() {
      yield* (await readdir(folder.blobs)).sort();
    },
  };
}

/** Writes bytes to a nameless file, hashed on their way. Throws BlobTooLarge and what the source throws: then no file is left. */
export async function quarantined(
  quarantine: string,
  source: Uint8Array | AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ path: string; hash: string; size: number }> {
  const path = join(quarantine, randomUUID());
  const hash = createHash('sha256');
  let size = 0;
  await writeDurably(path, async (file) => {
    for await (const chunk of source instanceof Uint8Array ? [source] : source) {
      size += chunk.length;
      if (size > maxBytes) throw new BlobTooLarge(maxBytes);
      hash.update(chunk);
      await writeAll(file, chunk);
    }
  });
  return { path, hash: hash.digest('hex'), size };
}

/** All bytes of the blob that lies at a path, its hash checked: disks do change bytes. Throws BlobMissing. */
export async function readBlobFile(path: string): Promise<Uint8Array> {
  const hash = basename(path);
  const file = await openBlob(path, hash);
  try {
    const bytes = await file.readFile();
    if (createHash('sha256').update(bytes).digest('hex') !== hash)
      throw new BlobMissing(hash, 'does not have its hash any more');
    return bytes;
  } finally {
    await file.close();
  }
}

/** Where a blob lies under a folder of blobs. Throws on what is no SHA-256, so no other path can be named. */
export function blobPath(blobs: string, hash: string): string {
  return join(blobs, requireHash(hash));
}

/** Throws TypeError on what is no SHA-256. */
export function requireHash(hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new TypeError(`'${hash}' is no SHA-256 in lower-case hex`);
  return hash;
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written);
    written += bytesWritten;
  }
}

async function openBlob(path: string, hash: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (isMissing(error)) throw new BlobMissing(hash);
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

async function* chunksOf(
  file: FileHandle,
  start: number,
  end: number,
  hash: string,
): AsyncGenerator<Uint8Array> {
  try {
    for (let at = start; at < end; ) {
      // A buffer of its own per chunk: readers may keep what they were given.
      const buffer = new Uint8Array(Math.min(CHUNK, end - at));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) throw new BlobMissing(hash, 'is shorter than it was');
      at += bytesRead;
      yield bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
