/** Files by their hash: for ever the same bytes, in whole or in part, resumable from anywhere. */
import { Readable } from 'node:stream';
import { FILES } from '@brebaje/protocol/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isStorageFault } from '../sequencer/excuse-turn.ts';
import { BlobMissing, type Blobs } from '../store/blob-files.ts';
import { isContributed } from '../store/contributions.ts';
import type { Db } from '../store/open-store.ts';
import { sendNotFound } from './answers.ts';
import type { FaceContext } from './face-context.ts';
import { mount } from './mount.ts';

/** Serves `/files/<sha256>/<name>` for the files of results and for the states of chains. */
export function fileRoutes(
  app: FastifyInstance,
  context: FaceContext,
  { blobs, unreadable }: FileSource,
): void {
  const GET = async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      return await sendFile(context, blobs, request, reply);
    } catch (error) {
      const { hash } = request.params as { hash: string };
      if (isStorageFault(error)) await unreadable(hash);
      throw error;
    }
  };
  mount(app, { GET }, `${FILES}/:hash/:name`);
}

interface FileSource {
  blobs: Blobs;
  /** Hears of files that are there and cannot be read. */
  unreadable(hash: string): Promise<void>;
}

async function sendFile(
  context: FaceContext,
  blobs: Blobs,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { hash, name } = request.params as { hash: string; name: string };
  if (!/^[0-9a-f]{64}$/.test(hash) || !(await isPublic(context.store.db, hash, name)))
    return sendNotFound(reply);
  const size = await blobs.size(hash);
  if (size === undefined) return sendNotFound(reply);
  const etag = `"${hash}"`;
  reply
    .header('etag', etag)
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('accept-ranges', 'bytes')
    .header('repr-digest', `sha-256=:${Buffer.from(hash, 'hex').toString('base64')}:`)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('content-disposition', disposition(name))
    .header('content-type', typeOf(name));
  if (namesTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
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
    const { chunks } = await blobs.open(hash, { start, end });
    return reply.send(Readable.from(chunks, { objectMode: false }));
  } catch (error) {
    if (error instanceof BlobMissing) return sendNotFound(reply);
    throw error;
  }
}

/** A file of a result under its own name, or the beginning or a state of a chain under any. */
async function isPublic(db: Db, hash: string, name: string): Promise<boolean> {
  const artifact = await db
    .selectFrom('artifact')
    .select('id')
    .where('hash', '=', hash)
    .where('name', '=', name)
    .executeTakeFirst();
  if (artifact) return true;
  const state = await db
    .selectFrom('circuit')
    .select('id')
    .where(({ eb, or }) => or([eb('genesisBlob', '=', hash), eb('headBlob', '=', hash)]))
    .executeTakeFirst();
  return state !== undefined || isContributed(db, hash);
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

function namesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag);
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
