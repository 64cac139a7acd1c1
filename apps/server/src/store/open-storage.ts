/** Where files are kept, as the configuration says: on this machine's disk, or in a bucket. */
import type { Config } from '../config/options.ts';
import { createPartFiles } from '../uploads/part-files.ts';
import type { PartStore } from '../uploads/part-store.ts';
import { multipartNotes } from '../uploads/rows.ts';
import { createS3Parts } from '../uploads/s3-parts.ts';
import { type Blobs, createBlobFiles } from './blob-files.ts';
import type { DataFolder } from './data-folder.ts';
import type { Keys } from './keys.ts';
import { moveToBucket } from './move-to-bucket.ts';
import type { Store } from './open-store.ts';
import { openBucket } from './s3/bucket.ts';
import { bucketPlace } from './s3/bucket-place.ts';
import { claimBucket } from './s3/claim-bucket.ts';
import { abortLeftPuts, createS3Blobs } from './s3/s3-blobs.ts';

export interface Storage {
  blobs: Blobs;
  parts: PartStore;
}

/** Opens the storage of a server. Throws BucketTaken, and StorageUnreachable when the bucket cannot be used. */
export async function openStorage(
  config: Config,
  folder: DataFolder,
  { store, keys }: { store: Store; keys: Keys },
): Promise<Storage> {
  const place = bucketPlace(config);
  if (!place) return { blobs: createBlobFiles(folder), parts: createPartFiles(folder.parts) };
  const bucket = await openBucket(place);
  await claimBucket(bucket, keys.logPublicKey);
  await abortLeftPuts(bucket, Date.now());
  const { quarantine } = folder;
  const { s3CacheSize: cacheBytes, s3PartsThroughServer: throughServer } = config;
  const downloads =
    config.s3Downloads === 'server' ? null : { publicUrl: config.s3PublicUrl, prefix: place.prefix };
  const blobs = createS3Blobs(bucket, { quarantine, cacheBytes, downloads });
  await moveToBucket(folder, blobs);
  return {
    blobs,
    parts: createS3Parts(bucket, multipartNotes(store.db), { throughServer }),
  };
}
