import { ClientError } from '../client-error.ts';
import type { FileStore } from '../groth16/fetch-file.ts';
import { chosenFile } from './browser-folder.ts';

/** Bytes that are put together to one blob: browsers keep blobs outside a page's memory, small ones cost more. */
const PIECE = 8 << 20;

/** Files as blobs, for browsers that give a page no folder. `most`: bytes of all of them. */
export function blobStore(most: number): Omit<FileStore, 'sha256'> {
  const files = new Map<string, Blob>();
  const used = () => [...files.values()].reduce((sum, { size }) => sum + size, 0);
  return {
    size: async (name) => files.get(name)?.size,
    async open(name) {
      const blob = files.get(name);
      if (!blob) throw new RangeError(`there is no ${name}`);
      return chosenFile(blob);
    },
    async write(name, at) {
      files.set(name, (files.get(name) ?? new Blob()).slice(0, at));
      let pieces: Uint8Array<ArrayBuffer>[] = [];
      let waiting = 0;
      const flush = () => {
        files.set(name, new Blob([files.get(name)!, ...pieces]));
        [pieces, waiting] = [[], 0];
      };
      return {
        async write(bytes) {
          if (used() + waiting + bytes.length > most) throw full(most);
          pieces.push(bytes.slice());
          waiting += bytes.length;
          if (waiting >= PIECE) flush();
        },
        close: async () => flush(),
      };
    },
    async rename(from, to) {
      files.set(to, files.get(from)!);
      files.delete(from);
    },
    remove: async (name) => void files.delete(name),
  };
}

function full(most: number): ClientError {
  return new ClientError('TOO_LARGE', `this browser keeps at most ${most} bytes for a page like this one`, {
    next: 'use a window that is not private, or verify by the command',
  });
}
