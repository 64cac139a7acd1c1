/** Nonces and signatures of Sign-In with Ethereum. */
import { AUTH } from '@brebaje/protocol/routes';
import type { FaceContext } from '../http/face-context.ts';
import { createTicket, takeTicket } from '../store/tickets.ts';
import { type Account, ethereumAccount } from './account.ts';
import { hashId, nonceFrom } from './secret-id.ts';
import { checkSignature, checkSiwe, parseSiwe, SiweError, siweText } from './siwe.ts';

/** Nonces and one-time codes live this long, milliseconds. */
export const TICKET_LIFE = 300_000;

/** A fresh nonce for this address: 128 bits, once, five minutes. */
export async function createNonce(context: FaceContext, address: string): Promise<string> {
  const nonce = nonceFrom(context.random(16));
  await createTicket(context.store.db, {
    kind: 'nonce',
    idHash: hashId(nonce),
    data: JSON.stringify({ address: address.toLowerCase() }),
    expiresAt: context.clock.now() + TICKET_LIFE,
  });
  return nonce;
}

/** A message of ours for this address, with a fresh nonce in it. */
export async function createMessage(context: FaceContext, base: string, address: string): Promise<string> {
  const now = context.clock.now();
  return siweText({
    domain: new URL(base).host,
    address,
    statement: 'Take part in a trusted-setup ceremony. This sends no transaction and costs nothing.',
    uri: base + AUTH.ethPage,
    chainId: context.config.ethereumChainId,
    nonce: await createNonce(context, address),
    issuedAt: now,
    expirationTime: now + TICKET_LIFE,
  });
}

/**
 * The account that signed. The nonce is used up by the first attempt, whatever comes of it.
 * @throws SiweError with a sentence for the person
 */
export async function verifySignIn(
  context: FaceContext,
  base: string,
  text: string,
  signature: string,
): Promise<Account> {
  const message = parseSiwe(text);
  const now = context.clock.now();
  const ticket = await takeTicket(context.store.db, 'nonce', hashId(message.nonce), now);
  checkSiwe(message, { base, chainId: context.config.ethereumChainId, now });
  const { address = null } = ticket ? (JSON.parse(ticket.data) as { address: string }) : {};
  if (address !== message.address.toLowerCase())
    throw new SiweError('The nonce is not known, was used or is older than five minutes: take a new one.');
  checkSignature(text, signature, message.address);
  return ethereumAccount(message.address);
}

/** A code for our own Ethereum callback: once, five minutes. */
export async function createCode(context: FaceContext, account: Account): Promise<string> {
  const code = nonceFrom(context.random(16));
  await createTicket(context.store.db, {
    kind: 'code',
    idHash: hashId(code),
    data: JSON.stringify(account),
    expiresAt: context.clock.now() + TICKET_LIFE,
  });
  return code;
}

/** The account a code stands for; null: none, used or too old. */
export async function takeCode(context: FaceContext, code: string): Promise<Account | null> {
  const ticket = await takeTicket(context.store.db, 'code', hashId(code), context.clock.now());
  return ticket ? (JSON.parse(ticket.data) as Account) : null;
}
