/** Sessions as they come in requests. */
import { sessionExpiresAt } from '@brebaje/ceremony/session';
import { type ErrorCode, REFUSALS } from '@brebaje/protocol/errors';
import type { FastifyRequest } from 'fastify';
import type { FaceContext } from '../http/face-context.ts';
import type { CeremonyRow } from '../http/sequencer-port.ts';
import { policyOf } from '../sequencer/rows.ts';
import { findParticipantOf } from '../store/participants.ts';
import { findSession as findRow, type KnownSession, touchSessions } from '../store/sessions.ts';
import { accountOfRow } from './account.ts';
import { cookieSession, isMeant } from './cookie.ts';
import { qualify } from './qualify.ts';
import { hashId } from './secret-id.ts';
import type { AuthServices } from './services.ts';
import { signInGate } from './sign-in.ts';

/** The session id of `Authorization: Bearer <id>`; its form is not looked at. null: none there. */
export function bearerOf(request: FastifyRequest): string | null {
  return /^bearer +([^\s]+)\s*$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/**
 * The session id that a call of the sequencer routes comes with: the bearer, as programs send it. Without an
 * Authorization header a page of ours is known by its cookie, where that may speak for it (cookie.ts).
 */
export function sessionOf(context: Pick<FaceContext, 'config'>, request: FastifyRequest): string | null {
  return request.headers.authorization === undefined ? cookieSession(context, request) : bearerOf(request);
}

/** An unused session's end is moved this many times in its life at most, not at every request. */
const TOUCHES = 24;

/** The session, if it is known, has not expired and is valid for this ceremony; null: of nobody that the page means. */
export async function findSession(
  context: FaceContext,
  request: FastifyRequest,
  id: string,
  ceremony: CeremonyRow,
): Promise<KnownSession | undefined | null> {
  const now = context.clock.now();
  const session = await findRow(context.store.db, hashId(id), now);
  if (!session || (session.ceremonyId !== null && session.ceremonyId !== ceremony.id)) return undefined;
  if (!isMeant(request, session.userId)) return null;
  const policy = policyOf(ceremony);
  if (now - session.lastSeenAt > policy.sessionExpiry / TOUCHES) {
    const use = { lastSeenAt: now, expiresAt: sessionExpiresAt(policy, now) };
    await touchSessions(context.store.db, [session.idHash], use);
  }
  return session;
}

/**
 * A first-party session is qualified for a ceremony on its first call there; a session made for the ceremony
 * was qualified when it was made. null: may go on.
 */
export async function qualifySession(
  context: FaceContext,
  services: AuthServices,
  session: KnownSession,
  ceremony: CeremonyRow,
  address: string,
): Promise<ErrorCode | null> {
  if (session.ceremonyId !== null) return null;
  if (await findParticipantOf(context.store.db, session.userId, ceremony.id)) return null;
  const refused = await qualify(context, services, ceremony, accountOfRow(session), address);
  if (refused) return refused;
  const gate = await signInGate(context, ceremony);
  // The cap is for people who sign in and stay outside; this one comes in with this very call.
  return gate === null || gate === 'TOO_MANY_SESSIONS' ? null : REFUSALS[gate].signIn;
}
