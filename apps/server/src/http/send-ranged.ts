/** Bytes that are for ever the same, in whole or in part, resumable from anywhere. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BlobMissing } from '../store/blob-files.ts';
import { sendNotFound } from './answers.ts';
import { namesTag } from './conditions.ts';

export interface RangedFile {
  /** For saving it. */
  name: string;
  size: number;
  /** Names the bytes, without quotes. */
  tag: string;
  /** SHA-256 of all bytes, hex, where it is known. */
  sha256?: string;
  /** Where the file is read without this server; null: here. */
  elsewhere?(file: { disposition: string; type: string }): Promise<string | null>;
  /** The bytes from `start` to `end` (not included). May throw BlobMissing. */
  open(range: { start: number; end: number }): Promise<OpenBytes>;
}

/** Bytes in order; `close` lets go of what holds them, also where none was read. */
export interface OpenBytes {
  chunks: AsyncIterable<Uint8Array>;
  close?(): Promise<void>;
}

/** A connection over which nothing moves for so long is cut, milliseconds: it holds a file open. */
const STILL = 120_000;

/**
 * Answers GET and HEAD of a file, with conditions and one range of bytes (RFC 9110 §13, §14). Several ranges, and such
 * as end before they begin, are answered by all: none costs more than the file.
 */
export async function sendRanged(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, size, tag, sha256, elsewhere, open }: RangedFile,
  still: number = STILL,
): Promise<FastifyReply> {
  const etag = `"${tag}"`;
  reply
    .header('etag', etag)
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('accept-ranges', 'bytes')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('content-disposition', disposition(name))
    .header('content-type', typeOf(name));
  if (sha256) reply.header('repr-digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`);
  if (namesTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
  const saved = { disposition: disposition(name), type: typeOf(name) };
  const address = request.method === 'HEAD' ? null : await elsewhere?.(saved);
  if (address)
    return reply
      .code(307)
      .headers({ location: address, 'cache-control': 'no-store' })
      .removeHeader('content-disposition')
      .removeHeader('content-type')
      .removeHeader('etag')
      .send();
  const ifRange = request.headers['if-range'];
  const asked = ifRange === undefined || ifRange === etag ? request.headers.range : undefined;
  const range = rangeOf(asked, size);
  if (range === 'unsatisfiable')
    return reply
      .code(416)
      .header('content-range', `bytes */${size}`)
      .removeHeader('content-disposition')
      .send();
  const { start, end } = range ?? { start: 0, end: size };
  reply.code(range ? 206 : 200).header('content-length', String(end - start));
  if (range) reply.header('content-range', `bytes ${start}-${end - 1}/${size}`);
  if (request.method === 'HEAD') return reply.send();
  try {
    const { chunks, close = async () => {} } = await open({ start, end });
    // Whoever has left meanwhile never begins to read, and what was opened would stay open.
    reply.raw.once('close', () => void close().catch(() => {}));
    if (reply.raw.destroyed) {
      await close();
      return reply.hijack();
    }
    reply.raw.setTimeout(still, () => reply.raw.destroy());
    return reply.send(Readable.from(chunks, { objectMode: false }));
  } catch (error) {
    if (error instanceof BlobMissing) return sendNotFound(reply);
    throw error;
  }
}

const TYPES: Record<string, string> = {
  json: 'application/json',
  txt: 'text/plain; charset=utf-8',
};

function typeOf(name: string): string {
  return TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}

/** For saving, never for showing: with the name in both spellings of RFC 6266. */
function disposition(name: string): string {
  const plain = name.replace(/[^\w.-]/g, '_');
  const exact = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}

/** One range of bytes, `end` not included; null: all of them. Several ranges are answered by all (RFC 9110 §14.2). */
function rangeOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const [, first = '', last = ''] = match;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size };
  }
  const start = Number(first);
  const end = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < start) return null;
  return start >= size ? 'unsatisfiable' : { start, end };
}
