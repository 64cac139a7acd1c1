/** One file of the pages with what HTTP says about it: type, validator, packed forms. */
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptsCoding } from '../http/answers.ts';
import { namesTag } from '../http/conditions.ts';

export interface PageFile {
  bytes: Buffer;
  type: string;
  /** The opaque part of the validator: names the bytes before they are packed. */
  tag: string;
  /** Packed once, when first asked for; null: packing gains nothing. */
  packed(coding: Coding): Promise<Buffer | null>;
}

/** What the server packs with, the better one first. */
const CODINGS = ['br', 'gzip'] as const;
type Coding = (typeof CODINGS)[number];

/** A third of a second for all pages, measured; the best level takes thirteen times that and saves a tenth of the size. */
const BROTLI_LEVEL = 9;

const PACK: Record<Coding, (bytes: Buffer) => Promise<Buffer>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_LEVEL,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mp3': 'audio/mpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Their formats are packed already. */
const PACKED_TYPES = /^(image\/(png|x-icon)|audio\/|font\/)/;

/** A file of the pages; `name` tells its type. */
export function pageFile(name: string, bytes: Buffer): PageFile {
  const type = TYPES[extname(name)] ?? 'application/octet-stream';
  const done = new Map<Coding, Promise<Buffer | null>>();
  const pack = async (coding: Coding): Promise<Buffer | null> => {
    if (PACKED_TYPES.test(type)) return null;
    const packed = await PACK[coding](bytes);
    return packed.length < bytes.length ? packed : null;
  };
  return {
    bytes,
    type,
    tag: createHash('sha256').update(bytes).digest('hex').slice(0, 32),
    packed(coding) {
      const packed = done.get(coding) ?? pack(coding);
      done.set(coding, packed);
      return packed;
    },
  };
}

/** Sends a file in the form that the client takes, or 304 to whoever has it. Other headers are the caller's. */
export async function sendPageFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: PageFile,
  status = 200,
): Promise<FastifyReply> {
  const accepted = request.headers['accept-encoding'];
  const coding = CODINGS.find((one) => acceptsCoding(accepted, one));
  const packed = coding === undefined ? null : await file.packed(coding);
  // Two forms of a file are two representations (RFC 9110 §8.8.3.3).
  const etag = packed ? `"${file.tag}-${coding}"` : `"${file.tag}"`;
  reply.header('etag', etag).header('vary', 'accept-encoding').header('x-content-type-options', 'nosniff');
  if (status === 200 && namesTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
  if (packed) reply.header('content-encoding', coding);
  return reply
    .code(status)
    .header('content-type', file.type)
    .send(packed ?? file.bytes);
}
