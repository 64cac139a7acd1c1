/** GitHub for our own pages: signing in by a cookie, and proving an account that is to be linked. */
import { ERRORS, type ErrorCode, REFUSALS } from '@brebaje/protocol/errors';
import { APP, SEQUENCER } from '@brebaje/protocol/routes';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FaceContext } from '../http/face-context.ts';
import { html, sendPage } from '../http/html.ts';
import { prefixOf, publicBase } from '../http/public-url.ts';
import { createTicket, takeTicket } from '../store/tickets.ts';
import type { Account } from './account.ts';
import { agentLabel } from './agent-label.ts';
import { bindingOf, setBindingCookie, setSessionCookie } from './cookie.ts';
import { TICKET_LIFE } from './eth-sign-in.ts';
import { githubAccount, githubAuthorizeUrl, githubConfigured, SignInFailure } from './github.ts';
import { createLinkCode } from './link-code.ts';
import { allowedNext } from './next.ts';
import { NO_BASE, sendOnward, sendProblem, sendUnconfigured } from './notice-page.ts';
import { hashId, nonceFrom } from './secret-id.ts';
import type { AuthServices } from './services.ts';
import { grouped } from './short-code.ts';
import { signIn } from './sign-in.ts';

/** What a sign-in that began here is for. */
interface Begun {
  next: string;
  /** The account is to be linked to somebody who is signed in already. */
  link: boolean;
  /** SHA-256 of the cookie of the browser that began. */
  binding: string;
}

/** No state of the sequencer protocol has a full stop in it. */
const MARK = 'app.';

/** Whether a callback's state is of a sign-in for our own pages. */
export function isForPages(state: string): boolean {
  return state.startsWith(MARK);
}

/** `GET /auth/github`: sends the browser to GitHub, bound to it by a cookie. */
export async function beginGithub(
  context: FaceContext,
  services: AuthServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { config } = context;
  const problem = (status: number, text: string) =>
    sendProblem(reply, config, status, 'Sign-in cannot begin', text);
  if (!services.signIns.take(request.ip, context.clock.now()))
    return problem(429, 'Too many sign-ins came from your network. Try again in a minute.');
  const base = publicBase(config, request);
  if (base === null) return problem(400, NO_BASE);
  if (!githubConfigured(config)) return sendUnconfigured(reply, config, 'GitHub');
  const query = request.query as Record<string, unknown>;
  const next = allowedNext(query.next ?? APP.account);
  if (next === null) return problem(400, 'The link leads to no page of this server.');
  const [state, binding] = [MARK + nonceFrom(context.random(16)), nonceFrom(context.random(16))];
  const begun: Begun = { next, link: query.link === 'true', binding: hashId(binding) };
  await createTicket(context.store.db, {
    kind: 'github',
    idHash: hashId(state),
    data: JSON.stringify(begun),
    expiresAt: context.clock.now() + TICKET_LIFE,
  });
  setBindingCookie(reply, base, binding, TICKET_LIFE / 1000);
  return reply
    .code(303)
    .header('cache-control', 'no-store')
    .header('location', githubAuthorizeUrl(config, state, base + SEQUENCER.callbackGithub))
    .send();
}

/** The way back from GitHub, in the browser that began. */
export async function finishGithub(
  context: FaceContext,
  services: AuthServices,
  { code, state }: { code: string; state: string },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { config } = context;
  const problem = (status: number, text: string) =>
    sendProblem(reply, config, status, 'Sign-in failed', text);
  const now = context.clock.now();
  if (!services.signIns.take(request.ip, now))
    return problem(429, 'Too many sign-ins came from your network. Try again in a minute.');
  const base = publicBase(config, request);
  if (base === null) return problem(400, NO_BASE);
  const ticket = await takeTicket(context.store.db, 'github', hashId(state), now);
  if (!ticket) return problem(400, 'This sign-in was finished or is older than five minutes. Begin again.');
  const begun = JSON.parse(ticket.data) as Begun;
  // Otherwise anybody could send somebody a way back of their own, and have them act in another's name.
  if (hashId(bindingOf(request, base) ?? '') !== begun.binding)
    return problem(403, 'This sign-in was begun in another browser. Begin again in this one.');
  const account = await identifyOnGithub(context, code, request);
  if (typeof account === 'string')
    return problem(ERRORS[account].status, `${ERRORS[account].text}. ${ERRORS[account].next}`);
  if (begun.link) return sendLinkCode(reply, context, account);
  const answer = await signIn(context, { ceremony: null, account, label: agentLabel(request) });
  if (answer.kind === 'refused') return problem(503, ERRORS[REFUSALS[answer.code].signIn].text);
  setSessionCookie(reply, base, answer.person.sessionId);
  // Not a redirect: one that began at GitHub would go on without our cookie.
  return sendOnward(reply, config, {
    title: 'Signed in',
    text: `You are signed in as ${account.handle}.`,
    next: begun.next,
  });
}

async function sendLinkCode(
  reply: FastifyReply,
  context: FaceContext,
  account: Account,
): Promise<FastifyReply> {
  const code = grouped(await createLinkCode(context, account));
  return sendPage(reply, context.config, 200, {
    title: 'Link this GitHub account',
    body: html`<main>
<h1>Link <bdi>${account.handle}</bdi>?</h1>
<p>Enter this code where you are signed in already, in the page or command that sent you here. It works once, within five minutes.</p>
<p class="code">${code}</p>
<p class="note">Give it to nobody: whoever enters it becomes the owner of this account on this server.</p>
<p><a href="${prefixOf(context.config)}${APP.account}">To my account here</a></p>
</main>`,
  });
}

/** The GitHub account that a code stands for, or what failed. */
export async function identifyOnGithub(
  context: FaceContext,
  code: string,
  request: FastifyRequest,
): Promise<Account | ErrorCode> {
  const base = publicBase(context.config, request);
  if (!githubConfigured(context.config) || base === null) return 'AuthErrorPayload::InvalidAuthCode';
  try {
    return await githubAccount(context.config, code, base + SEQUENCER.callbackGithub);
  } catch (error) {
    if (!(error instanceof SignInFailure)) throw error;
    context.log.info({ reason: error.message }, 'GitHub sign-in failed');
    return error.code;
  }
}
