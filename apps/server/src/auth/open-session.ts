/** Makes sessions: every one has a handle and a label by which its person finds and ends it. */
import { KZG_POLICY } from '@brebaje/ceremony/policy';
import { sessionExpiresAt } from '@brebaje/ceremony/session';
import type { FaceContext } from '../http/face-context.ts';
import type { CeremonyRow } from '../http/sequencer-port.ts';
import { policyOf } from '../sequencer/rows.ts';
import type { Db } from '../store/open-store.ts';
import type { IdentityRow } from '../store/schema.ts';
import { createSession, evictFirstParty } from '../store/sessions.ts';
import { hashId, nonceFrom, uuidFrom } from './secret-id.ts';

/** What making a session takes. */
export type SessionContext = Pick<FaceContext, 'config' | 'clock' | 'random'>;

/** Sessions of one person at once: the oldest unused one makes room, so nobody can fill the server alone. */
const SESSIONS_EACH = 8;

/** Whoever came by a link alone cannot sign in again by themselves: their sessions last longer. */
const INVITED_LIFE = 90 * 86_400_000;

/** How long an unused first-party session lives, milliseconds. */
export function sessionLife(
  { config }: Pick<FaceContext, 'config'>,
  provider: IdentityRow['provider'],
): number {
  const usual = config.sessionExpiry ?? KZG_POLICY.sessionExpiry;
  return provider === 'Invitation' ? Math.max(usual, INVITED_LIFE) : usual;
}

/**
 * Opens a session by an identity: for one ceremony's sequencer routes, or (null) first-party. Run it in a
 * transaction.
 * @returns the session id, which is stored nowhere, and when it ends if unused
 */
export async function openSession(
  trx: Db,
  context: SessionContext,
  {
    identity,
    ceremony = null,
    label,
  }: { identity: IdentityRow; ceremony?: CeremonyRow | null; label: string | null },
): Promise<{ sessionId: string; expiresAt: number }> {
  const now = context.clock.now();
  await makeRoom(trx, identity.userId, ceremony?.id ?? null);
  // Whoever holds a key may have such a session: a flood of them makes room for itself, not for nobody.
  if (ceremony === null)
    await evictFirstParty(trx, (context.config.maxSessions ?? KZG_POLICY.idleSessions) - 1);
  const sessionId = uuidFrom(context.random(16));
  const expiresAt = ceremony
    ? sessionExpiresAt(policyOf(ceremony), now)
    : now + sessionLife(context, identity.provider);
  await createSession(trx, {
    idHash: hashId(sessionId),
    publicId: nonceFrom(context.random(16)),
    label,
    userId: identity.userId,
    identityId: identity.id,
    ceremonyId: ceremony?.id ?? null,
    enteredAt: null,
    createdAt: now,
    lastSeenAt: now,
    expiresAt,
  });
  return { sessionId, expiresAt };
}

async function makeRoom(trx: Db, userId: number, ceremonyId: number | null): Promise<void> {
  const sessions = await trx
    .selectFrom('session')
    .select('idHash')
    .where('userId', '=', userId)
    .where('ceremonyId', ceremonyId === null ? 'is' : '=', ceremonyId)
    .orderBy('lastSeenAt', 'desc')
    .execute();
  const surplus = sessions.slice(SESSIONS_EACH - 1).map(({ idHash }) => idHash);
  if (surplus.length > 0) await trx.deleteFrom('session').where('idHash', 'in', surplus).execute();
}
