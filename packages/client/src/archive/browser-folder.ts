import { blobSource, memorySource, streamOf } from '@brebaje/groth16/files/source';
import { isPathInside } from '@brebaje/protocol/archive';
import { blake2b } from '@noble/hashes/blake2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { ClientError } from '../client-error.ts';
import type { FileStore } from '../groth16/fetch-file.ts';
import type { FileHash, StoredFile } from '../groth16/work-store.ts';
import type { ArchiveFolder, Hashing } from './archive-folder.ts';
import { decoded } from './decoded.ts';

/** Documents of a ceremony; files are not among them. */
const MOST_NOTES = 512 << 20;

type Hasher = { update(bytes: Uint8Array): unknown; digest(): Uint8Array };

function hashBy(hash: Hasher): FileHash {
  return { update: (bytes) => void hash.update(bytes), hex: () => bytesToHex(hash.digest()) };
}

/** Hashes of streams where the platform has none. */
export const browserHashing: Hashing = {
  sha256: () => hashBy(sha256.create()),
  blake2b: () => hashBy(blake2b.create({ dkLen: 64 })),
};

/** A file that somebody chose, read where it is. */
export function chosenFile(blob: Blob): StoredFile {
  return { ...blobSource(blob), close: async () => {} };
}

/** Its bytes in order. */
export function bytesOfChosen(blob: Blob): AsyncIterable<Uint8Array> {
  return streamOf(blobSource(blob));
}

/**
 * A ceremony's files in a browser. What a person gave (`given`, by its name in the archive) stays where it is and is
 * never written over; documents are kept in memory, and files in `store`.
 */
export function browserFolder(
  path: string,
  given: ReadonlyMap<string, Blob>,
  store: Omit<FileStore, 'sha256'>,
): ArchiveFolder {
  const notes = new Map<string, Uint8Array>();
  const stored = new Set<string>();
  let noted = 0;
  const named = (name: string) => {
    if (!isPathInside(name)) throw new RangeError(`no name of a file here: ${name}`);
    return name;
  };
  const writable = (name: string) => {
    if (given.has(named(name))) throw new RangeError(`${name} was given, and is not written over`);
    return name;
  };
  const folder: ArchiveFolder = {
    path,
    ...browserHashing,
    size: async (name) => given.get(named(name))?.size ?? notes.get(name)?.length ?? (await store.size(name)),
    async open(name) {
      const blob = given.get(named(name));
      if (blob) return chosenFile(blob);
      const note = notes.get(name);
      return note ? { ...memorySource(note), close: async () => {} } : store.open(name);
    },
    async *bytes(name) {
      const source = await folder.open(name);
      try {
        yield* streamOf(source);
      } finally {
        await source.close();
      }
    },
    async readText(name, most) {
      const size = await folder.size(name);
      if (size === undefined || size > most) return undefined;
      const source = await folder.open(name);
      try {
        return decoded(await source.read(0, size));
      } finally {
        await source.close();
      }
    },
    async writeNote(name, text) {
      const bytes = new TextEncoder().encode(text);
      noted += bytes.length - (notes.get(writable(name))?.length ?? 0);
      if (noted > MOST_NOTES)
        throw new ClientError('TOO_LARGE', 'the record is larger than a browser should hold', {
          next: 'verify it by the command',
        });
      notes.set(name, bytes);
    },
    async write(name, from) {
      stored.add(writable(name));
      return store.write(name, from);
    },
    async rename(from, to) {
      await store.rename(from, writable(to));
      stored.delete(from);
      stored.add(to);
    },
    async remove(name) {
      noted -= notes.get(writable(name))?.length ?? 0;
      notes.delete(name);
      stored.delete(name);
      await store.remove(name);
    },
    names: async () => [...new Set([...given.keys(), ...notes.keys(), ...stored])].sort(),
  };
  return folder;
}
