/** A folder of work that ends with the page: for windows that keep nothing, as private ones do. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { WorkStore } from './work-store.ts';

/** The bytes so far, in a buffer that has room for more. */
interface Kept {
  buffer: Uint8Array;
  size: number;
}

export function volatileWorkStore(): WorkStore {
  const files = new Map<string, Kept>();
  const notes = new Map<string, string>();
  const checked = (name: string) => {
    if (!/^[a-z0-9][a-z0-9.-]*$/.test(name)) throw new RangeError(`no name of a file here: ${name}`);
    return name;
  };
  const fileOf = (name: string) => {
    const file = files.get(checked(name));
    if (!file) throw new Error(`there is no ${name}`);
    return file;
  };
  return {
    readNote: async (name) => notes.get(checked(name)),
    writeNote: async (name, text) => void notes.set(checked(name), text),
    size: async (name) => files.get(checked(name))?.size,
    async open(name) {
      const file = fileOf(name);
      return {
        size: file.size,
        async read(from, to) {
          if (from < 0 || from > to || to > file.size)
            throw new RangeError(`${name} has no bytes ${from} to ${to}`);
          return file.buffer.slice(from, to) as Uint8Array<ArrayBuffer>;
        },
        close: async () => {},
      };
    },
    async write(name, at) {
      if (at === 0 && !files.has(checked(name))) files.set(name, { buffer: new Uint8Array(65_536), size: 0 });
      const file = fileOf(name);
      file.size = at;
      let end = at;
      return {
        async write(bytes) {
          if (end + bytes.length > file.buffer.length) {
            const longer = new Uint8Array(Math.max(end + bytes.length, Math.ceil(1.5 * file.buffer.length)));
            longer.set(file.buffer.subarray(0, end));
            file.buffer = longer;
          }
          file.buffer.set(bytes, end);
          end += bytes.length;
          file.size = Math.max(file.size, end);
        },
        close: async () => {},
      };
    },
    async rename(from, to) {
      files.set(checked(to), fileOf(from));
      files.delete(from);
    },
    async remove(name) {
      files.delete(checked(name));
      notes.delete(name);
    },
    used: async () => [...files.values()].reduce((sum, { size }) => sum + size, 0),
    sha256() {
      const hash = sha256.create();
      return { update: (bytes) => void hash.update(bytes), hex: () => bytesToHex(hash.digest()) };
    },
  };
}
