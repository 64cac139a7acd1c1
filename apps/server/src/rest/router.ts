/**
 * Puts every operation of the table on its path. The order is the same for all: session and right to call,
 * then the body (bounded), then its schema, then the handler. What is answered passes the operation's schema:
 * a field that is not in it never leaves the server.
 */
import { randomBytes } from 'node:crypto';
import { wordsOf } from '@brebaje/protocol/issue-words';
import { commonProblems, type Operation, routerPath } from '@brebaje/protocol/rest/operation';
import { OPERATIONS } from '@brebaje/protocol/rest/operations';
import { PROBLEM_TABLE, type ProblemCode } from '@brebaje/protocol/rest/problems';
import { REST_DOCS } from '@brebaje/protocol/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { BodyTooLarge, ClientGone, discardBody } from '../http/bodies.ts';
import { withoutSlash } from '../http/mount.ts';
import { prefixOf } from '../http/public-url.ts';
import { StorageUnreachable } from '../store/storage-fault.ts';
import { type Caller, findCaller } from './caller.ts';
import type { Answer, Handler, RestCall } from './handler.ts';
import { HANDLERS } from './handlers.ts';
import { isFit, jsonBody } from './json-body.ts';
import { belongsToRest } from './not-found.ts';
import { pageFor } from './page-for.ts';
import { Problem, problemBody } from './problem.ts';
import type { RestContext } from './rest-context.ts';
import { supportFor } from './support.ts';

const OTHERS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const NO_QUERY = z.strictObject({});

/** The operations that are served, and what serves each. */
export interface RestTable {
  operations: Record<string, Operation>;
  handlers: Record<string, Handler<Operation>>;
}

const WHOLE: RestTable = {
  operations: OPERATIONS,
  handlers: HANDLERS as unknown as RestTable['handlers'],
};

/** Mounts the whole REST interface, and answers for what is not there below its paths. */
export function restRoutes(app: FastifyInstance, rest: RestContext, table: RestTable = WHOLE): RestMounted {
  const paths = new Map<string, string[]>();
  for (const [id, { path }] of Object.entries(table.operations))
    paths.set(routerPath(path), [...(paths.get(routerPath(path)) ?? []), id]);
  for (const [path, ids] of paths) mountPath(app, rest, table, path, ids);
  return {
    belongs: belongsToRest(table.operations),
    notFound: (request, reply) => sendProblem(rest, request, reply, new Problem('NOT_FOUND')),
  };
}

/** For whoever answers requests that no route takes. */
export interface RestMounted {
  /** Whether a path is below the REST interface's. */
  belongs(path: string): boolean;
  notFound(request: FastifyRequest, reply: FastifyReply): unknown;
}

function mountPath(
  app: FastifyInstance,
  rest: RestContext,
  { operations, handlers }: RestTable,
  path: string,
  ids: string[],
): void {
  const methods: string[] = [];
  for (const id of ids) {
    const shape = operations[id]!;
    const handler = handlers[id]!;
    const served = shape.method === 'GET' ? ['GET', 'HEAD'] : [shape.method];
    methods.push(...served);
    on(app, served, path, (request, reply) => serve(rest, shape, handler, request, reply));
  }
  const allow = [...methods, 'OPTIONS'].join(', ');
  on(app, ['OPTIONS'], path, async (_, reply) => reply.code(204).header('allow', allow).send());
  const others = OTHERS.filter((method) => !methods.includes(method));
  on(app, others, path, async (request, reply) => {
    discardBody(request);
    reply.header('allow', allow);
    return sendProblem(rest, request, reply, new Problem('METHOD_NOT_ALLOWED'));
  });
  on(app, [...OTHERS, 'OPTIONS'], `${path}/`, async (request, reply) => {
    discardBody(request);
    return reply.code(308).header('location', withoutSlash(request.originalUrl)).send();
  });
}

function on(
  app: FastifyInstance,
  method: string[],
  url: string,
  serveIt: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
): void {
  app.route({
    method,
    url,
    // Each operation has its own limit of the body.
    config: { ownLimit: true },
    // In the hook, before the framework looks at the body: the session comes first.
    onRequest: async (request, reply) => {
      await serveIt(request, reply);
      return reply;
    },
    handler: () => undefined,
  });
}

async function serve(
  rest: RestContext,
  shape: Operation,
  handler: Handler<Operation>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  let body: unknown;
  try {
    // What is answered depends on it, so caches must know.
    if (shape.method === 'GET')
      reply.header('vary', [reply.getHeader('vary') ?? [], 'accept'].flat().join(', '));
    const page = await pageFor(rest.ctx.store.db, shape, request, rest.built);
    if (page !== null)
      return reply
        .code(303)
        .header('location', prefixOf(rest.face.config) + page)
        .header('cache-control', 'no-store')
        .send();
    const caller = await admit(rest, shape, request);
    // A streamed body is the handler's to read.
    if (!shape.body && !shape.streamed) discardBody(request);
    body = shape.body ? await jsonBody(shape, request, reply) : undefined;
    const call = {
      params: shape.params && parse(shape.params, fit(request.params, 'NOT_FOUND'), 'NOT_FOUND'),
      query: parse(shape.query ?? NO_QUERY, fit(request.query, 'INVALID_REQUEST'), 'INVALID_REQUEST'),
      body: shape.body && parse(shape.body, body, 'INVALID_REQUEST'),
      caller,
      ifMatch: shape.versioned && shape.method !== 'GET' ? versionOf(request.headers['if-match']) : undefined,
      request,
      reply,
    };
    return send(rest, shape, await handler(rest, call as RestCall<Operation>), reply);
  } catch (error) {
    if (error instanceof ClientGone) return reply.hijack();
    if (error instanceof BodyTooLarge) return sendProblem(rest, request, reply, new Problem('TOO_LARGE'));
    if (error instanceof Problem) {
      if (!mayRefuse(shape, error.code))
        rest.ctx.log.warn(
          { code: error.code, path: shape.path },
          'refused with a code that is not documented',
        );
      return sendProblem(rest, request, reply, error, { body });
    }
    const code = error instanceof StorageUnreachable ? 'UNAVAILABLE' : 'FAULT';
    return sendProblem(rest, request, reply, new Problem(code), { body, fault: error });
  }
}

function mayRefuse(shape: Operation, code: ProblemCode): boolean {
  return shape.problems.includes(code) || commonProblems(shape).includes(code);
}

async function admit(rest: RestContext, shape: Operation, request: FastifyRequest): Promise<Caller> {
  const caller = await findCaller(rest, request);
  if (shape.access === 'public') return caller;
  if (caller === null) throw new Problem('SIGN_IN_REQUIRED');
  if (shape.access === 'operator' && caller.role !== 'operator')
    throw new Problem('NOT_PERMITTED', 'Only operators of this server may do this.');
  return caller;
}

/** Percent signs can write a zero byte, which Postgres does not take. */
function fit(values: unknown, code: 'INVALID_REQUEST' | 'NOT_FOUND'): object {
  const texts = Object.entries(values ?? {}).flat(2);
  if (texts.some((text) => typeof text === 'string' && !isFit(text))) throw new Problem(code);
  // The framework's have no prototype.
  return { ...(values as object) };
}

function parse(schema: z.ZodType, value: unknown, code: 'INVALID_REQUEST' | 'NOT_FOUND'): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  if (code === 'NOT_FOUND') throw new Problem(code);
  const errors = parsed.error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.join('.'),
    message: wordsOf(issue),
  }));
  const [first] = errors;
  throw new Problem(code, first && `${first.path === '' ? '' : `${first.path}: `}${first.message}`, {
    errors,
  });
}

/** `"7"`, also `W/"7"` as proxies make of it when they compress; `*` is any version. */
function versionOf(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const version = /^\s*(?:W\/)?"(\d{1,15})"\s*$/.exec(header)?.[1];
  if (version === undefined) throw new Problem('VERSION_MISMATCH', 'If-Match is no ETag of ours.');
  return Number(version);
}

function send(rest: RestContext, shape: Operation, answer: Answer, reply: FastifyReply): unknown {
  if (answer === 'hijacked') return reply.hijack();
  const status = answer.status ?? Number(Object.keys(shape.answers)[0]);
  const described = shape.answers[status];
  if (!described) throw new Error(`${shape.method} ${shape.path} does not describe status ${status}`);
  for (const [name, value] of Object.entries(answer.headers ?? {}))
    reply.header(
      name,
      name === 'location' && value.startsWith('/') ? prefixOf(rest.face.config) + value : value,
    );
  if (answer.version !== undefined) reply.header('etag', `"${answer.version}"`);
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  if (!described.body) return reply.code(status).send();
  const text = JSON.stringify(described.body.parse(answer.body));
  return reply.code(status).header('content-type', 'application/json').send(Buffer.from(text));
}

async function sendProblem(
  rest: RestContext,
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
  { body, fault }: { body?: unknown; fault?: unknown } = {},
): Promise<unknown> {
  const reference = randomBytes(6).toString('hex');
  const { status } = PROBLEM_TABLE[problem.code];
  const about = { reference, code: problem.code, method: request.method, path: request.url.split('?')[0] };
  if (fault === undefined) rest.ctx.log.debug(about, 'refused');
  else rest.ctx.log.error({ ...about, err: fault }, 'request failed');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (status === 429 || status === 503) reply.header('retry-after', '60');
  const docs = prefixOf(rest.face.config) + REST_DOCS;
  const support = problem.facts.support ?? (await supportFor(rest, request, body));
  return reply
    .code(status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .send(Buffer.from(JSON.stringify(problemBody(problem, { reference, docs, support }))));
}
