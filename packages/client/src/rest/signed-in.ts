import { ClientError } from '../client-error.ts';
import { isIdentity, isObject, printable } from '../plain.ts';

/** A session that was just given. */
export interface SignedIn {
  sessionId: string;
  userId: number;
  /** As a transcript would have it (`eth|0x…`, `git|id|login`). */
  identity: string;
  nickname: string;
}

/** Reads the answer of every way to sign in. Throws NOT_A_SEQUENCER. */
export function signedIn(server: string, body: Record<string, unknown>): SignedIn {
  const { user, session_id: sessionId } = body;
  // It goes into a header.
  const good = typeof sessionId === 'string' && /^[\x21-\x7e]{1,512}$/.test(sessionId);
  if (good && isObject(user) && typeof user.id === 'number' && typeof user.sub === 'string')
    if (isIdentity(user.sub))
      return { sessionId, userId: user.id, identity: user.sub, nickname: printable(String(user.nickname)) };
  throw new ClientError('NOT_A_SEQUENCER', `${server} answers the sign-in with nonsense`, {
    next: 'check the address',
  });
}
