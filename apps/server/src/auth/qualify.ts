/** Whether an account may take part in a ceremony, by the ceremony's stored rule. */
import { mayEnroll } from '@brebaje/ceremony/eligibility';
import type { Gate } from '@brebaje/ceremony/lobby-types';
import type { ErrorCode } from '@brebaje/protocol/errors';
import { admissionOf } from '../ceremonies/eligibility.ts';
import { isLocal } from '../config/policy-of.ts';
import type { FaceContext } from '../http/face-context.ts';
import type { CeremonyRow } from '../http/sequencer-port.ts';
import { type RosterEntry, rosterEntryFor, rosterPerson } from '../invitations/roster.ts';
import type { Db } from '../store/open-store.ts';
import { findIdentity } from '../store/users.ts';
import type { Account } from './account.ts';
import { Unreachable } from './fetch-json.ts';
import type { AuthServices } from './services.ts';

/** The reference's word for every account that may not take part. */
const NOT_ELIGIBLE = 'AuthErrorPayload::UserCreatedAfterDeadline';

/** Whether the ceremony takes anybody is asked elsewhere. */
const OPEN: Gate = { status: 'OPENED', draining: false };

/**
 * null: qualified, by the roster or by the account. A low nonce and a young account have the same name, as in
 * the reference. An outage has another: it is never taken for "not eligible".
 */
export async function qualify(
  context: FaceContext,
  services: Pick<AuthServices, 'history' | 'openCap'>,
  ceremony: CeremonyRow,
  account: Account,
  address: string,
): Promise<ErrorCode | null> {
  const now = context.clock.now();
  const { provider, createdAt: identityCreatedAt } = account;
  const entry = await entryOf(context.store.db, ceremony, account, now);
  if (entry?.standing === 'REVOKED') return NOT_ELIGIBLE;
  const invitation = entry?.standing === 'GOOD' ? entry.row : null;
  const { eligibility, qualification: rule } = admissionOf(ceremony);
  const ruled = mayEnroll(eligibility, OPEN, { provider, identityCreatedAt, invitation }, now);
  if (!ruled.eligible) return NOT_ELIGIBLE;
  if (invitation) return null;
  if (rule.mode === 'open') {
    const who = `${provider}|${account.subject}`;
    const fits = isLocal(context.config) || services.openCap.take(address, now, who);
    return fits ? null : 'AuthErrorPayload::LobbyIsFull';
  }
  if (provider === 'Invitation') return NOT_ELIGIBLE;
  if (provider === 'Github') {
    const young =
      rule.github === null || account.createdAt === null || account.createdAt > rule.github.createdBefore;
    return young ? NOT_ELIGIBLE : null;
  }
  if (rule.ethereum === null) return NOT_ELIGIBLE;
  try {
    const count = await services.history.transactionCount(account.subject, rule.ethereum.block);
    return count >= rule.ethereum.minNonce ? null : NOT_ELIGIBLE;
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    context.log.warn({ reason: error.message }, 'qualification could not be checked');
    return 'AuthErrorPayload::FetchUserDataError';
  }
}

/** The account's entry on the roster, also before it signs in for the first time. */
async function entryOf(
  db: Db,
  { id }: CeremonyRow,
  account: Account,
  now: number,
): Promise<RosterEntry | undefined> {
  const identity = await findIdentity(db, account.provider, account.subject);
  const person = identity ? await rosterPerson(db, identity.userId) : { userId: 0, identities: [account] };
  return rosterEntryFor(db, id, person, now);
}
