import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Config, defaults } from '../config/options.ts';
import { probeStorage } from './probe-storage.ts';
import { testBucket, testS3 } from './s3/test-swift.ts';

const s3 = testS3();

it('finds nothing to say without a bucket', async () => {
  expect(await probeStorage(defaults())).toEqual([]);
});

describe('a store that takes whatever is sent', () => {
  let store: Server;
  let config: Config;
  beforeEach(async () => {
    store = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(200, { etag: '"x"' }).end());
    });
    await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
    const s3Endpoint = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
    config = { ...defaults(), s3Bucket: 'b', s3Endpoint, s3AccessKey: 'a', s3SecretKey: 's' };
  });
  afterEach(() => store.close());

  it('is told from one that does what it should', async () => {
    const findings = await probeStorage(config);
    const faults = findings.filter(({ fault }) => fault !== null).map(({ what }) => what);
    expect(faults).toEqual(['read a range of it', 'list objects', 'take a part by a signed address']);
  });

  it('that is not there is said so, and nothing else is tried', async () => {
    await new Promise((resolve) => store.close(resolve));
    const findings = await probeStorage(config);
    expect(findings).toMatchObject([{ what: 'store an object' }]);
    expect(findings[0]?.fault).toContain('ECONNREFUSED');
  });
});

describe.skipIf('missing' in s3)('Swift', () => {
  it('does all of it, and takes no forged signature', async () => {
    if ('missing' in s3) return;
    const { bucket, place } = await testBucket(await s3.endpoint());
    const { accessKeyId, secretAccessKey } = place.credentials!;
    const config: Config = {
      ...defaults(),
      s3Bucket: place.bucket,
      s3Endpoint: place.endpoint,
      s3AccessKey: accessKeyId,
      s3SecretKey: secretAccessKey,
      publicUrl: 'https://ceremony.example.org',
    };
    const findings = await probeStorage(config);
    const faults = findings.filter(({ fault }) => fault !== null);
    expect(faults.map(({ what }) => what)).toEqual([
      'let pages of https://ceremony.example.org upload (CORS)',
    ]);
    const left: string[] = [];
    for await (const key of bucket.list('')) left.push(key);
    expect(left).toEqual([]);
  });
});
