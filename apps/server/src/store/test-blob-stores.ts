/** Places for blobs: the same suite runs on the disk, on a bucket and, where one is asked for, on a store that speaks S3. */
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Blobs, createBlobFiles } from './blob-files.ts';
import type { Bucket } from './s3/bucket.ts';
import { createS3Blobs } from './s3/s3-blobs.ts';
import { memoryBucket } from './s3/test-bucket.ts';
import { testBucket, testS3 } from './s3/test-swift.ts';

export interface TestBlobs {
  blobs: Blobs;
  /** Where what is not stored yet lies. */
  quarantine: string;
  /** Changes what is stored, as a disk does that fails. */
  spoil(hash: string, bytes: Uint8Array): Promise<void>;
  /** Opens the same place again, as the next server does. */
  again(cacheBytes?: number): Blobs;
  remove(): void;
}

/** `describe.each(blobStores())('… on $name', ({ open }) => …)`. Prints why when S3 is left out. */
export function blobStores(): { name: string; open: () => Promise<TestBlobs> }[] {
  const stores: ReturnType<typeof blobStores> = [
    { name: 'the disk', open: onDisk },
    { name: 'a bucket in memory', open: () => inBucket(memoryBucket()) },
  ];
  const s3 = testS3();
  if ('missing' in s3) console.warn(`S3 is not tested: ${s3.missing}`);
  else
    stores.push({ name: 'S3', open: async () => inBucket((await testBucket(await s3.endpoint())).bucket) });
  return stores;
}

async function folders() {
  const folder = mkdtempSync(join(tmpdir(), 'brebaje-blobs-'));
  const [blobs, quarantine] = [join(folder, 'blobs'), join(folder, 'quarantine')];
  for (const made of [blobs, quarantine]) await mkdir(made);
  return { blobs, quarantine, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function onDisk(): Promise<TestBlobs> {
  const { blobs, quarantine, remove } = await folders();
  const again = () => createBlobFiles({ blobs, quarantine });
  const spoil = (hash: string, bytes: Uint8Array) => writeFile(join(blobs, hash), bytes);
  return { blobs: again(), quarantine, spoil, again, remove };
}

async function inBucket(bucket: Bucket): Promise<TestBlobs> {
  const { quarantine, remove } = await folders();
  const again = (cacheBytes = 2 ** 20) => createS3Blobs(bucket, { quarantine, cacheBytes });
  const spoil = (hash: string, bytes: Uint8Array) => bucket.put(`blobs/${hash}`, bytes);
  return { blobs: again(), quarantine, spoil, again, remove };
}
