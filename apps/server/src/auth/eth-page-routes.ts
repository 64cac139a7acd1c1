/** The Ethereum page and its form: for a ceremony, with a code to its callback, or for our own pages, with a cookie. */
import { REFUSALS } from '@brebaje/protocol/errors';
import { AUTH, SEQUENCER } from '@brebaje/protocol/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendError, sendNotFound } from '../http/answers.ts';
import { smallBody } from '../http/bodies.ts';
import type { FaceContext } from '../http/face-context.ts';
import { type Handler, mount } from '../http/mount.ts';
import { prefixOf, publicBase } from '../http/public-url.ts';
import type { Account } from './account.ts';
import { agentLabel } from './agent-label.ts';
import { decodeState, encodeState } from './callback-state.ts';
import { setSessionCookie } from './cookie.ts';
import { type EthPage, sendEthPage } from './eth-page.ts';
import { createCode, createMessage, verifySignIn } from './eth-sign-in.ts';
import { allowedNext } from './next.ts';
import { NO_BASE, sendProblem } from './notice-page.ts';
import { allowedRedirect } from './redirect.ts';
import { mayUseCookie } from './same-origin.ts';
import { signIn } from './sign-in.ts';
import { SiweError } from './siwe.ts';

/** What a visit of the page is for, and the base of what is signed. */
interface Visit {
  base: string;
  purpose: EthPage['purpose'];
}

export function ethPageRoutes(
  app: FastifyInstance,
  context: FaceContext,
  limited: (handler: Handler) => Handler,
): void {
  mount(app, { GET: limited((...call) => ethPage(context, ...call)) }, AUTH.ethPage);
  mount(app, { POST: limited((...call) => ethSign(context, ...call)) }, AUTH.ethSign);
}

async function ethPage(
  context: FaceContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { state, next, address } = request.query as Record<string, unknown>;
  const visit = await visitOf(context, { state, next }, request, reply);
  if (!visit) return reply;
  const typed = typeof address === 'string' ? address.trim() : null;
  const valid = typed !== null && /^0x[0-9a-fA-F]{40}$/.test(typed);
  return sendEthPage(reply, context.config, typed === null || valid ? 200 : 400, {
    purpose: visit.purpose,
    address: typed,
    message: valid ? await createMessage(context, visit.base, typed) : null,
    problem: typed === null || valid ? null : 'An address is 0x and 40 hexadecimal digits.',
  });
}

async function ethSign(
  context: FaceContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = new URLSearchParams(await smallBody(request, reply));
  const visit = await visitOf(
    context,
    { state: form.get('state') ?? undefined, next: form.get('next') ?? undefined },
    request,
    reply,
  );
  if (!visit) return reply;
  const { base, purpose } = visit;
  try {
    // Browsers send the line ends of a text field as CR LF.
    const message = (form.get('message') ?? '').replaceAll('\r\n', '\n');
    const signature = (form.get('signature') ?? '').trim();
    if ('next' in purpose)
      return await enterPages(context, { base, ...purpose, message, signature }, request, reply);
    const account = await verifySignIn(context, base, message, signature);
    const code = await createCode(context, account);
    const callback = `${base}${SEQUENCER.callbackEth}?code=${code}&state=${encodeURIComponent(purpose.state)}`;
    return reply.code(303).header('cache-control', 'no-store').header('location', callback).send();
  } catch (error) {
    if (!(error instanceof SiweError)) throw error;
    const page = { purpose, address: null, message: null, problem: error.message };
    return sendEthPage(reply, context.config, 400, page);
  }
}

/** Signs somebody in for our own pages. Only a page of ours may: another one would choose as whom. */
async function enterPages(
  context: FaceContext,
  { base, next, message, signature }: { base: string; next: string; message: string; signature: string },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (!mayUseCookie(context.config, request))
    return sendProblem(reply, context.config, 403, 'Not from here', 'Sign in on a page of this server.');
  const account: Account = await verifySignIn(context, base, message, signature);
  const answer = await signIn(context, { ceremony: null, account, label: agentLabel(request) });
  if (answer.kind === 'refused') return sendError(reply, REFUSALS[answer.code].signIn);
  setSessionCookie(reply, base, answer.person.sessionId);
  return reply
    .code(303)
    .header('cache-control', 'no-store')
    .header('location', prefixOf(context.config) + next)
    .send();
}

/** What a sign-in is for; undefined: answered already. Neither state nor next means the default ceremony. */
async function visitOf(
  context: FaceContext,
  asked: { state: unknown; next: unknown },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Visit | undefined> {
  const base = publicBase(context.config, request);
  const damaged = (why: string): undefined => {
    sendProblem(reply, context.config, 400, 'Sign-in cannot begin', why);
  };
  if (base === null) return damaged(NO_BASE);
  if (asked.next !== undefined) {
    const next = allowedNext(asked.next);
    return next === null ? damaged('The link leads to no page of this server.') : { base, purpose: { next } };
  }
  const text = typeof asked.state === 'string' ? asked.state : '';
  const state = text === '' ? encodeState({ redirect: null, ceremony: null }) : text;
  const decoded = decodeState(state);
  if (typeof decoded === 'string') return damaged('The link is damaged. Ask your client for a new one.');
  const ceremony = await context.sequencer.ceremony(decoded.ceremony);
  if (ceremony?.scheme !== 'KZG') {
    sendNotFound(reply);
    return undefined;
  }
  return { base, purpose: { ceremony, state, redirect: allowedRedirect(decoded.redirect) } };
}
