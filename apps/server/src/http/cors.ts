/** Any page may call the sequencer routes with a session id; a cookie speaks for pages of this origin only. */
import type { FastifyInstance } from 'fastify';

/** `*` does not cover Authorization by the Fetch standard, so headers are named besides. */
const ALLOWED_HEADERS = '*,authorization,content-type,prefer,if-match,last-event-id,range';
const PREFLIGHT_SECONDS = 7200;

/** Permissive CORS on every answer, errors as well: a page should see why it was refused. */
export function allowAnyOrigin(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('access-control-allow-origin', '*');
    reply.header('access-control-expose-headers', '*');
    // The transcript has no content type (as the reference): no browser may guess one.
    reply.header('x-content-type-options', 'nosniff');
    reply.header('vary', 'origin, access-control-request-method, access-control-request-headers');
    if (request.method !== 'OPTIONS') return;
    reply.header('access-control-allow-methods', '*');
    reply.header('access-control-allow-headers', ALLOWED_HEADERS);
    reply.header('access-control-max-age', String(PREFLIGHT_SECONDS));
  });
}
