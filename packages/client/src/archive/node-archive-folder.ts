import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { isPathInside } from '@brebaje/protocol/archive';
import { filesAsStore } from '../groth16/node-work-store.ts';
import type { FileHash } from '../groth16/work-store.ts';
import type { ArchiveFolder, Hashing } from './archive-folder.ts';
import { decoded } from './decoded.ts';

const missing = (error: NodeJS.ErrnoException) => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
};

/** An archive is for everybody to read. */
const MODE = 0o666;

function hashBy(algorithm: string): FileHash {
  const hash = createHash(algorithm);
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
}

/** Hashes by OpenSSL. Node only. */
export const nodeHashing: Hashing = {
  sha256: () => hashBy('sha256'),
  blake2b: () => hashBy('blake2b512'),
};

/** Opens a folder on the disk for reading and writing; it is made when the first file is. Node only. */
export function archiveFolder(path: string): ArchiveFolder {
  const at = (name: string) => {
    if (!isPathInside(name)) throw new RangeError(`no name of a file here: ${name}`);
    return join(path, ...name.split('/'));
  };
  const files = filesAsStore(at, MODE);
  const withFolder = async (name: string) => void (await mkdir(dirname(at(name)), { recursive: true }));
  const size = async (name: string) => {
    const found = await lstat(at(name)).catch(missing);
    // What is a link or a pipe is none of ours.
    return found?.isFile() ? found.size : undefined;
  };
  return {
    ...files,
    ...nodeHashing,
    path,
    size,
    bytes: (name) => createReadStream(at(name), { highWaterMark: 1 << 20 }),
    async readText(name, most) {
      const length = await size(name);
      if (length === undefined || length > most) return undefined;
      const source = await files.open(name);
      try {
        return decoded(await source.read(0, length));
      } finally {
        await source.close();
      }
    },
    async writeNote(name, text) {
      await withFolder(name);
      await files.writeNote(name, text);
    },
    async write(name, from) {
      await withFolder(name);
      return files.write(name, from);
    },
    async names() {
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .sort();
    },
  };
}
