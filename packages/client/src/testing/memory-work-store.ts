import { memorySource } from '@brebaje/groth16/files/source';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { WorkStore } from '../groth16/work-store.ts';

/** A work folder in memory, whose files a test looks at and damages. */
export function memoryWorkStore(): WorkStore & {
  files: Map<string, Uint8Array>;
  notes: Map<string, string>;
} {
  const files = new Map<string, Uint8Array>();
  const notes = new Map<string, string>();
  /** What is open sees what is written on, as on a disk. */
  const opened = new Map<string, { bytes: Uint8Array }[]>();
  const bytesOf = (name: string) => {
    const bytes = files.get(name);
    if (!bytes) throw new Error(`there is no ${name}`);
    return bytes;
  };
  return {
    files,
    notes,
    readNote: async (name) => notes.get(name),
    writeNote: async (name, text) => void notes.set(name, text),
    size: async (name) => files.get(name)?.length,
    async open(name) {
      const file = { bytes: bytesOf(name) };
      opened.set(name, [...(opened.get(name) ?? []), file]);
      return {
        size: file.bytes.length,
        read: (from, to) => memorySource(file.bytes).read(from, to),
        close: async () => {},
      };
    },
    async write(name, at) {
      let bytes = at === 0 ? new Uint8Array() : bytesOf(name).slice(0, at);
      files.set(name, bytes);
      return {
        async write(more) {
          const longer = new Uint8Array(bytes.length + more.length);
          longer.set(bytes);
          longer.set(more, bytes.length);
          bytes = longer;
          files.set(name, bytes);
          for (const file of opened.get(name) ?? []) file.bytes = bytes;
        },
        close: async () => {},
      };
    },
    async rename(from, to) {
      files.set(to, bytesOf(from));
      files.delete(from);
      opened.delete(from);
    },
    remove: async (name) => {
      files.delete(name);
      opened.delete(name);
      notes.delete(name);
    },
    used: async () => [...files.values()].reduce((sum, { length }) => sum + length, 0),
    sha256() {
      const hash = sha256.create();
      return { update: (bytes) => void hash.update(bytes), hex: () => bytesToHex(hash.digest()) };
    },
  };
}
