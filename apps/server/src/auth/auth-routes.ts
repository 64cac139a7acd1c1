/** Sign-in: the links, the Ethereum page and its form, and the API for commands and scripts. */
import { PLAIN, REFUSALS } from '@brebaje/protocol/errors';
import { AUTH, SEQUENCER } from '@brebaje/protocol/routes';
import { nonceRequestSchema, type SignedInBody, verifySignatureSchema } from '@brebaje/protocol/wire';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodType } from 'zod';
import type { Qualification } from '../config/policy-of.ts';
import { sendError, sendJson, sendPlain } from '../http/answers.ts';
import { smallBody } from '../http/bodies.ts';
import type { FaceContext } from '../http/face-context.ts';
import { type Handler, mount } from '../http/mount.ts';
import { publicBase } from '../http/public-url.ts';
import type { CeremonyRow } from '../http/sequencer-port.ts';
import { forCeremony } from '../http/sequencer-routes.ts';
import { agentLabel } from './agent-label.ts';
import { encodeState } from './callback-state.ts';
import { setSessionCookie } from './cookie.ts';
import { ethPageRoutes } from './eth-page-routes.ts';
import { createNonce, verifySignIn } from './eth-sign-in.ts';
import { githubAuthorizeUrl, githubConfigured } from './github.ts';
import { NO_BASE, sendUnconfigured } from './notice-page.ts';
import { isForeign } from './same-origin.ts';
import type { AuthServices } from './services.ts';
import { signIn, signInGate } from './sign-in.ts';
import { SiweError } from './siwe.ts';
import { WALLET_SCRIPT } from './wallet-script.ts';

const FOREIGN =
  'Only programs and pages of this server sign in here. A page of another origin sends people to /auth/request_link.';

export function authRoutes(app: FastifyInstance, context: FaceContext, services: AuthServices): void {
  const limited =
    (handler: Handler): Handler =>
    (request, reply) =>
      services.signIns.take(request.ip, context.clock.now())
        ? handler(request, reply)
        : sendError(reply.header('retry-after', '60'), 'AuthErrorPayload::LobbyIsFull');
  for (const base of ['', '/sequencer/:ceremony'])
    mount(
      app,
      { GET: limited(forCeremony(context, (...call) => requestLink(context, services, ...call))) },
      base + SEQUENCER.requestLink,
    );
  const ours = (handler: (context: FaceContext, ...call: Parameters<Handler>) => unknown): Handler =>
    limited((request, reply) =>
      isForeign(context.config, request)
        ? sendError(reply, 'AuthErrorPayload::InvalidAuthCode', FOREIGN)
        : handler(context, request, reply),
    );
  mount(app, { POST: ours(generateNonce) }, AUTH.generateNonce);
  mount(app, { POST: ours(verifySignature) }, AUTH.verifySignature);
  ethPageRoutes(app, context, limited);
  mount(
    app,
    {
      GET: (_, reply) =>
        reply.header('content-type', 'text/javascript; charset=utf-8').send(Buffer.from(WALLET_SCRIPT)),
    },
    AUTH.ethScript,
  );
  const unconfigured: Handler = (request, reply) => {
    const { provider } = request.query as { provider?: string };
    return sendUnconfigured(reply, context.config, provider === 'github' ? 'GitHub' : 'Ethereum');
  };
  mount(app, { GET: unconfigured }, AUTH.unconfigured);
}

async function requestLink(
  context: FaceContext,
  services: AuthServices,
  ceremony: CeremonyRow,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const base = publicBase(context.config, request);
  if (base === null) return sendPlain(reply, 400, NO_BASE);
  const { redirect_to } = request.query as { redirect_to?: unknown };
  if (redirect_to !== undefined && typeof redirect_to !== 'string')
    return sendPlain(reply, 422, `${PLAIN.query}duplicate field \`redirect_to\``);
  const refused = await signInGate(context, ceremony);
  if (refused) return sendError(reply, REFUSALS[refused].signIn);
  const isDefault = (await context.sequencer.ceremony(null))?.id === ceremony.id;
  const state = encodeState({ redirect: redirect_to ?? null, ceremony: isDefault ? null : ceremony.slug });
  const { mode } = JSON.parse(ceremony.qualification) as Qualification;
  const unconfigured = (provider: string): string => `${base}${AUTH.unconfigured}?provider=${provider}`;
  const ethReady = mode === 'open' || services.history.configured;
  return sendJson(reply, 200, {
    eth_auth_url: ethReady ? `${base}${AUTH.ethPage}?state=${state}` : unconfigured('ethereum'),
    github_auth_url: githubConfigured(context.config)
      ? githubAuthorizeUrl(context.config, state, base + SEQUENCER.callbackGithub)
      : unconfigured('github'),
  });
}

async function generateNonce(
  context: FaceContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = await readJson(request, reply, nonceRequestSchema);
  return body ? sendJson(reply, 200, { nonce: await createNonce(context, body.address) }) : reply;
}

async function verifySignature(
  context: FaceContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const base = publicBase(context.config, request);
  if (base === null) return sendPlain(reply, 400, NO_BASE);
  const body = await readJson(request, reply, verifySignatureSchema);
  if (!body) return reply;
  try {
    const account = await verifySignIn(context, base, body.message, body.signature);
    const answer = await signIn(context, { ceremony: null, account, label: agentLabel(request) });
    if (answer.kind === 'refused') return sendError(reply, REFUSALS[answer.code].signIn);
    const { userId, person } = answer;
    const { provider, sub, nickname, sessionId } = person;
    const user = { id: userId, provider, sub, nickname };
    reply.header('cache-control', 'no-store');
    if (body.cookie) {
      setSessionCookie(reply, base, sessionId);
      return sendJson(reply, 200, { user });
    }
    const signedIn: SignedInBody = { user, session_id: sessionId };
    return sendJson(reply, 200, signedIn);
  } catch (error) {
    if (!(error instanceof SiweError)) throw error;
    return sendError(reply, 'AuthErrorPayload::InvalidAuthCode', error.message);
  }
}

/** A small JSON body of the given shape; undefined: answered already, as the reference's framework would. */
async function readJson<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  schema: ZodType<T>,
): Promise<T | undefined> {
  let value: unknown;
  try {
    value = JSON.parse(await smallBody(request, reply));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    sendPlain(reply, 400, PLAIN.syntax + error.message);
    return undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  sendPlain(reply, 422, `${PLAIN.shape}${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}`);
  return undefined;
}
