/**
 * The session of a page of ours: a cookie that no script reads, no other site sends, and no page of another
 * origin can use (see same-origin.ts). Programs on the sequencer routes come with a bearer, which goes first.
 */
import { MEANT_USER } from '@brebaje/protocol/routes';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FaceContext } from '../http/face-context.ts';
import { publicBase } from '../http/public-url.ts';
import { mayUseCookie } from './same-origin.ts';

/**
 * The cookie's name below a base URL. `__Host-` has the browser itself refuse one that a sibling domain or a
 * page without TLS wrote. Cookies do not tell ports or paths apart: the name does.
 */
export function cookieName(base: string): string {
  const { protocol, port, pathname } = new URL(base);
  const place = `${port}${pathname}`.replace(/[^a-z0-9]+/gi, '-').replace(/-+$/, '');
  const name = `brebaje${place === '' || place.startsWith('-') ? '' : '-'}${place}`;
  return protocol === 'https:' ? `__Host-${name}` : name;
}

/** The browser keeps it for so long; when the session ends is the server's to say. */
const KEPT_SECONDS = 180 * 86_400;

/** Gives the browser a session. */
export function setSessionCookie(reply: FastifyReply, base: string, sessionId: string): void {
  reply.header(
    'set-cookie',
    cookie(base, cookieName(base), sessionId, `SameSite=Strict; Max-Age=${KEPT_SECONDS}`),
  );
}

/** A cookie for the whole origin that no script reads. */
function cookie(base: string, name: string, value: string, rest: string): string {
  return `${name}=${value}; Path=/; HttpOnly; ${rest}${base.startsWith('https:') ? '; Secure' : ''}`;
}

/** Binds a sign-in elsewhere to the browser that began it: Lax, because the way back begins on another site. */
export function setBindingCookie(reply: FastifyReply, base: string, value: string, seconds: number): void {
  reply.header('set-cookie', cookie(base, bindingName(base), value, `SameSite=Lax; Max-Age=${seconds}`));
}

/** The value that setBindingCookie gave this browser; null: none. */
export function bindingOf(request: FastifyRequest, base: string): string | null {
  return readCookie(request, bindingName(base));
}

function bindingName(base: string): string {
  return `${cookieName(base)}-binding`;
}

/** Takes the session away from the browser that sent one. */
export function endSessionCookie(
  { config }: Pick<FaceContext, 'config'>,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const base = publicBase(config, request);
  if (base !== null && readCookie(request, cookieName(base)) !== null)
    reply.header('set-cookie', cookie(base, cookieName(base), '', 'SameSite=Strict; Max-Age=0'));
}

/** The session id of the cookie where it may speak for the person; null otherwise. */
export function cookieSession(
  { config }: Pick<FaceContext, 'config'>,
  request: FastifyRequest,
): string | null {
  const base = publicBase(config, request);
  if (base === null || !mayUseCookie(config, request)) return null;
  return readCookie(request, cookieName(base));
}

/** Whether a cookie's session is of the person that the page means, where it says whom. */
export function isMeant(request: FastifyRequest, userId: number): boolean {
  const meant = request.headers[MEANT_USER];
  return meant === undefined || meant === String(userId);
}

/** One cookie of a request (RFC 6265 §4.2); null: not there, empty, or there twice. */
export function readCookie(request: FastifyRequest, name: string): string | null {
  const values = (request.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 && values[0] !== '' ? values[0]! : null;
}
