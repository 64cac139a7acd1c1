/** Turns a checked account into a session. */
import type { RuleRefusal } from '@brebaje/ceremony/lobby-types';
import { enterSession } from '@brebaje/ceremony/session';
import type { SignedIn } from '@brebaje/protocol/wire';
import type { FaceContext } from '../http/face-context.ts';
import type { CeremonyRow } from '../http/sequencer-port.ts';
import { gateOf, memberOf, policyOf } from '../sequencer/rows.ts';
import type { Db } from '../store/open-store.ts';
import { findParticipantOf } from '../store/participants.ts';
import { countIdleSessions } from '../store/sessions.ts';
import { findIdentity, findOrCreateUser } from '../store/users.ts';
import { type Account, rowOf, subOf } from './account.ts';
import { openSession } from './open-session.ts';

export type SignInAnswer =
  | { kind: 'signed-in'; userId: number; expiresAt: number; person: SignedIn }
  | { kind: 'refused'; code: RuleRefusal };

/**
 * Signs an account in: for one ceremony's sequencer routes, or (null) first-party for every face. Nothing is
 * written when the rules refuse.
 */
export function signIn(
  context: FaceContext,
  {
    ceremony,
    account,
    label = null,
  }: { ceremony: CeremonyRow | null; account: Account; label?: string | null },
): Promise<SignInAnswer> {
  return context.store.transaction(async (trx) => {
    const now = context.clock.now();
    const code = ceremony && (await refusal(trx, ceremony, account, now));
    if (code) return { kind: 'refused', code };
    const { user, identity } = await findOrCreateUser(trx, rowOf(account), now);
    const { sessionId, expiresAt } = await openSession(trx, context, { identity, ceremony, label });
    const { provider, handle } = account;
    const person = { sessionId, sub: subOf(account), nickname: handle, provider };
    return { kind: 'signed-in', userId: user.id, expiresAt, person };
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
