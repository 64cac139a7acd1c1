/** The transcript as an immutable snapshot: validators, gzip by request, no content type (as the reference). */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { acceptsGzip } from './answers.ts';
import { namesTag } from './conditions.ts';
import type { StateSnapshot } from './sequencer-port.ts';

/** Level 1: hexadecimal digits halve at any level, and the time goes to the others. */
const GZIP_LEVEL = 1;

/** Streams the snapshot, or answers 304 or only the headers. */
export function sendSnapshot(
  snapshot: StateSnapshot,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Logger,
): FastifyReply {
  const gzip = acceptsGzip(request.headers['accept-encoding']);
  const etag = gzip ? snapshot.etag.replace(/"$/, '-gzip"') : snapshot.etag;
  reply.header('etag', etag);
  reply.header('last-modified', new Date(snapshot.lastModified).toUTCString());
  reply.header('cache-control', 'no-cache');
  if (namesTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
  if (gzip) reply.header('content-encoding', 'gzip');
  else if (snapshot.size !== undefined) reply.header('content-length', String(snapshot.size));
  if (request.method === 'HEAD') return reply.code(200).send();
  const source = Readable.from(snapshot.chunks(), { objectMode: false });
  if (!gzip) return reply.code(200).send(source);
  const packed = createGzip({ level: GZIP_LEVEL });
  pipeline(source, packed).catch((error: unknown) =>
    log.debug({ err: error }, 'transcript was not read to its end'),
  );
  return reply.code(200).send(packed);
}
