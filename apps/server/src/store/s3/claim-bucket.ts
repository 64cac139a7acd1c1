import { StorageUnreachable } from '../storage-fault.ts';
import type { Bucket } from './bucket.ts';

/** The bucket, or this prefix in it, belongs to another server. */
export class BucketTaken extends Error {
  override readonly name = 'BucketTaken';
}

const OWNER = 'brebaje-owner.json';

/**
 * Makes sure that nobody else keeps files under this prefix: servers remove what their own rows do not name. All
 * processes of one server have the same log key. Throws BucketTaken, StorageUnreachable.
 */
export async function claimBucket(bucket: Bucket, logPublicKey: string): Promise<void> {
  const owner = JSON.stringify({ type: 'brebaje/bucket/v1', logKey: logPublicKey });
  if ((await contentOf(bucket)) === undefined) await bucket.put(OWNER, Buffer.from(owner));
  // Read after writing: of two that begin at once the later one's stays.
  const found = await contentOf(bucket);
  if (found === undefined) throw new StorageUnreachable(`the bucket does not keep ${OWNER}`);
  if (found !== owner)
    throw new BucketTaken(
      `the bucket holds the files of another server (${OWNER}): choose another bucket or --s3-prefix`,
    );
}

async function contentOf(bucket: Bucket): Promise<string | undefined> {
  const reader = await bucket.get(OWNER);
  if (!reader) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of reader.chunks) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
