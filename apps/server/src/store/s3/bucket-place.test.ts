import { expect, it } from 'vitest';
import { type Config, defaults } from '../../config/options.ts';
import { openBucket } from './bucket.ts';
import { bucketPlace, storageOrigins } from './bucket-place.ts';

const KEYS = { s3AccessKey: 'a', s3SecretKey: 's' };
const configOf = (changes: Partial<Config>): Config => ({
  ...defaults(),
  ...KEYS,
  s3Bucket: 'files',
  ...changes,
});

it('is null without a bucket, and pages may then connect to nobody', () => {
  expect(bucketPlace(defaults())).toBeNull();
  expect(storageOrigins(defaults())).toEqual([]);
});

it('has a prefix that ends in a slash, or none', () => {
  for (const s3Prefix of ['a/b', '/a/b/', 'a/b//'])
    expect(bucketPlace(configOf({ s3Prefix }))?.prefix).toBe('a/b/');
  expect(bucketPlace(configOf({ s3Prefix: '/' }))?.prefix).toBe('');
});

it.each([
  [{}, 'https://files.s3.us-east-1.amazonaws.com'],
  [{ s3PathStyle: true, s3Region: 'eu-west-3' }, 'https://s3.eu-west-3.amazonaws.com'],
  [{ s3Endpoint: 'http://minio:9000' }, 'http://minio:9000'],
  [{ s3Endpoint: 'https://s3.example', s3PathStyle: false }, 'https://files.s3.example'],
  [{ s3Endpoint: 'http://minio:9000', s3PublicEndpoint: 'https://s3.example' }, 'https://s3.example'],
])('names the origin of signed addresses: %j', async (changes, origin) => {
  const config = configOf(changes);
  const bucket = await openBucket(bucketPlace(config)!);
  const address = await bucket.partAddress('k', 'id', { number: 1, size: 1, seconds: 60 });
  expect(new URL(address).origin).toBe(origin);
  expect(storageOrigins(config)).toEqual([origin]);
});

it('names who else sends files, and nobody when all goes through the server', () => {
  const publicUrl = { s3Downloads: 'redirect', s3PublicUrl: 'https://cdn.example/files' } as const;
  const through = { s3Endpoint: 'https://s3.example', s3PartsThroughServer: true };
  expect(storageOrigins(configOf(through))).toEqual([]);
  expect(storageOrigins(configOf({ ...through, ...publicUrl }))).toEqual(['https://cdn.example']);
  expect(storageOrigins(configOf({ ...through, s3Downloads: 'redirect' }))).toEqual(['https://s3.example']);
});
