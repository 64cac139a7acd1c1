/**
 * OpenStack Swift with its S3 interface for tests, as Debian packages it: one node on free ports of loopback, its
 * data in a temporary folder, gone with the process that started it. It checks signatures, as not everything does
 * that is made for tests.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeAll } from 'vitest';
import { type Bucket, type BucketPlace, openBucket } from './bucket.ts';

/** A store to test with, or why there is none. */
type TestS3 = { endpoint: () => Promise<string> } | { missing: string };

const KINDS = ['account', 'container', 'object'] as const;
const REGION = 'us-east-1';
const CREDENTIALS = { accessKeyId: 'test:tester', secretAccessKey: 'testing' };

const START_MILLIS = 180_000;

let found: TestS3 | undefined;

/** A Swift that is started before the tests of a file which calls this, when BREBAJE_TEST_S3=1 asks for it. */
export function testS3(): TestS3 {
  found ??= find();
  const s3 = found;
  // On a machine that does much else its five programs take a while to start.
  if (!('missing' in s3)) beforeAll(async () => void (await s3.endpoint()), START_MILLIS);
  return s3;
}

function find(): TestS3 {
  if (process.env.BREBAJE_TEST_S3 !== '1') return { missing: 'BREBAJE_TEST_S3=1 is not set' };
  try {
    for (const program of ['ring-builder', 'proxy-server', ...KINDS.map((kind) => `${kind}-server`)])
      execFileSync('/bin/sh', ['-c', `command -v swift-${program}`], { stdio: 'ignore' });
  } catch {
    return {
      missing:
        'no Swift on this machine (apt-get install swift-proxy swift-account swift-container swift-object)',
    };
  }
  let starting: Promise<string> | undefined;
  return {
    endpoint: () => {
      starting ??= start();
      return starting;
    },
  };
}

/** An empty bucket of its own and where it is. */
export async function testBucket(endpoint: string): Promise<{ bucket: Bucket; place: BucketPlace }> {
  const place: BucketPlace = {
    bucket: `test-${randomBytes(8).toString('hex')}`,
    endpoint,
    publicEndpoint: null,
    region: REGION,
    prefix: 'here/',
    pathStyle: true,
    credentials: CREDENTIALS,
  };
  const { S3Client, CreateBucketCommand } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ endpoint, region: REGION, forcePathStyle: true, credentials: CREDENTIALS });
  await client.send(new CreateBucketCommand({ Bucket: place.bucket }));
  client.destroy();
  return { bucket: await openBucket(place), place };
}

/** Ends the servers and removes their folder when standard input closes: even after the test process is killed. */
const KEEPER = `
  for name in account container object proxy; do
    "swift-$name-server" "$1/$name-server.conf" >"$1/$name.log" 2>&1 </dev/null &
    servers="$servers $!"
  done
  cat >/dev/null
  kill -TERM $servers 2>/dev/null; wait
  cd / && rm -rf "$1"
`;

async function start(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'brebaje-swift-'));
  mkdirSync(join(folder, 'devices', 'd1'), { recursive: true });
  const [proxy, ...ports] = (await freePorts(1 + KINDS.length)) as [number, ...number[]];
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('swift.conf', SWIFT_CONF);
  const rings = KINDS.map((kind, index) => `${kind}:${ports[index]}`);
  execFileSync(pythonOf('swift-ring-builder'), ['-c', RINGS, folder, ...rings], { stdio: 'ignore' });
  for (const [index, kind] of KINDS.entries()) {
    const devices = `devices = ${join(folder, 'devices')}\nmount_check = false\n`;
    const app = `[pipeline:main]\npipeline = ${kind}-server\n[app:${kind}-server]\nuse = egg:swift#${kind}\n`;
    write(`${kind}-server.conf`, serverConf(folder, ports[index]!) + devices + app);
  }
  write('proxy-server.conf', serverConf(folder, proxy) + PROXY_CONF);
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', folder], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { PATH: process.env.PATH, TZ: 'UTC' },
  });
  keeper.unref();
  (keeper.stdin as unknown as { unref(): void }).unref();
  const endpoint = `http://127.0.0.1:${proxy}`;
  for (let attempt = 0; !(await answers(endpoint)); attempt++) {
    if (attempt === 1_200)
      throw new Error(`Swift did not start: ${readFileSync(join(folder, 'proxy.log'), 'utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return endpoint;
}

/** What swift-ring-builder does for one device each, in one process in place of nine. */
const RINGS = `
import sys
from swift.common.ring import RingBuilder
for kind, port in (word.split(':') for word in sys.argv[2:]):
    builder = RingBuilder(1, 1, 0)
    here = {'ip': '127.0.0.1', 'port': int(port), 'replication_ip': '127.0.0.1', 'replication_port': int(port)}
    builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'weight': 1, 'device': 'd1', 'meta': '', **here})
    builder.rebalance()
    builder.get_ring().save(sys.argv[1] + '/' + kind + '.ring.gz')
`;

/** The interpreter that a program of Swift's is run by. */
function pythonOf(program: string): string {
  const path = execFileSync('/bin/sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
  return readFileSync(path, 'utf8').split('\n', 1)[0]!.replace('#!', '').trim();
}

const SWIFT_CONF = `[swift-hash]
swift_hash_path_suffix = test
swift_hash_path_prefix = test
[storage-policy:0]
name = default
default = yes
`;

const serverConf = (folder: string, port: number) => `[DEFAULT]
swift_dir = ${folder}
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
user = ${userInfo().username}
log_level = ERROR
`;

/** Tokens of Swift's own would need a memcached; S3 signatures do not. */
const PROXY_CONF = `[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth bulk slo copy proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:s3api]
use = egg:swift#s3api
location = ${REGION}
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
${['catch_errors', 'gatekeeper', 'listing_formats', 'bulk', 'slo', 'copy']
  .map((name) => `[filter:${name}]\nuse = egg:swift#${name}\n`)
  .join('')}`;

async function answers(endpoint: string): Promise<boolean> {
  const { S3Client, CreateBucketCommand, PutObjectCommand } = await import('@aws-sdk/client-s3');
  const client = new S3Client({
    endpoint,
    region: REGION,
    forcePathStyle: true,
    credentials: CREDENTIALS,
    maxAttempts: 1,
  });
  try {
    // Each of these takes one more of the servers.
    await client.send(new CreateBucketCommand({ Bucket: 'ready' })).catch(() => {});
    await client.send(new PutObjectCommand({ Bucket: 'ready', Key: 'ready', Body: 'ready' }));
    return true;
  } catch {
    return false;
  } finally {
    client.destroy();
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
