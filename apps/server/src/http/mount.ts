/**
 * Puts a route where clients expect it. Handlers run before the framework looks at the body, because some
 * clients declare JSON and send nothing, and others send six megabytes that must not be read in vain.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> | unknown;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Mounts one path: HEAD goes with GET, OPTIONS is answered empty, other methods get 405, and the path with a
 * slash behind it 308 to the one without.
 */
export function mount(
  app: FastifyInstance,
  handlers: Partial<Record<'GET' | 'POST', Handler>>,
  path: string,
): void {
  const served = Object.keys(handlers);
  if (handlers.GET) served.push('HEAD');
  const allow = served.join(',');
  for (const [method, handler] of Object.entries(handlers))
    answer(app, method === 'GET' ? ['GET', 'HEAD'] : [method], path, handler);
  answer(app, ['OPTIONS'], path, (_, reply) => reply.code(200).send());
  const others = METHODS.filter((method) => method !== 'OPTIONS' && !served.includes(method));
  answer(app, others, path, (_, reply) => reply.code(405).header('allow', allow).send());
  if (!/[/*]$/.test(path))
    answer(app, METHODS, `${path}/`, (request, reply) =>
      reply.code(308).header('location', withoutSlash(request.originalUrl)).send(),
    );
}

function answer(app: FastifyInstance, method: string[], url: string, handler: Handler): void {
  app.route({
    method,
    url,
    onRequest: async (request, reply) => {
      await handler(request, reply);
      return reply;
    },
    // Never reached: the hook has answered.
    handler: () => undefined,
  });
}

/** The same address without slashes at the end of its path. */
export function withoutSlash(url: string): string {
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  // Never two slashes in front: a browser would read a host there.
  return `/${path.replace(/^\/+|\/+$/g, '')}${query === -1 ? '' : url.slice(query)}`;
}
