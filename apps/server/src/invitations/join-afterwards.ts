import { hashId } from '../auth/secret-id.ts';
import { enrol } from '../participants/enrol.ts';
import type { Caller, KnownCaller } from '../rest/caller.ts';
import { Problem } from '../rest/problem.ts';
import type { RestContext } from '../rest/rest-context.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { findParticipantOf } from '../store/participants.ts';
import { findSession } from '../store/sessions.ts';
import type { Used } from './use.ts';

/** Where somebody who used a link takes part now. */
export interface Joined {
  ceremony?: { id: number; slug: string };
  participantId?: number;
  /** Why they do not yet. */
  notJoined?: string;
}

/**
 * Enrols whoever has just used a link and accepted the terms. The link is used already, so a refusal is told
 * beside the session instead of in its place.
 */
export async function joinAfterwards(
  rest: RestContext,
  { row, identity, sessionId }: Used,
  caller: Caller,
  { publicName, acceptTerms }: { publicName?: string | undefined; acceptTerms?: number | undefined },
  address: string,
): Promise<Joined> {
  const { db } = rest.ctx.store;
  const found = row.ceremonyId === null ? undefined : await findCeremony(db, row.ceremonyId);
  if (!found) return {};
  const ceremony = { id: found.id, slug: found.slug };
  const known = await findParticipantOf(db, identity.userId, found.id);
  if (known || acceptTerms === undefined) return known ? { ceremony, participantId: known.id } : { ceremony };
  try {
    const person = sessionId === null ? caller : await newCaller(rest, sessionId);
    if (!person) throw new Problem('SIGN_IN_REQUIRED');
    const enrolment = {
      userId: identity.userId,
      ceremonyId: found.id,
      status: 'CREATED',
      acceptTerms,
      ...(publicName === undefined ? {} : { publicName }),
    } as const;
    const { row: participant } = await enrol(rest, person, enrolment, address);
    return { ceremony, participantId: participant.id };
  } catch (error) {
    if (error instanceof Problem) return { ceremony, notJoined: error.message };
    throw error;
  }
}

async function newCaller({ ctx }: RestContext, sessionId: string): Promise<KnownCaller | null> {
  const session = await findSession(ctx.store.db, hashId(sessionId), ctx.clock.now());
  return session ? { userId: session.userId, role: null, session } : null;
}
