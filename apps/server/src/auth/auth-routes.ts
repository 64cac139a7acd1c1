/** Sign-in: the links, the Ethereum page and its form, and the API for commands and scripts. */
import { PLAIN, REFUSALS } from '@brebaje/protocol/errors';
import { AUTH, SEQUENCER } from '@brebaje/protocol/routes';
import { nonceRequestSchema, type SignedInBody, verifySignatureSchema } from '@brebaje/protocol/wire';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodType } from 'zod';
import type { Qualification } from '../config/policy-of.ts';
import { sendError, sendJson, sendNotFound, sendPlain } from '../http/answers.ts';
import { smallBody } from '../http/bodies.ts';
import type { FaceContext } from '../http/face-context.ts';
import { type Handler, mount } from '../http/mount.ts';
import { publicBase } from '../http/public-url.ts';
import type { CeremonyRow } from '../http/sequencer-port.ts';
import { forCeremony } from '../http/sequencer-routes.ts';
import { decodeState, encodeState } from './callback-state.ts';
import { sendEthPage } from './eth-page.ts';
import { createCode, createMessage, createNonce, verifySignIn } from './eth-sign-in.ts';
import { githubAuthorizeUrl, githubConfigured } from './github.ts';
import { sendProblem, sendUnconfigured } from './notice-page.ts';
import { allowedRedirect } from './redirect.ts';
import type { AuthServices } from './services.ts';
import { signIn, signInGate } from './sign-in.ts';
import { SiweError } from './siwe.ts';
import { WALLET_SCRIPT } from './wallet-script.ts';

const NO_BASE =
  'This server was reached by a name it does not know. Open it as http://localhost, or set --public-url.';

const FOREIGN =
  'Only programs and pages of this server sign in here. A page of another origin sends people to /auth/request_link.';

/**
 * Whether a browser says that a page of another origin asks: what is given here is good for every face, so
 * such a page takes the way that names it to the person. Programs send no Origin.
 */
function isForeign({ config }: FaceContext, request: FastifyRequest): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return false;
  const base = publicBase(config, request);
  return base === null || new URL(base).origin !== origin;
}

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
      isForeign(context, request)
        ? sendError(reply, 'AuthErrorPayload::InvalidAuthCode', FOREIGN)
        : handler(context, request, reply),
    );
  mount(app, { POST: ours(generateNonce) }, AUTH.generateNonce);
  mount(app, { POST: ours(verifySignature) }, AUTH.verifySignature);
  mount(app, { GET: limited((...call) => ethPage(context, ...call)) }, AUTH.ethPage);
  mount(app, { POST: limited((...call) => ethSign(context, ...call)) }, AUTH.ethSign);
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
    const answer = await signIn(context, { ceremony: null, account });
    if (answer.kind === 'refused') return sendError(reply, REFUSALS[answer.code].signIn);
    const { userId, person } = answer;
    const { provider, sub, nickname, sessionId } = person;
    const signedIn: SignedInBody = { user: { id: userId, provider, sub, nickname }, session_id: sessionId };
    return sendJson(reply.header('cache-control', 'no-store'), 200, signedIn);
  } catch (error) {
    if (!(error instanceof SiweError)) throw error;
    return sendError(reply, 'AuthErrorPayload::InvalidAuthCode', error.message);
  }
}

async function ethPage(
  context: FaceContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { state: text, address } = request.query as Record<string, unknown>;
  const found = await placeOf(context, typeof text === 'string' ? text : '', request, reply);
  if (!found) return reply;
  const typed = typeof address === 'string' ? address.trim() : null;
  const valid = typed !== null && /^0x[0-9a-fA-F]{40}$/.test(typed);
  return sendEthPage(reply, context.config, typed === null || valid ? 200 : 400, {
    ...found,
    address: typed,
    message: valid ? await createMessage(context, found.base, typed) : null,
    problem: typed === null || valid ? null : 'An address is 0x and 40 hexadecimal digits.',
  });
}

async function ethSign(
  context: FaceContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = new URLSearchParams(await smallBody(request, reply));
  const found = await placeOf(context, form.get('state') ?? '', request, reply);
  if (!found) return reply;
  try {
    // Browsers send the line ends of a text field as CR LF.
    const message = (form.get('message') ?? '').replaceAll('\r\n', '\n');
    const account = await verifySignIn(context, found.base, message, (form.get('signature') ?? '').trim());
    const code = await createCode(context, account);
    const callback = `${found.base}${SEQUENCER.callbackEth}?code=${code}&state=${encodeURIComponent(found.state)}`;
    return reply.code(303).header('cache-control', 'no-store').header('location', callback).send();
  } catch (error) {
    if (!(error instanceof SiweError)) throw error;
    const page = { ...found, address: null, message: null, problem: error.message };
    return sendEthPage(reply, context.config, 400, page);
  }
}

/** What a sign-in is for, by its state; undefined: answered already. An absent state means the default. */
async function placeOf(
  context: FaceContext,
  text: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ base: string; state: string; ceremony: CeremonyRow; redirect: URL | null } | undefined> {
  const base = publicBase(context.config, request);
  const state = text === '' ? encodeState({ redirect: null, ceremony: null }) : text;
  const decoded = decodeState(state);
  if (base === null || typeof decoded === 'string') {
    const why = base === null ? NO_BASE : 'The link is damaged. Ask your client for a new one.';
    sendProblem(reply, context.config, 400, 'Sign-in cannot begin', why);
    return undefined;
  }
  const ceremony = await context.sequencer.ceremony(decoded.ceremony);
  if (ceremony?.scheme !== 'KZG') {
    sendNotFound(reply);
    return undefined;
  }
  return { base, state, ceremony, redirect: allowedRedirect(decoded.redirect) };
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
