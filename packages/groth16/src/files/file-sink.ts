import { open } from 'node:fs/promises';
import { readRange } from './read-range.ts';
import type { ByteSink } from './sink.ts';

/** A file that is being written, in Node. */
export interface FileSink extends ByteSink {
  /** What was written is on the disk when it resolves. */
  close(): Promise<void>;
}

/** Creates a file. Rejects when there is one of that name. */
export async function createFile(path: string): Promise<FileSink> {
  const file = await open(path, 'wx+');
  let size = 0;
  return {
    async write(bytes) {
      for (let done = 0; done < bytes.length; ) {
        done += (await file.write(bytes, done, bytes.length - done, size + done)).bytesWritten;
      }
      size += bytes.length;
    },
    async read(from, to) {
      if (to > size) throw new RangeError(`${path} ends at byte ${size}`);
      return readRange(file, path, from, to);
    },
    async close() {
      await file.sync();
      await file.close();
    },
  };
}
