import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isStorageFault } from '../../sequencer/excuse-turn.ts';
import { createBlobFiles } from '../blob-files.ts';
import { moveToBucket } from '../move-to-bucket.ts';
import { BucketTaken, claimBucket } from './claim-bucket.ts';
import { abortLeftPuts, createS3Blobs } from './s3-blobs.ts';
import { dyingAt, memoryBucket } from './test-bucket.ts';

let quarantine: string;
beforeEach(() => {
  quarantine = mkdtempSync(join(tmpdir(), 'brebaje-s3-'));
});
afterEach(() => rmSync(quarantine, { recursive: true, force: true }));

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const DAY = 86_400_000;

it.each(['before', 'after'] as const)('has whole blobs or none when it dies %s any request', async (when) => {
  const bytes = randomBytes(2 ** 24 + 10);
  const hash = sha256(bytes);
  const bucket = memoryBucket(() => 0);
  for (let at = 0; ; at++) {
    const dying = createS3Blobs(dyingAt(bucket, at, when), { quarantine, cacheBytes: 0 });
    const ended = await dying.put(bytes).then(
      () => true,
      (error: unknown) => {
        expect(isStorageFault(error)).toBe(true);
        return false;
      },
    );
    const blobs = createS3Blobs(bucket, { quarantine, cacheBytes: 0 });
    for await (const name of blobs.list()) expect(sha256(await blobs.read(name))).toBe(name);
    if (ended) break;
    await blobs.put(bytes);
    expect(await blobs.size(hash)).toBe(bytes.length);
    await blobs.remove(hash);
  }
  await abortLeftPuts(bucket, DAY);
  const left = bucket.uploads.size;
  await abortLeftPuts(bucket, DAY + 1);
  expect([left > 0, bucket.uploads.size]).toEqual([true, 0]);
});

it('gives addresses of its own, of a public place, or none', async () => {
  const bucket = memoryBucket();
  const file = { disposition: 'attachment', type: 'application/json' };
  const hash = 'a'.repeat(64);
  const address = (downloads: { publicUrl: string | null; prefix: string } | null) =>
    createS3Blobs(bucket, { quarantine, cacheBytes: 0, downloads }).address(hash, file);
  expect(await address(null)).toBeNull();
  expect(await address({ publicUrl: null, prefix: 'p/' })).toBe(`memory:blobs/${hash}`);
  const publicUrl = 'https://cdn.example/files/';
  expect(await address({ publicUrl, prefix: 'p/' })).toBe(`https://cdn.example/files/p/blobs/${hash}`);
});

it('belongs to the server that came first', async () => {
  const bucket = memoryBucket();
  await claimBucket(bucket, 'aa');
  await claimBucket(bucket, 'aa');
  await expect(claimBucket(bucket, 'bb')).rejects.toThrow(BucketTaken);
});

it('takes over what lies in a data folder, and refuses what has changed there', async () => {
  const bucket = memoryBucket();
  const blobs = createS3Blobs(bucket, { quarantine, cacheBytes: 0 });
  const folder = { blobs: join(quarantine, 'before'), quarantine };
  mkdirSync(folder.blobs);
  const { hash } = await createBlobFiles(folder).put(Buffer.from('from before'));
  await moveToBucket(folder, blobs);
  expect(Buffer.from(await blobs.read(hash)).toString()).toBe('from before');
  expect(readdirSync(folder.blobs)).toEqual([]);
  writeFileSync(join(folder.blobs, 'a'.repeat(64)), 'something else');
  await expect(moveToBucket(folder, blobs)).rejects.toThrow('its hash');
  expect(readdirSync(folder.blobs)).toHaveLength(1);
});
