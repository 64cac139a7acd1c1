import { open } from 'node:fs/promises';
import type { ByteSource } from './source.ts';

/** A file that is open for reading, in Node. */
export interface FileSource extends ByteSource {
  close(): Promise<void>;
}

/** Opens a file. Its size is what it is now: a file that shrinks meanwhile fails to be read. */
export async function openFile(path: string): Promise<FileSource> {
  const file = await open(path, 'r');
  const { size } = await file.stat();
  return {
    size,
    async read(from, to) {
      const bytes = new Uint8Array(to - from);
      for (let done = 0; done < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
        if (bytesRead === 0) throw new RangeError(`${path} ends at byte ${from + done}`);
        done += bytesRead;
      }
      return bytes;
    },
    close: () => file.close(),
  };
}
