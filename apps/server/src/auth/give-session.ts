/** How a session leaves the server: as a cookie of our pages, or as the id that a program keeps. */
import type { SessionGiven } from '@brebaje/protocol/rest/sessions';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { publicBase } from '../http/public-url.ts';
import { Problem } from '../rest/problem.ts';
import type { RestContext } from '../rest/rest-context.ts';
import type { IdentityRow } from '../store/schema.ts';
import { accountOfRow, subOf } from './account.ts';
import { setSessionCookie } from './cookie.ts';
import { isForeign } from './same-origin.ts';

/** One sign-in request of the address prefix's share. Throws RATE_LIMITED. */
export function takeSignIn({ services, ctx }: RestContext, request: FastifyRequest): void {
  if (!services.signIns.take(request.ip, ctx.clock.now())) throw new Problem('RATE_LIMITED');
}

/** As takeSignIn; besides, refuses pages of other origins. Throws RATE_LIMITED, FOREIGN_ORIGIN. */
export function takeOwnSignIn(rest: RestContext, request: FastifyRequest): void {
  takeSignIn(rest, request);
  if (isForeign(rest.face.config, request)) throw new Problem('FOREIGN_ORIGIN');
}

/** The base of links that others can open. Throws BASE_UNKNOWN. */
export function requireBase({ face }: RestContext, request: FastifyRequest): string {
  const base = publicBase(face.config, request);
  if (base === null) throw new Problem('BASE_UNKNOWN');
  return base;
}

/**
 * What is answered with a new session: its id, unless a page of ours asked for the cookie. Without a new one
 * (null) the session that asked goes on.
 */
export function giveSession(
  rest: RestContext,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  { identity, sessionId }: { identity: IdentityRow; sessionId: string | null },
  cookie: boolean,
): SessionGiven {
  const { userId, provider, handle } = identity;
  const user = { id: userId, provider, sub: subOf(accountOfRow(identity)), nickname: handle };
  if (sessionId === null) return { user };
  if (!cookie) return { user, session_id: sessionId };
  setSessionCookie(reply, requireBase(rest, request), sessionId);
  return { user };
}
