/** How a sign-in ends: a redirect with the session, JSON, a page that asks first, or one of the failures. */
import { ERRORS, type ErrorCode, REFUSALS } from '@brebaje/protocol/errors';
import { signedInJson, signedInRedirect } from '@brebaje/protocol/wire';
import type { FastifyReply } from 'fastify';
import { sendError, sendJson } from '../http/answers.ts';
import type { FaceContext } from '../http/face-context.ts';
import type { CeremonyRow } from '../http/sequencer-port.ts';
import { createTicket, takeTicket } from '../store/tickets.ts';
import type { Account } from './account.ts';
import { TICKET_LIFE } from './eth-sign-in.ts';
import { sendConsent, sendFailureElsewhere } from './notice-page.ts';
import { failureRedirect, needsConsent } from './redirect.ts';
import { hashId, nonceFrom } from './secret-id.ts';
import { signIn } from './sign-in.ts';

/** Where a sign-in leads. */
export interface Destination {
  ceremony: CeremonyRow;
  redirect: URL | null;
}

/** Ends a sign-in of a qualified account. */
export async function finish(
  context: FaceContext,
  reply: FastifyReply,
  { ceremony, redirect }: Destination,
  account: Account,
): Promise<FastifyReply> {
  if (redirect && needsConsent(redirect, context.config.redirectOrigins)) {
    const ticket = await createConsent(context, {
      ceremony: ceremony.slug,
      redirect: redirect.href,
      account,
    });
    const { handle: nickname } = account;
    return sendConsent(reply, context.config, { redirect, nickname, ticket, title: ceremony.title });
  }
  return deliver(context, reply, { ceremony, redirect }, account);
}

/** Makes the session and hands it over. */
export async function deliver(
  context: FaceContext,
  reply: FastifyReply,
  { ceremony, redirect }: Destination,
  account: Account,
): Promise<FastifyReply> {
  const answer = await signIn(context, { ceremony, account });
  // A person who agreed to a destination is redirected to it with failures as well.
  if (answer.kind === 'refused') return fail(reply, redirect, REFUSALS[answer.code].signIn);
  guard(reply);
  if (redirect === null) return sendJson(reply, 200, signedInJson(answer.person));
  return reply.code(303).header('location', signedInRedirect(redirect, answer.person)).send();
}

/** A failure, before a destination was agreed to: foreign ones get a page with a link. */
export function finishFailed(
  context: FaceContext,
  reply: FastifyReply,
  redirect: URL | null,
  code: ErrorCode,
): FastifyReply {
  if (!redirect || !needsConsent(redirect, context.config.redirectOrigins))
    return fail(reply, redirect, code);
  const { status, text, next } = ERRORS[code];
  const back = new URL(failureRedirect(redirect, nameIn(code), text));
  return sendFailureElsewhere(reply, context.config, { status, text, next, back });
}

function fail(reply: FastifyReply, redirect: URL | null, code: ErrorCode): FastifyReply {
  guard(reply);
  if (redirect === null) return sendError(reply, code);
  return reply
    .code(303)
    .header('location', failureRedirect(redirect, nameIn(code), ERRORS[code].text))
    .send();
}

/** The reference calls a storage failure by another name in redirects. */
function nameIn(code: ErrorCode): string {
  return code === 'StorageError::DatabaseError' ? 'AuthErrorPayload::Storage' : code;
}

/** Session ids in URLs leave no trace in caches or referrers. */
function guard(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
}

interface Consent {
  ceremony: string;
  redirect: string;
  account: Account;
}

async function createConsent(context: FaceContext, consent: Consent): Promise<string> {
  const ticket = nonceFrom(context.random(16));
  await createTicket(context.store.db, {
    kind: 'state',
    idHash: hashId(ticket),
    data: JSON.stringify(consent),
    expiresAt: context.clock.now() + TICKET_LIFE,
  });
  return ticket;
}

/** What the person agreed to; null: not known, used or older than five minutes. */
export async function takeConsent(context: FaceContext, ticket: string): Promise<Consent | null> {
  const row = await takeTicket(context.store.db, 'state', hashId(ticket), context.clock.now());
  return row ? (JSON.parse(row.data) as Consent) : null;
}
