/** Metrics and health, on loopback only: for the operator's own programs. */
import { OPERATOR } from '@brebaje/protocol/routes';
import { type FastifyInstance, fastify } from 'fastify';
import type { Registry } from 'prom-client';
import { isLoopback } from '../config/policy-of.ts';
import { sendJson, sendNotFound, sendPlain } from './answers.ts';
import { mount } from './mount.ts';
import type { SequencerPort } from './sequencer-port.ts';

/** `/metrics` for Prometheus, `/health` while the process runs, `/ready` while it can work. */
export function buildOperatorApp(
  registry: Registry,
  sequencer: Pick<SequencerPort, 'ready'>,
): FastifyInstance {
  const app = fastify({ exposeHeadRoutes: false });
  // A page whose name was made to point here (DNS rebinding) would be of this origin and read the figures.
  app.addHook('onRequest', async (request, reply) => {
    if (!isLoopback(request.hostname)) return sendPlain(reply, 403, 'reach this port as 127.0.0.1');
  });
  app.setNotFoundHandler((_, reply) => sendNotFound(reply));
  mount(
    app,
    {
      GET: async (_, reply) =>
        reply.header('content-type', registry.contentType).send(Buffer.from(await registry.metrics())),
    },
    OPERATOR.metrics,
  );
  mount(app, { GET: (_, reply) => sendJson(reply, 200, { status: 'ok' }) }, OPERATOR.health);
  mount(
    app,
    {
      GET: async (_, reply) => {
        const ready = await sequencer.ready().catch(() => false);
        return sendJson(reply, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready' });
      },
    },
    OPERATOR.ready,
  );
  return app;
}
