/** Whether an account may take part in a ceremony, by the ceremony's stored rule. */
import type { ErrorCode } from '@brebaje/protocol/errors';
import { isLocal, type Qualification } from '../config/policy-of.ts';
import type { FaceContext } from '../http/face-context.ts';
import type { CeremonyRow } from '../http/sequencer-port.ts';
import type { Account } from './account.ts';
import { Unreachable } from './fetch-json.ts';
import type { AuthServices } from './services.ts';

/**
 * null: qualified. A low nonce and a young account have the same name, as in the reference. An outage has
 * another: it is never taken for "not eligible".
 */
export async function qualify(
  context: FaceContext,
  services: Pick<AuthServices, 'history' | 'openCap'>,
  ceremony: CeremonyRow,
  account: Account,
  address: string,
): Promise<ErrorCode | null> {
  const rule = JSON.parse(ceremony.qualification) as Qualification;
  if (rule.mode === 'open') {
    const who = `${account.provider}|${account.subject}`;
    const fits = isLocal(context.config) || services.openCap.take(address, context.clock.now(), who);
    return fits ? null : 'AuthErrorPayload::LobbyIsFull';
  }
  if (account.provider === 'Github') {
    const young =
      rule.github === null || account.createdAt === null || account.createdAt > rule.github.createdBefore;
    return young ? 'AuthErrorPayload::UserCreatedAfterDeadline' : null;
  }
  if (rule.ethereum === null) return 'AuthErrorPayload::UserCreatedAfterDeadline';
  try {
    const count = await services.history.transactionCount(account.subject, rule.ethereum.block);
    return count >= rule.ethereum.minNonce ? null : 'AuthErrorPayload::UserCreatedAfterDeadline';
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    context.log.warn({ reason: error.message }, 'qualification could not be checked');
    return 'AuthErrorPayload::FetchUserDataError';
  }
}
