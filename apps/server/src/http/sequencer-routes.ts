/** The sequencer protocol: check-ins, contributions, aborts, status, transcript. */
import { ERRORS, type ErrorCode, PLAIN, REFUSALS } from '@brebaje/protocol/errors';
import { MAX_WAIT_SECONDS, SEQUENCER } from '@brebaje/protocol/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findSession, qualifySession, sessionOf } from '../auth/bearer.ts';
import type { AuthServices } from '../auth/services.ts';
import type { KnownSession } from '../store/sessions.ts';
import { acceptsGzip, sendError, sendJson, sendNotFound, sendPlain } from './answers.ts';
import { BodyTooLarge, boundedBody, ClientGone, discardBody, whileConnected } from './bodies.ts';
import { sendSnapshot } from './current-state.ts';
import type { FaceContext } from './face-context.ts';
import { type Handler, mount } from './mount.ts';
import type { CeremonyRow, ContributeAnswer, SignedReceipt } from './sequencer-port.ts';
import { Uploads } from './uploads.ts';

type CeremonyHandler = (
  ceremony: CeremonyRow,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<unknown>;

/** Mounts the routes at the root for the default ceremony and at /sequencer/<slug> for every one. */
export function sequencerRoutes(app: FastifyInstance, context: FaceContext, services: AuthServices): void {
  const uploads = new Uploads();
  for (const base of ['', '/sequencer/:ceremony']) {
    const on = (handler: CeremonyHandler): Handler => forCeremony(context, handler);
    mount(
      app,
      { POST: on((...call) => tryContribute(context, services, ...call)) },
      base + SEQUENCER.tryContribute,
    );
    mount(app, { POST: on((...call) => contribute(context, uploads, ...call)) }, base + SEQUENCER.contribute);
    mount(app, { POST: on((...call) => abort(context, ...call)) }, base + SEQUENCER.contributeAbort);
    mount(app, { POST: on((...call) => abort(context, ...call)) }, base + SEQUENCER.contributionAbort);
    mount(app, { GET: on((...call) => status(context, ...call)) }, base + SEQUENCER.status);
    mount(app, { GET: on((...call) => currentState(context, ...call)) }, base + SEQUENCER.currentState);
  }
}

/** Finds the ceremony a path speaks of; only KZG ceremonies speak this protocol. */
export function forCeremony(context: FaceContext, handler: CeremonyHandler): Handler {
  return async (request, reply) => {
    const { ceremony: slug = null } = (request.params ?? {}) as { ceremony?: string };
    const ceremony = await context.sequencer.ceremony(slug);
    if (ceremony?.scheme !== 'KZG') return sendNotFound(reply);
    return handler(ceremony, request, reply);
  };
}

/** The session that a ceremony is called with, or what that is refused with: `unknown` where nobody has it. */
async function calling(
  context: FaceContext,
  ceremony: CeremonyRow,
  request: FastifyRequest,
  unknown: ErrorCode,
): Promise<KnownSession | ErrorCode> {
  const id = sessionOf(context, request);
  const session = id === null ? null : await findSession(context, request, id, ceremony);
  return session === null ? 'SessionError::InvalidSessionId' : (session ?? unknown);
}

async function tryContribute(
  context: FaceContext,
  services: AuthServices,
  ceremony: CeremonyRow,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  discardBody(request);
  const session = await calling(context, ceremony, request, 'TryContributeError::UnknownSessionId');
  if (typeof session === 'string') return sendError(reply, session);
  const refused = await qualifySession(context, services, session, ceremony, request.ip);
  if (refused) return sendError(reply, refused);
  const signal = whileConnected(reply);
  const waitMillis = waitOf(request.headers.prefer);
  const call = { ceremonyId: ceremony.id, session, waitMillis, signal };
  const answer = await context.sequencer.tryContribute(call).catch((error: unknown) => {
    if (signal.aborted) return null;
    throw error;
  });
  if (answer === null) return reply.hijack();
  switch (answer.kind) {
    case 'contribution': {
      const gzip = acceptsGzip(request.headers['accept-encoding']);
      if (gzip) reply.header('content-encoding', 'gzip');
      varyByEncoding(reply);
      const bytes = gzip ? answer.gzip : answer.json;
      return reply.code(200).header('content-type', 'application/json').send(bytes);
    }
    case 'not-ready':
      return sendError(reply, 'TryContributeError::AnotherContributionInProgress');
    case 'refused':
      return sendError(reply, REFUSALS[answer.code].tryContribute);
    case 'fault':
      return sendError(reply, 'TryContributeError::TaskError', faultText('TryContributeError::TaskError'));
  }
}

async function contribute(
  context: FaceContext,
  uploads: Uploads,
  ceremony: CeremonyRow,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const session = await calling(context, ceremony, request, 'ContributeError::NotUsersTurn');
  if (typeof session === 'string') return sendError(reply, session);
  const call = { ceremonyId: ceremony.id, session };
  const turn = await context.sequencer.checkTurn(call);
  if (turn.kind === 'replay') return sendReceipt(reply, turn);
  if (turn.kind === 'refused') return sendError(reply, REFUSALS[turn.code].contribute);
  if (!isJson(request.headers['content-type'])) return sendPlain(reply, 415, PLAIN.noJsonType);
  const person = `${ceremony.id} ${session.userId}`;
  try {
    const answer = await uploads.oneAtATime(person, request.raw, whileConnected(reply), () =>
      context.sequencer.contribute({ ...call, body: boundedBody(request, reply) }),
    );
    return answer === null ? reply.hijack() : answerContribution(reply, answer);
  } catch (error) {
    if (error instanceof BodyTooLarge) return sendPlain(reply, 413, PLAIN.tooLarge);
    if (error instanceof ClientGone) return reply.hijack();
    throw error;
  }
}

function answerContribution(reply: FastifyReply, answer: ContributeAnswer): FastifyReply {
  switch (answer.kind) {
    case 'accepted':
      return sendReceipt(reply, answer);
    case 'refused':
      return sendError(reply, REFUSALS[answer.code].contribute);
    case 'rejected':
      return sendJson(reply, statusOf(answer.code), { code: answer.code, error: answer.text });
    case 'unparsable': {
      const { kind, message } = answer.error;
      return kind === 'syntax'
        ? sendPlain(reply, 400, PLAIN.syntax + message)
        : sendPlain(reply, 422, PLAIN.shape + message);
    }
    case 'fault':
      return sendError(reply, 'ContributeError::TaskError', faultText('ContributeError::TaskError'));
  }
}

async function abort(
  context: FaceContext,
  ceremony: CeremonyRow,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  discardBody(request);
  const session = await calling(context, ceremony, request, 'ContributeError::NotUsersTurn');
  if (typeof session === 'string') return sendError(reply, session);
  const answer = await context.sequencer.abortTurn({ ceremonyId: ceremony.id, session });
  if (answer.kind === 'refused') return sendError(reply, REFUSALS[answer.code].contribute);
  return reply.code(200).send();
}

async function status(
  context: FaceContext,
  ceremony: CeremonyRow,
  _: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { lobbySize, numContributions, sequencerAddress } = await context.sequencer.status(ceremony.id);
  return sendJson(reply, 200, {
    lobby_size: lobbySize,
    num_contributions: numContributions,
    sequencer_address: sequencerAddress,
  });
}

async function currentState(
  context: FaceContext,
  ceremony: CeremonyRow,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const snapshot = await context.sequencer.currentState(ceremony.id).catch((error: unknown) => {
    context.log.error({ err: error }, 'transcript cannot be read');
    return null;
  });
  if (snapshot === null) return sendPlain(reply, 500, PLAIN.noTranscript);
  varyByEncoding(reply);
  return sendSnapshot(snapshot, request, reply, context.log);
}

/** The receipt as the reference prints it: two spaces. */
function sendReceipt(reply: FastifyReply, { receipt, signature }: SignedReceipt): FastifyReply {
  return sendJson(reply, 200, JSON.stringify({ receipt, signature }, null, 2));
}

function varyByEncoding(reply: FastifyReply): void {
  reply.header('vary', `${reply.getHeader('vary') ?? 'origin'}, accept-encoding`);
}

/** JSON as the reference's framework tells it: application/json or any +json, parameters allowed. */
function isJson(contentType: string | undefined): boolean {
  return /^application\/(json|[^;\s]+\+json)\s*(;|$)/i.test(contentType?.trim() ?? '');
}

/** `Prefer: wait=N` (RFC 7240) in milliseconds, at most 25 s; 0: not asked for. */
export function waitOf(prefer: string | string[] | undefined): number {
  const match = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?(?=$|[,;\s])/i.exec(String(prefer ?? ''));
  return match ? Math.min(Number(match[1]), MAX_WAIT_SECONDS) * 1000 : 0;
}

/** What went wrong inside is in the log, not on the wire. */
function faultText(code: ErrorCode): string {
  return `${ERRORS[code].text}internal error`;
}

function statusOf(code: string): number {
  return code in ERRORS ? ERRORS[code as ErrorCode].status : 400;
}
