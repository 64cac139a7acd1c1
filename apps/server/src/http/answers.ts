/** Answers of the sequencer protocol, byte for byte: buffers, so that no framework adds a charset. */
import { ERRORS, type ErrorCode, errorBody, PLAIN } from '@brebaje/protocol/errors';
import type { FastifyReply } from 'fastify';

/** JSON text as it stands, or an object in compact form. */
export function sendJson(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return reply.code(status).header('content-type', 'application/json').send(Buffer.from(text));
}

/** A refusal from the table; `text` where the table leaves it open. */
export function sendError(
  reply: FastifyReply,
  code: ErrorCode,
  text: string = ERRORS[code].text,
): FastifyReply {
  return sendJson(reply, ERRORS[code].status, errorBody(code, text));
}

export function sendPlain(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).header('content-type', 'text/plain; charset=utf-8').send(Buffer.from(text));
}

export function sendNotFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).header('content-type', 'text/html; charset=utf-8').send(Buffer.from(PLAIN.notFound));
}

/** Whether the client takes gzip; nobody else is sent any. */
export function acceptsGzip(header: string | undefined): boolean {
  return acceptsCoding(header, 'gzip');
}

/** Whether the client names a content coding and does not refuse it (RFC 9110 §12.5.3). */
export function acceptsCoding(header: string | undefined, wanted: 'br' | 'gzip'): boolean {
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [coding, ...parameters] = part.split(';').map((word) => word.trim());
    if (coding !== wanted && coding !== `x-${wanted}`) continue;
    const q = parameters.find((word) => word.startsWith('q='));
    return q === undefined || Number(q.slice(2)) > 0;
  }
  return false;
}
