/** The server's public face: sequencer protocol, sign-in and plain pages as one application. */
import { ERRORS, type ErrorCode, PLAIN } from '@brebaje/protocol/errors';
import { SEQUENCER } from '@brebaje/protocol/routes';
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import type { Registry } from 'prom-client';
import { authRoutes } from '../auth/auth-routes.ts';
import { callbackRoutes } from '../auth/callback-routes.ts';
import { appRoutes } from '../auth/pages/app-routes.ts';
import { createAuthServices } from '../auth/services.ts';
import { logoRoutes } from '../branding/logo.ts';
import { shareRoutes } from '../branding/share-routes.ts';
import { notifyPages } from '../notify/pages.ts';
import { openPages } from '../pages/open-pages.ts';
import { answerMessage } from '../queue/answer.ts';
import { docsRoutes } from '../rest/docs-routes.ts';
import { isPersonReading } from '../rest/page-for.ts';
import { restRoutes } from '../rest/router.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { excuseReaders } from '../sequencer/excuse-turn.ts';
import { sendError, sendNotFound, sendPlain } from './answers.ts';
import { announcesTooMuch, awaitsContinue, BodyTooLarge, ClientGone, lingerAfterAnswer } from './bodies.ts';
import { readBundle } from './bundle.ts';
import { allowAnyOrigin } from './cors.ts';
import type { FaceContext } from './face-context.ts';
import { fileRoutes } from './files-routes.ts';
import { measureRequests } from './metrics.ts';
import type { Handler } from './mount.ts';
import { pageRoutes } from './pages-routes.ts';
import { prefixOf, withoutPrefix } from './public-url.ts';
import { sequencerRoutes } from './sequencer-routes.ts';

const MAX_PARAMETER = 128;

/**
 * Builds the application; `listen` serves it, `app.inject` tests it. Requests are answered with and without
 * the path of the public URL, because some proxies take it off.
 */
export async function buildApp(
  context: FaceContext,
  registry?: Registry,
  ctx?: ServerContext,
): Promise<FastifyInstance> {
  const { config } = context;
  const prefix = prefixOf(config);
  let notFound: Handler = (_, reply) => sendNotFound(reply);
  const app = fastify({
    loggerInstance: context.log,
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    routerOptions: { maxParamLength: MAX_PARAMETER },
    rewriteUrl: (request) => withoutPrefix(request.url ?? '/', prefix),
    // Addresses that are none, such as /%zz.
    frameworkErrors: (_error, request, reply) => notFound(request as FastifyRequest, reply as FastifyReply),
  }) as unknown as FastifyInstance;
  allowAnyOrigin(app);
  app.addHook('onRequest', async (request, reply) => {
    lingerAfterAnswer(request, reply);
    if (!hasOwnLimit(request) && announcesTooMuch(request)) return sendPlain(reply, 413, PLAIN.tooLarge);
    // Postgres takes no text with one, and nothing is called so.
    if (Object.values(request.params ?? {}).some((text) => String(text).includes('\0'))) {
      await notFound(request, reply);
      return reply;
    }
  });
  app.addHook('onSend', async (request, reply) => {
    // Whether the body that was announced still comes is unknown: the connection cannot be used again.
    if (awaitsContinue(request)) reply.header('connection', 'close');
  });
  app.addHook('onResponse', async (request, reply) => {
    const path = request.originalUrl.split('?')[0];
    const millis = Math.round(reply.elapsedTime);
    context.log.debug({ method: request.method, path, status: reply.statusCode, millis }, 'answered');
  });
  if (registry) measureRequests(app, registry, context.sequencer);
  app.setNotFoundHandler((request, reply) => notFound(request, reply));
  app.setErrorHandler((error, request, reply) =>
    isClientsFault(error) ? notFound(request, reply) : answerFault(context, error, request, reply),
  );
  const services = createAuthServices(context);
  sequencerRoutes(app, context, services);
  authRoutes(app, context, services);
  callbackRoutes(app, context, services);
  const pages = await openPages(config.pages);
  appRoutes(app, context, services, pages !== null);
  const missing = pageRoutes(app, context, await readBundle(config.bundle), pages);
  if (missing)
    notFound = (request, reply) =>
      request.method === 'GET' && isPersonReading(request) ? missing(request, reply) : sendNotFound(reply);
  logoRoutes(app, context);
  shareRoutes(app, context, pages);
  docsRoutes(app, context);
  notifyPages(app, context, async (subscription) => ctx && answerMessage(ctx, subscription));
  if (ctx) {
    fileRoutes(app, context, { blobs: ctx.blobs, unreadable: (hash) => excuseReaders(ctx, hash) });
    const rest = restRoutes(app, { ctx, face: context, services, built: pages !== null });
    const elsewhere = notFound;
    notFound = (request, reply) =>
      rest.belongs(request.url) ? rest.notFound(request, reply) : elsewhere(request, reply);
  }
  await app.ready();
  return app;
}

const hasOwnLimit = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as { ownLimit?: boolean }).ownLimit === true;

/** Methods that the framework itself refuses before any route (QUERY without a type) are none of ours. */
function isClientsFault(error: unknown): boolean {
  const { statusCode = 500 } = error as { statusCode?: number };
  return statusCode >= 400 && statusCode < 500;
}

/** What went wrong inside goes to the log; clients get the code that tells them to try again. */
function answerFault(
  context: FaceContext,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof BodyTooLarge) return sendPlain(reply, 413, PLAIN.tooLarge);
  if (error instanceof ClientGone) return reply.hijack();
  const path = request.originalUrl.split('?')[0] ?? '';
  context.log.error({ err: error, method: request.method, path }, 'request failed');
  const code = faultCode(path);
  const text = ERRORS[code].text;
  return sendError(reply, code, text.endsWith(': ') ? `${text}internal error` : text);
}

function faultCode(path: string): ErrorCode {
  if (path.endsWith(SEQUENCER.tryContribute)) return 'TryContributeError::TaskError';
  if (path.endsWith(SEQUENCER.contribute)) return 'ContributeError::TaskError';
  return 'StorageError::DatabaseError';
}
