/** Places for files: the disk beside a database, beside either in the long runs, and a store that speaks S3 where one is asked for. */
import type { Config } from '@brebaje/server/config/options';
import { testBucket, testS3 } from '@brebaje/server/store/s3/test-swift';
import { type Backing, oneBacking } from './server.ts';

/** Where a server keeps rows and files. */
export interface StoredIn extends Omit<Backing, 'name'> {
  name: string;
  /** Whether files are in a bucket, and parts of uploads sent to it without this server. */
  bucket: boolean;
  direct: boolean;
}

/** `describe.each(storages())('… on $name', ({ start }) => …)`. Prints why when S3 is left out. */
export function storages(): StoredIn[] {
  const disk = oneBacking();
  const s3 = testS3();
  const places: StoredIn[] = disk.map((backing) => ({ ...backing, bucket: false, direct: false }));
  if ('missing' in s3) {
    console.warn(`S3 is not tested: ${s3.missing}`);
    return places;
  }
  const { name, start } = disk.at(-1)!;
  for (const direct of [true, false])
    places.push({
      name: `${name} and S3${direct ? '' : ' by way of the server'}`,
      bucket: true,
      direct,
      start: async (changes = {}, options = {}) => {
        const bucket = await bucketOptions(await s3.endpoint());
        return start({ ...bucket, s3PartsThroughServer: !direct, ...changes }, options);
      },
    });
  return places;
}

/** A bucket of its own, as a server is told of it. */
export async function bucketOptions(endpoint: string): Promise<Partial<Config>> {
  const { place } = await testBucket(endpoint);
  return {
    s3Bucket: place.bucket,
    s3Endpoint: place.endpoint,
    s3Prefix: place.prefix,
    s3AccessKey: place.credentials!.accessKeyId,
    s3SecretKey: place.credentials!.secretAccessKey,
  };
}
