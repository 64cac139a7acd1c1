/** Who calls, as far as a session tells. */
import type { FastifyRequest } from 'fastify';
import { bearerOf } from '../auth/bearer.ts';
import { cookieSession, isMeant } from '../auth/cookie.ts';
import { sessionLife } from '../auth/open-session.ts';
import { hashId } from '../auth/secret-id.ts';
import type { UserRow } from '../store/schema.ts';
import { findSession, type KnownSession, touchSessions } from '../store/sessions.ts';
import { Problem } from './problem.ts';
import type { RestContext } from './rest-context.ts';

const TOUCH_EVERY = 3_600_000;

/** null: a stranger. */
export type Caller = { userId: number; role: UserRow['role']; session: KnownSession } | null;

/** A caller with a session. */
export type KnownCaller = NonNullable<Caller>;

/**
 * The caller. A session that is not known, has ended or belongs to the sequencer routes of one ceremony is
 * refused, on public routes as well: whoever sends one should learn that it is worth nothing here. A cookie is
 * sent without anybody's doing: one that is worth nothing, or that a page of another origin would use, is as
 * none.
 */
export async function findCaller(rest: RestContext, request: FastifyRequest): Promise<Caller> {
  const bearer = bearerOf(request);
  if (bearer === null) {
    const cookie = cookieSession(rest.face, request);
    const session = cookie === null ? undefined : await firstParty(rest, cookie);
    return session && isMeant(request, session.userId) ? callerOf(rest, session) : null;
  }
  const { db } = rest.ctx.store;
  const session = await findSession(db, hashId(bearer), rest.ctx.clock.now());
  if (!session) throw new Problem('SIGN_IN_REQUIRED', 'The session is not known or has ended.');
  if (session.ceremonyId !== null)
    throw new Problem('SIGN_IN_REQUIRED', 'This session is for the sequencer routes of one ceremony only.');
  return callerOf(rest, session);
}

/** The first-party session with this id, if there is one. */
async function firstParty({ ctx }: RestContext, id: string): Promise<KnownSession | undefined> {
  const session = await findSession(ctx.store.db, hashId(id), ctx.clock.now());
  return session?.ceremonyId === null ? session : undefined;
}

async function callerOf(rest: RestContext, session: KnownSession): Promise<KnownCaller> {
  const { ctx, face } = rest;
  const now = ctx.clock.now();
  const life = sessionLife(face, session.provider);
  // Not at every request: an hour's precision is enough for a list of sessions.
  if (now - session.lastSeenAt > Math.min(TOUCH_EVERY, life / 24))
    await touchSessions(ctx.store.db, [session.idHash], { lastSeenAt: now, expiresAt: now + life });
  const user = await ctx.store.db
    .selectFrom('user')
    .select('role')
    .where('id', '=', session.userId)
    .executeTakeFirst();
  return { userId: session.userId, role: user?.role ?? null, session };
}
