/** One bucket of a store that speaks the S3 protocol; every key begins with the same prefix. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { StorageUnreachable } from '../storage-fault.ts';

export interface BucketPlace {
  bucket: string;
  /** Base URL of the store; null: Amazon's of the region. */
  endpoint: string | null;
  /** The same as machines of other people reach it. */
  publicEndpoint: string | null;
  region: string;
  /** Begins every key; empty or with a slash at its end. */
  prefix: string;
  /** Whether the bucket is the first part of paths, and not of the host's name. */
  pathStyle: boolean;
  /** Null: as the machine has them (environment, files and roles of Amazon's). */
  credentials: { accessKeyId: string; secretAccessKey: string } | null;
}

/** A part of a multipart upload as the store has it; the etag has no quotes. */
export interface BucketPart {
  number: number;
  size: number;
  etag: string;
}

/** An upload in parts that is neither complete nor aborted. */
export interface Multipart {
  key: string;
  id: string;
  /** Milliseconds since 1970, by the store's clock. */
  begunAt: number;
}

export interface BucketReader {
  /** Of the whole object, in bytes. */
  size: number;
  chunks: AsyncIterable<Uint8Array>;
  close(): void;
}

/** Parts or their upload are not there, or not as they were named. */
export class MultipartGone extends Error {
  override readonly name = 'MultipartGone';
}

/** What does not end in one of its own answers rejects with StorageUnreachable. */
export interface Bucket {
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** A reader of all bytes or of `start` to `end` (not included, and more than `start`); undefined: no such object. */
  get(key: string, range?: { start: number; end: number }): Promise<BucketReader | undefined>;
  /** Bytes of an object; undefined when there is none. */
  size(key: string): Promise<number | undefined>;
  /** One that is not there is no error. */
  remove(key: string): Promise<void>;
  /** Keys that begin with `start`, in their order. */
  list(start: string): AsyncIterable<string>;
  begin(key: string): Promise<string>;
  putPart(key: string, id: string, number: number, bytes: Uint8Array): Promise<BucketPart>;
  /** Rejects with MultipartGone when there is no such upload. */
  parts(key: string, id: string): Promise<BucketPart[]>;
  /** Makes the object of these parts. Rejects with MultipartGone when they are not there like this. */
  complete(key: string, id: string, parts: readonly Pick<BucketPart, 'number' | 'etag'>[]): Promise<void>;
  /** One that is not there is no error. */
  abort(key: string, id: string): Promise<void>;
  multiparts(start: string): AsyncIterable<Multipart>;
  /** An address that takes one part of exactly `size` bytes for a while. */
  partAddress(
    key: string,
    id: string,
    part: { number: number; size: number; seconds: number },
  ): Promise<string>;
  /** An address that gives an object for a while, to be saved under a name. */
  address(key: string, file: { disposition: string; type: string; seconds: number }): Promise<string>;
}

const GONE: ReadonlySet<string> = new Set(['NoSuchUpload', 'InvalidPart', 'InvalidPartOrder', 'NoSuchKey']);
const MISSING: ReadonlySet<string> = new Set(['NoSuchKey', 'NotFound']);

/** Opens a bucket; nothing is asked of the store yet. */
export async function openBucket(place: BucketPlace): Promise<Bucket> {
  // A megabyte of code that servers without a bucket do without.
  const sdk = await import('@aws-sdk/client-s3');
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  const client = new sdk.S3Client(configOf(place, place.endpoint));
  const { publicEndpoint } = place;
  const signer = publicEndpoint === null ? client : new sdk.S3Client(configOf(place, publicEndpoint));
  const of = (key: string) => ({ Bucket: place.bucket, Key: place.prefix + key });
  const keyOf = (key: string | undefined) => (key ?? '').slice(place.prefix.length);
  /** The client learns from answers how far this machine's clock is off. */
  const signingDate = () => new Date(Date.now() + (client.config.systemClockOffset ?? 0));

  return {
    async put(key, bytes) {
      await asking(`storing ${key}`, () =>
        client.send(new sdk.PutObjectCommand({ ...of(key), Body: bytes, ContentMD5: md5(bytes) })),
      );
    },

    async get(key, range) {
      const Range = range && `bytes=${range.start}-${range.end - 1}`;
      const answer = await unlessMissing(`reading ${key}`, () =>
        client.send(new sdk.GetObjectCommand({ ...of(key), ...(Range ? { Range } : {}) })),
      );
      if (!answer) return undefined;
      const body = answer.Body as Readable;
      const whole = /\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1];
      const size = Number(whole ?? answer.ContentLength);
      const expected = range ? Math.max(0, Math.min(range.end, size) - range.start) : size;
      return { size, chunks: chunksOf(body, key, expected), close: () => void body.destroy() };
    },

    async size(key) {
      const answer = await unlessMissing(`looking at ${key}`, () =>
        client.send(new sdk.HeadObjectCommand(of(key))),
      );
      return answer && Number(answer.ContentLength);
    },

    async remove(key) {
      await unlessMissing(`removing ${key}`, () => client.send(new sdk.DeleteObjectCommand(of(key))));
    },

    async *list(start) {
      const { Bucket, Key: Prefix } = of(start);
      for (let next: string | undefined, more = true; more; more = next !== undefined) {
        const page = await asking('listing objects', () =>
          client.send(
            new sdk.ListObjectsV2Command({ Bucket, Prefix, ...(next ? { ContinuationToken: next } : {}) }),
          ),
        );
        for (const { Key } of page.Contents ?? []) yield keyOf(Key);
        next = page.IsTruncated ? page.NextContinuationToken : undefined;
      }
    },

    async begin(key) {
      const command = new sdk.CreateMultipartUploadCommand(of(key));
      const { UploadId } = await asking(`beginning ${key}`, () => client.send(command));
      if (!UploadId) throw new StorageUnreachable(`beginning ${key}: the store gave it no id`);
      return UploadId;
    },

    async putPart(key, id, number, bytes) {
      const upload = { ...of(key), UploadId: id, PartNumber: number };
      const { ETag } = await unlessGone(`storing a part of ${key}`, () =>
        client.send(new sdk.UploadPartCommand({ ...upload, Body: bytes, ContentMD5: md5(bytes) })),
      );
      return { number, size: bytes.length, etag: bare(ETag) };
    },

    async parts(key, id) {
      const parts: BucketPart[] = [];
      for (let next: string | undefined, more = true; more; more = next !== undefined) {
        const marker = next ? { PartNumberMarker: next } : {};
        const page = await unlessGone(`listing parts of ${key}`, () =>
          client.send(new sdk.ListPartsCommand({ ...of(key), UploadId: id, ...marker })),
        );
        for (const { PartNumber, Size, ETag } of page.Parts ?? [])
          parts.push({ number: PartNumber ?? 0, size: Size ?? 0, etag: bare(ETag) });
        next = page.IsTruncated ? page.NextPartNumberMarker : undefined;
      }
      return parts;
    },

    async complete(key, id, parts) {
      const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: `"${etag}"` }));
      const upload = { ...of(key), UploadId: id, MultipartUpload: { Parts } };
      await unlessGone(`putting ${key} together`, () =>
        client.send(new sdk.CompleteMultipartUploadCommand(upload)),
      );
    },

    async abort(key, id) {
      try {
        await unlessGone(`aborting ${key}`, () =>
          client.send(new sdk.AbortMultipartUploadCommand({ ...of(key), UploadId: id })),
        );
      } catch (error) {
        if (!(error instanceof MultipartGone)) throw error;
      }
    },

    async *multiparts(start) {
      const { Bucket, Key: Prefix } = of(start);
      for (let next: object | undefined = {}; next; ) {
        const page = await asking('listing uploads', () =>
          client.send(new sdk.ListMultipartUploadsCommand({ Bucket, Prefix, ...next })),
        );
        for (const { Key, UploadId = '', Initiated } of page.Uploads ?? [])
          yield { key: keyOf(Key), id: UploadId, begunAt: Initiated?.getTime() ?? 0 };
        const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
        next = page.IsTruncated ? { KeyMarker, UploadIdMarker } : undefined;
      }
    },

    partAddress(key, id, { number, size, seconds }) {
      const part = { ...of(key), UploadId: id, PartNumber: number, ContentLength: size };
      // A length that is signed is the only one that the store takes.
      const signableHeaders = new Set(['host', 'content-length']);
      const options = { expiresIn: seconds, signableHeaders, signingDate: signingDate() };
      return getSignedUrl(signer, new sdk.UploadPartCommand(part), options);
    },

    address(key, { disposition, type, seconds }) {
      const shown = { ResponseContentDisposition: disposition, ResponseContentType: type };
      const options = { expiresIn: seconds, signingDate: signingDate() };
      return getSignedUrl(signer, new sdk.GetObjectCommand({ ...of(key), ...shown }), options);
    },
  };
}

/** Requests that are not answered for so long have failed. */
const CONNECT_MILLIS = 5_000;
const SILENCE_MILLIS = 60_000;

function configOf({ region, pathStyle, credentials }: BucketPlace, endpoint: string | null): S3ClientConfig {
  return {
    region,
    ...(endpoint === null ? {} : { endpoint }),
    forcePathStyle: pathStyle,
    ...(credentials === null ? {} : { credentials }),
    // Checksums of newer kinds are not known everywhere. MD5 guards each transfer, SHA-256 what is stored.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: CONNECT_MILLIS,
      socketTimeout: SILENCE_MILLIS,
      // Slow downloads through the server hold a connection each.
      httpAgent: { maxSockets: 1_000 },
      httpsAgent: { maxSockets: 1_000 },
    },
  };
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64');
const bare = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

async function asking<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unreachable(what, error);
  }
}

function unreachable(what: string, error: unknown): StorageUnreachable {
  const { message = String(error), code } = error as { message?: string; code?: string };
  const why = [nameOf(error), code, message].filter(Boolean).join(' ');
  return new StorageUnreachable(`${what}: ${why}`, { cause: error });
}

async function unlessMissing<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (MISSING.has(nameOf(error))) return undefined;
    throw unreachable(what, error);
  }
}

async function unlessGone<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (GONE.has(nameOf(error))) throw new MultipartGone(`${what}: ${nameOf(error)}`);
    throw unreachable(what, error);
  }
}

/** The bytes of an answer, as many as there must be. */
async function* chunksOf(body: Readable, key: string, expected: number): AsyncGenerator<Uint8Array> {
  let read = 0;
  try {
    for await (const chunk of body) {
      read += (chunk as Uint8Array).length;
      yield chunk as Uint8Array;
    }
  } catch (error) {
    throw unreachable(`reading ${key}`, error);
  } finally {
    body.destroy();
  }
  if (read !== expected) throw new StorageUnreachable(`reading ${key}: ${read} of ${expected} bytes came`);
}
