import { createReadStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobMissing, type Blobs } from './blob-files.ts';
import type { DataFolder } from './data-folder.ts';

/**
 * Stores the files of a data folder in the bucket that takes its place: what was there before a bucket was named, and
 * what a restore has brought. Interrupted it goes on at the next start. Throws BlobMissing on a file that has changed.
 */
export async function moveToBucket(folder: Pick<DataFolder, 'blobs'>, blobs: Blobs): Promise<void> {
  for (const name of await readdir(folder.blobs)) {
    const path = join(folder.blobs, name);
    const { hash } = await blobs.put(createReadStream(path));
    if (hash !== name) throw new BlobMissing(name, 'in the data folder does not have its hash any more');
    await rm(path, { force: true });
  }
}
