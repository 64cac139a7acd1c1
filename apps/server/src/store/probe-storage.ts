/** Tries a bucket as a server uses it. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Config } from '../config/options.ts';
import { type Bucket, openBucket } from './s3/bucket.ts';
import { bucketPlace } from './s3/bucket-place.ts';

/** One thing that was tried; null: it works. */
export interface Finding {
  what: string;
  fault: string | null;
}

/**
 * What the bucket of a configuration does and does not do; nothing is left in it. Empty when there is none. Pages are
 * tried from the public URL's origin; without one that is left out.
 */
export async function probeStorage(config: Config): Promise<Finding[]> {
  const place = bucketPlace(config);
  if (!place) return [];
  const bucket = await openBucket(place);
  const key = `probe-${randomUUID()}`;
  const bytes = randomBytes(1000);
  const findings: Finding[] = [];
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    const fault = await work().then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    findings.push({ what, fault });
    return fault === null;
  };
  // Without this nothing else tells anything.
  if (!(await attempt('store an object', () => bucket.put(key, bytes)))) return findings;
  await attempt('read a range of it', () => readRange(bucket, key, bytes));
  await attempt('list objects', () => requireListed(bucket, key));
  await attempt('remove an object', () => bucket.remove(key));
  await attempt('take a part by a signed address', () => uploadBySigned(bucket, key, bytes));
  const { publicUrl, s3PartsThroughServer } = config;
  if (publicUrl !== null && !s3PartsThroughServer)
    await attempt(`let pages of ${new URL(publicUrl).origin} upload (CORS)`, () =>
      requireCors(bucket, key, new URL(publicUrl).origin),
    );
  return findings;
}

async function readRange(bucket: Bucket, key: string, bytes: Uint8Array): Promise<void> {
  const reader = await bucket.get(key, { start: 10, end: 20 });
  const chunks: Uint8Array[] = [];
  if (reader) for await (const chunk of reader.chunks) chunks.push(chunk);
  if (!Buffer.concat(chunks).equals(bytes.subarray(10, 20))) throw new Error('it gives other bytes');
}

async function requireListed(bucket: Bucket, key: string): Promise<void> {
  for await (const found of bucket.list(key)) if (found === key) return;
  throw new Error('it is not in the list');
}

async function uploadBySigned(bucket: Bucket, key: string, bytes: Uint8Array): Promise<void> {
  const id = await bucket.begin(key);
  try {
    const url = await bucket.partAddress(key, id, { number: 1, size: bytes.length, seconds: 60 });
    const answer = await fetch(url, { method: 'PUT', body: bytes as BodyInit });
    if (!answer.ok) throw new Error(`it answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
    const forged = await fetch(url.replace(/Signature=..../, 'Signature=0000'), {
      method: 'PUT',
      body: bytes as BodyInit,
    });
    if (forged.ok) throw new Error('it takes forged signatures: anybody may write to it');
    const [part] = await bucket.parts(key, id);
    if (part?.size !== bytes.length) throw new Error('it does not list the part');
  } finally {
    await bucket.abort(key, id);
  }
}

async function requireCors(bucket: Bucket, key: string, origin: string): Promise<void> {
  const url = await bucket.partAddress(key, 'none', { number: 1, size: 1, seconds: 60 });
  const headers = { origin, 'access-control-request-method': 'PUT' };
  const answer = await fetch(url, { method: 'OPTIONS', headers });
  const allowed = answer.headers.get('access-control-allow-origin');
  if (allowed !== '*' && allowed !== origin)
    throw new Error('its rules do not allow it: add one, or set parts-through-server');
}
