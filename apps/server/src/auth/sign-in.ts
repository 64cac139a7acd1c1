/** Turns a checked account into a session. */
import type { RuleRefusal } from '@brebaje/ceremony/lobby-types';
import { KZG_POLICY } from '@brebaje/ceremony/policy';
import { enterSession, sessionExpiresAt } from '@brebaje/ceremony/session';
import type { SignedIn } from '@brebaje/protocol/wire';
import type { FaceContext } from '../http/face-context.ts';
import type { CeremonyRow } from '../http/sequencer-port.ts';
import { gateOf, memberOf, policyOf } from '../sequencer/rows.ts';
import type { Db } from '../store/open-store.ts';
import { findParticipantOf } from '../store/participants.ts';
import { countIdleSessions, createSession, evictFirstParty } from '../store/sessions.ts';
import { findIdentity, findOrCreateUser } from '../store/users.ts';
import { type Account, subOf } from './account.ts';
import { hashId, uuidFrom } from './secret-id.ts';

export type SignInAnswer =
  | { kind: 'signed-in'; userId: number; person: SignedIn }
  | { kind: 'refused'; code: RuleRefusal };

/** Sessions of one person at once: the oldest unused one makes room, so nobody can fill the server alone. */
const SESSIONS_EACH = 8;

/**
 * Signs an account in: for one ceremony's sequencer routes, or (null) first-party for every face. Nothing is
 * written when the rules refuse.
 */
export function signIn(
  context: FaceContext,
  { ceremony, account }: { ceremony: CeremonyRow | null; account: Account },
): Promise<SignInAnswer> {
  return context.store.transaction(async (trx) => {
    const now = context.clock.now();
    const code = ceremony && (await refusal(trx, ceremony, account, now));
    if (code) return { kind: 'refused', code };
    const { provider, subject, handle } = account;
    const { user, identity } = await findOrCreateUser(trx, { provider, subject, handle }, now);
    await makeRoom(trx, user.id, ceremony?.id ?? null);
    // Whoever holds a key may have such a session: a flood of them makes room for itself, not for nobody.
    if (ceremony === null)
      await evictFirstParty(trx, (context.config.maxSessions ?? KZG_POLICY.idleSessions) - 1);
    const sessionId = uuidFrom(context.random(16));
    await createSession(trx, {
      idHash: hashId(sessionId),
      userId: user.id,
      identityId: identity.id,
      ceremonyId: ceremony?.id ?? null,
      enteredAt: null,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: sessionExpiresAt(ceremony ? policyOf(ceremony) : firstPartyPolicy(context), now),
    });
    const person = { sessionId, sub: subOf(account), nickname: handle, provider };
    return { kind: 'signed-in', userId: user.id, person };
  });
}

/** Whether anybody new may sign in; what `request_link` asks before it gives links. */
export async function signInGate(context: FaceContext, ceremony: CeremonyRow): Promise<RuleRefusal | null> {
  const now = context.clock.now();
  const idleSessions = await countIdleSessions(context.store.db, ceremony.id, now);
  const answer = enterSession(policyOf(ceremony), gateOf(ceremony), null, { idleSessions }, now);
  return 'refusal' in answer ? answer.refusal : null;
}

/** What the rules say to this account now; null: come in. */
async function refusal(
  trx: Db,
  ceremony: CeremonyRow,
  account: Account,
  now: number,
): Promise<RuleRefusal | null> {
  const identity = await findIdentity(trx, account.provider, account.subject);
  const participant = identity && (await findParticipantOf(trx, identity.userId, ceremony.id));
  const idle = await countIdleSessions(trx, ceremony.id, now);
  const mine = identity ? await ownIdleSessions(trx, ceremony.id, identity.userId, now) : 0;
  const facts = { idleSessions: idle - mine };
  const member = participant ? memberOf(participant) : null;
  const answer = enterSession(policyOf(ceremony), gateOf(ceremony), member, facts, now);
  return 'refusal' in answer ? answer.refusal : null;
}

async function ownIdleSessions(trx: Db, ceremonyId: number, userId: number, now: number): Promise<number> {
  const rows = await trx
    .selectFrom('session')
    .select('idHash')
    .where('userId', '=', userId)
    .where('enteredAt', 'is', null)
    .where('expiresAt', '>', now)
    .where('ceremonyId', '=', ceremonyId)
    .execute();
  return rows.length;
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

function firstPartyPolicy({ config }: FaceContext): typeof KZG_POLICY {
  return { ...KZG_POLICY, sessionExpiry: config.sessionExpiry ?? KZG_POLICY.sessionExpiry };
}
