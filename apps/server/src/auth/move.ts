/** Going on with a second device: a code from a session of the first. */
import type { FaceContext } from '../http/face-context.ts';
import { Problem } from '../rest/problem.ts';
import type { IdentityRow } from '../store/schema.ts';
import { createTicket, takeTicket } from '../store/tickets.ts';
import { TICKET_LIFE } from './eth-sign-in.ts';
import { hashId } from './secret-id.ts';
import { grouped, shortCode } from './short-code.ts';
import { signInAs } from './sign-in-as.ts';

/** Fifty-one bits: whoever guessed one would be that person here. */
const LETTERS = 12;

/** A code that signs the same person in elsewhere: once, five minutes. */
export async function startMove(
  context: FaceContext,
  identityId: number,
): Promise<{ code: string; expires_in: number }> {
  const code = shortCode(context.random, LETTERS);
  await createTicket(context.store.db, {
    kind: 'move',
    idHash: hashId(code),
    data: JSON.stringify({ identityId }),
    expiresAt: context.clock.now() + TICKET_LIFE,
  });
  return { code: grouped(code), expires_in: TICKET_LIFE / 1000 };
}

/**
 * Uses a code up.
 * @param code without hyphens, in capitals
 * @throws CODE_UNKNOWN, INVITATION_REVOKED
 */
export function enterMove(
  context: FaceContext,
  code: string,
  label: string,
): Promise<{ identity: IdentityRow; sessionId: string }> {
  return context.store.transaction(async (trx) => {
    const ticket = await takeTicket(trx, 'move', hashId(code), context.clock.now());
    if (!ticket) throw new Problem('CODE_UNKNOWN');
    const { identityId } = JSON.parse(ticket.data) as { identityId: number };
    return signInAs(trx, context, { identityId, label });
  });
}
