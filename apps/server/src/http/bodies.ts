/** Request bodies: read late, bounded, and drained politely when nobody wants them. */
import { MAX_BODY } from '@brebaje/protocol/routes';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** More than 10 MiB; answered with 413. */
export class BodyTooLarge extends Error {}

/** The client went away before its body was complete; nobody is there to answer. */
export class ClientGone extends Error {}

const LINGER_SECONDS = 30;

/** Whether the request says that it is longer than allowed. */
export function announcesTooMuch(request: FastifyRequest): boolean {
  return Number(request.headers['content-length'] ?? 0) > MAX_BODY;
}

/**
 * The body in chunks. Asks for it first where the client waits for that (`Expect: 100-continue`).
 * @throws BodyTooLarge after 10 MiB, ClientGone when it breaks off
 */
export async function* boundedBody(request: FastifyRequest, reply: FastifyReply): AsyncGenerator<Uint8Array> {
  if (awaitsContinue(request)) {
    reply.raw.writeContinue();
    asked.add(request.raw);
  }
  let size = 0;
  const { raw } = request;
  try {
    // Leaving the loop must not destroy the socket: the answer still goes over it.
    for await (const chunk of raw.iterator({ destroyOnReturn: false })) {
      size += (chunk as Uint8Array).length;
      if (size > MAX_BODY) throw new BodyTooLarge();
      yield chunk as Uint8Array;
    }
  } catch (error) {
    if (error instanceof BodyTooLarge) throw error;
    throw new ClientGone('the client went away', { cause: error });
  }
}

/** The whole body as text, at most `limit` bytes. */
export async function smallBody(
  request: FastifyRequest,
  reply: FastifyReply,
  limit = 65_536,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of boundedBody(request, reply)) {
    size += chunk.length;
    if (size > limit) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Bodies that were asked for with 100 Continue. */
const asked = new WeakSet<object>();

/** Whether the client holds its body back and was not asked for it. */
export function awaitsContinue(request: FastifyRequest): boolean {
  return /100-continue/i.test(request.headers.expect ?? '') && !asked.has(request.raw);
}

/** Reads a body that is not looked at, so that the connection's end is noticed while the request is held. */
export function discardBody(request: FastifyRequest): void {
  if (!awaitsContinue(request)) request.raw.resume();
}

/**
 * After an answer that came before the body was read, the rest is read and thrown away for a while: closing
 * at once would reset the connection and destroy the answer on its way. Then the connection is cut.
 */
export function lingerAfterAnswer(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  const { socket } = raw;
  reply.raw.once('finish', () => {
    if (raw.complete || !socket || socket.destroyed || awaitsContinue(request)) return;
    const start = socket.bytesRead;
    let seconds = 0;
    const timer = setInterval(() => {
      const over = socket.bytesRead - start > MAX_BODY || ++seconds >= LINGER_SECONDS;
      if (over && !raw.complete) socket.destroy();
      if (over || raw.complete || socket.destroyed) clearInterval(timer);
    }, 1000);
    timer.unref();
  });
}

/** Aborts when the client goes away before it has its answer. */
export function whileConnected(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const gone = () => {
    if (!reply.raw.writableFinished) controller.abort(new ClientGone('the client went away'));
  };
  reply.raw.once('close', gone);
  // It may have gone while its session was looked for: of that nothing more is heard.
  if (reply.raw.destroyed) gone();
  return controller.signal;
}
