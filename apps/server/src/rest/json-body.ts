import type { Operation } from '@brebaje/protocol/rest/operation';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BodyTooLarge, discardBody, smallBody } from '../http/bodies.ts';
import { Problem } from './problem.ts';

/** Largest body of an operation that says nothing else, bytes. */
const MAX_BODY = 65_536;

/** Objects and lists within each other; what the schemas describe goes less than ten deep. */
const MAX_DEPTH = 64;

/**
 * The body of an operation as JSON; `{}` without one, `{csv}` where CSV is taken. Bounded before it is read, and
 * in depth before it is parsed. @throws Problem, BodyTooLarge, ClientGone
 */
export async function jsonBody(
  shape: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const limit = shape.maxBody ?? MAX_BODY;
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new BodyTooLarge();
  const type = request.headers['content-type']?.trim() ?? '';
  const csv = shape.csv === true && /^text\/csv\s*(;|$)/i.test(type);
  const json = type === '' || /^application\/(json|merge-patch\+json)\s*(;|$)/i.test(type);
  const coding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if ((!csv && !json) || coding !== 'identity') {
    discardBody(request);
    throw new Problem('UNSUPPORTED_MEDIA_TYPE');
  }
  const text = await smallBody(request, reply, limit);
  if (csv) return { csv: text };
  return text === '' ? {} : parsed(text);
}

function parsed(text: string): unknown {
  if (depthOf(text) > MAX_DEPTH)
    throw new Problem('INVALID_REQUEST', `The body is nested more than ${MAX_DEPTH} deep.`);
  try {
    return JSON.parse(text, text.includes('\\u') ? fitForStorage : undefined);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('INVALID_REQUEST', 'The body is not JSON.');
  }
}

/**
 * Brackets that are open at once; those within texts do not count. One pass: a pattern would look for the end of
 * a text that has none from every quote in it.
 */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted && sign === '\\') at++;
    else if (sign === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (sign === '[' || sign === '{') deepest = Math.max(deepest, ++depth);
    else if (sign === ']' || sign === '}') depth--;
  }
  return deepest;
}

/** Escapes can write what neither Postgres nor UTF-8 has: a zero byte, half a character. */
function fitForStorage(key: string, value: unknown): unknown {
  for (const text of [key, value])
    if (typeof text === 'string' && !isFit(text))
      throw new Problem('INVALID_REQUEST', 'A text holds a zero byte or half a character.');
  return value;
}

/** Whether a text can be stored and sent again as it is. */
export function isFit(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
