/** A bucket in memory, for what does not depend on how a store answers; signatures it has none. */
import { createHash, randomUUID } from 'node:crypto';
import { StorageUnreachable } from '../storage-fault.ts';
import { type Bucket, type BucketPart, MultipartGone } from './bucket.ts';

interface Begun {
  key: string;
  begunAt: number;
  parts: Map<number, { bytes: Uint8Array; etag: string }>;
}

export interface MemoryBucket extends Bucket {
  objects: Map<string, Uint8Array>;
  uploads: Map<string, Begun>;
}

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

export function memoryBucket(now: () => number = Date.now): MemoryBucket {
  const objects = new Map<string, Uint8Array>();
  const uploads = new Map<string, Begun>();
  const uploadOf = (key: string, id: string): Begun => {
    const found = uploads.get(id);
    if (found?.key !== key) throw new MultipartGone(`no upload ${id}`);
    return found;
  };
  const shown = ([number, { bytes, etag }]: [number, { bytes: Uint8Array; etag: string }]): BucketPart => ({
    number,
    size: bytes.length,
    etag,
  });
  return {
    objects,
    uploads,
    put: async (key, bytes) => void objects.set(key, Uint8Array.from(bytes)),
    async get(key, range) {
      const bytes = objects.get(key);
      if (!bytes) return undefined;
      const chunks = (async function* () {
        const wanted = range ? bytes.subarray(range.start, range.end) : bytes;
        for (let at = 0; at < wanted.length; at += 50_000) yield wanted.slice(at, at + 50_000);
      })();
      return { size: bytes.length, chunks, close() {} };
    },
    size: async (key) => objects.get(key)?.length,
    remove: async (key) => void objects.delete(key),
    async *list(start) {
      yield* [...objects.keys()].filter((key) => key.startsWith(start)).sort();
    },
    async begin(key) {
      const id = randomUUID();
      uploads.set(id, { key, begunAt: now(), parts: new Map() });
      return id;
    },
    async putPart(key, id, number, bytes) {
      const part = { bytes: Uint8Array.from(bytes), etag: md5(bytes) };
      uploadOf(key, id).parts.set(number, part);
      return shown([number, part]);
    },
    parts: async (key, id) =>
      [...uploadOf(key, id).parts].map(shown).sort((one, other) => one.number - other.number),
    async complete(key, id, parts) {
      const { parts: there } = uploadOf(key, id);
      const found = parts.map(({ number, etag }) => {
        const part = there.get(number);
        if (part?.etag !== etag) throw new MultipartGone(`part ${number} is another one`);
        return part.bytes;
      });
      objects.set(key, Uint8Array.from(Buffer.concat(found)));
      uploads.delete(id);
    },
    abort: async (_, id) => void uploads.delete(id),
    async *multiparts(start) {
      for (const [id, { key, begunAt }] of uploads) if (key.startsWith(start)) yield { key, id, begunAt };
    },
    partAddress: async (key, id, { number, size }) => `memory:${key}?id=${id}&number=${number}&size=${size}`,
    address: async (key) => `memory:${key}`,
  };
}

/**
 * The same bucket up to a request of a number from 0, which fails, and so do all after it: `before` its effect or
 * after it, as when a process dies.
 */
export function dyingAt(bucket: Bucket, at: number, when: 'before' | 'after'): Bucket & { asked(): number } {
  let asked = 0;
  const die = () => new StorageUnreachable('this process has died');
  const guarded = { ...bucket } as Bucket & { asked(): number };
  for (const name of [
    'put',
    'get',
    'size',
    'remove',
    'begin',
    'putPart',
    'parts',
    'complete',
    'abort',
  ] as const) {
    const real = bucket[name] as (...args: unknown[]) => Promise<unknown>;
    Object.assign(guarded, {
      [name]: async (...args: unknown[]) => {
        const number = asked++;
        if (number > at || (number === at && when === 'before')) throw die();
        const answer = await real(...args);
        if (number === at) throw die();
        return answer;
      },
    });
  }
  return Object.assign(guarded, { asked: () => asked });
}
