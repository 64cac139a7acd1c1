/** Who calls, as far as a session tells. */
import type { FastifyRequest } from 'fastify';
import { bearerOf } from '../auth/bearer.ts';
import { hashId } from '../auth/secret-id.ts';
import type { UserRow } from '../store/schema.ts';
import { findSession, type KnownSession } from '../store/sessions.ts';
import { Problem } from './problem.ts';
import type { RestContext } from './rest-context.ts';

/** null: a stranger. */
export type Caller = { userId: number; role: UserRow['role']; session: KnownSession } | null;

/** A caller with a session. */
export type KnownCaller = NonNullable<Caller>;

/**
 * The caller. A session that is not known, has ended or belongs to the sequencer routes of one ceremony is
 * refused, on public routes as well: whoever sends one should learn that it is worth nothing here.
 */
export async function findCaller(rest: RestContext, request: FastifyRequest): Promise<Caller> {
  const bearer = bearerOf(request);
  if (bearer === null) return null;
  const { db } = rest.ctx.store;
  const session = await findSession(db, hashId(bearer), rest.ctx.clock.now());
  if (!session) throw new Problem('SIGN_IN_REQUIRED', 'The session is not known or has ended.');
  if (session.ceremonyId !== null)
    throw new Problem('SIGN_IN_REQUIRED', 'This session is for the sequencer routes of one ceremony only.');
  const user = await db.selectFrom('user').select('role').where('id', '=', session.userId).executeTakeFirst();
  return { userId: session.userId, role: user?.role ?? null, session };
}
