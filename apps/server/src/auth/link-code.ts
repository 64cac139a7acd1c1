/** A code for an account that was proven in a browser: whoever enters it links that account to theirs. */
import { plainCode } from '@brebaje/protocol/rest/device';
import type { FaceContext } from '../http/face-context.ts';
import { createTicket, takeTicket } from '../store/tickets.ts';
import type { Account } from './account.ts';
import { TICKET_LIFE } from './eth-sign-in.ts';
import { hashId } from './secret-id.ts';
import { shortCode } from './short-code.ts';

/** Fifty-one bits, for five minutes, once. */
const LETTERS = 12;

/** A fresh code for the account. */
export async function createLinkCode(context: FaceContext, account: Account): Promise<string> {
  const code = shortCode(context.random, LETTERS);
  await createTicket(context.store.db, {
    kind: 'link',
    idHash: hashId(code),
    data: JSON.stringify(account),
    expiresAt: context.clock.now() + TICKET_LIFE,
  });
  return code;
}

/** The account that a code stands for; null: none, used or too old. */
export async function takeLinkCode(context: FaceContext, typed: string): Promise<Account | null> {
  const code = hashId(plainCode(typed));
  const ticket = await takeTicket(context.store.db, 'link', code, context.clock.now());
  return ticket ? (JSON.parse(ticket.data) as Account) : null;
}
