import { open } from 'node:fs/promises';
import { readRange } from './read-range.ts';
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
    read: (from, to) => readRange(file, path, from, to),
    close: () => file.close(),
  };
}
