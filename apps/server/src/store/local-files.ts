/** Blobs as files of this machine, for code that works on paths. */
import type { Blobs } from './blob-files.ts';

/** A file with the bytes of a blob, whose name is their hash. It stays until it is released. */
export interface LocalFile {
  path: string;
  release(): void;
}

/** What gives blobs as files. */
export type FileGiver = Pick<Blobs, 'file'>;

/** Does something with the files of blobs, in the order of their hashes. Throws BlobMissing, and what `use` throws. */
export async function withFiles<Result>(
  blobs: FileGiver,
  hashes: readonly string[],
  use: (...paths: string[]) => Promise<Result>,
): Promise<Result> {
  const files: LocalFile[] = [];
  try {
    for (const hash of hashes) files.push(await blobs.file(hash));
    return await use(...files.map(({ path }) => path));
  } finally {
    for (const file of files) file.release();
  }
}
