/** Where providers send people back to, and the answer to our page that asks before going on. */
import { type ErrorCode, PLAIN, STATE_ERRORS } from '@brebaje/protocol/errors';
import { AUTH, SEQUENCER } from '@brebaje/protocol/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendJson, sendNotFound, sendPlain } from '../http/answers.ts';
import { smallBody } from '../http/bodies.ts';
import type { FaceContext } from '../http/face-context.ts';
import { mount } from '../http/mount.ts';
import type { Account } from './account.ts';
import { decodeState } from './callback-state.ts';
import { takeCode } from './eth-sign-in.ts';
import { deliver, finish, finishFailed, takeConsent } from './finish.ts';
import { beginGithub, finishGithub, identifyOnGithub, isForPages } from './github-pages.ts';
import { sendProblem } from './notice-page.ts';
import { qualify } from './qualify.ts';
import { allowedRedirect } from './redirect.ts';
import type { AuthServices } from './services.ts';

/** Finds the account that a code stands for, or says what failed. */
type Identify = (code: string, request: FastifyRequest) => Promise<Account | ErrorCode>;

export function callbackRoutes(app: FastifyInstance, context: FaceContext, services: AuthServices): void {
  const eth: Identify = async (code) =>
    (await takeCode(context, code)) ?? 'AuthErrorPayload::InvalidAuthCode';
  const github: Identify = (code, request) => identifyOnGithub(context, code, request);
  mount(app, { GET: (request, reply) => beginGithub(context, services, request, reply) }, AUTH.githubStart);
  for (const base of ['', '/sequencer/:ceremony']) {
    const callback = (identify: Identify) => (request: FastifyRequest, reply: FastifyReply) =>
      answerCallback(context, services, identify, request, reply);
    mount(app, { GET: callback(eth) }, base + SEQUENCER.callbackEth);
    mount(app, { GET: callback(github) }, base + SEQUENCER.callbackGithub);
  }
  mount(app, { POST: (request, reply) => goOn(context, request, reply) }, AUTH.goOn);
}

async function answerCallback(
  context: FaceContext,
  services: AuthServices,
  identify: Identify,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  // The framework answers HEAD like GET; a code must not be used up by one.
  if (request.method === 'HEAD') return reply.code(200).send();
  const { code, state: text } = request.query as Record<string, unknown>;
  if (typeof code !== 'string') return sendPlain(reply, 422, `${PLAIN.query}missing field \`code\``);
  if (typeof text !== 'string') return sendPlain(reply, 422, `${PLAIN.query}missing field \`state\``);
  if (isForPages(text)) return finishGithub(context, services, { code, state: text }, request, reply);
  const state = decodeState(text);
  if (state === 'base64' || state === 'json') return sendJson(reply, 400, STATE_ERRORS[state]);
  const { ceremony: slug = state.ceremony } = request.params as { ceremony?: string };
  const ceremony = await context.sequencer.ceremony(slug);
  if (ceremony?.scheme !== 'KZG') return sendNotFound(reply);
  const redirect = allowedRedirect(state.redirect);
  if (!services.signIns.take(request.ip, context.clock.now()))
    return finishFailed(
      context,
      reply.header('retry-after', '60'),
      redirect,
      'AuthErrorPayload::LobbyIsFull',
    );
  try {
    const account = await identify(code, request);
    if (typeof account === 'string') return finishFailed(context, reply, redirect, account);
    const refused = await qualify(context, services, ceremony, account, request.ip);
    if (refused) return finishFailed(context, reply, redirect, refused);
    return await finish(context, reply, { ceremony, redirect }, account);
  } catch (error) {
    context.log.error({ err: error }, 'sign-in failed');
    return finishFailed(context, reply, redirect, 'StorageError::DatabaseError');
  }
}

/** The person agreed to the destination that our page named. */
async function goOn(
  context: FaceContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = new URLSearchParams(await smallBody(request, reply));
  const consent = await takeConsent(context, form.get('ticket') ?? '');
  const ceremony = consent && (await context.sequencer.ceremony(consent.ceremony));
  const redirect = consent && allowedRedirect(consent.redirect);
  if (!ceremony || !redirect)
    return sendProblem(
      reply,
      context.config,
      400,
      'Too late',
      'This page was used or is too old. Sign in again.',
    );
  return deliver(context, reply, { ceremony, redirect }, consent.account);
}
