/** Figures for Prometheus. The application layer puts its own into the same registry. */
import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { SequencerPort } from './sequencer-port.ts';

const BUCKETS = [0.005, 0.02, 0.1, 0.5, 2, 10, 30];

/** A registry with the figures of the process. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Counts and times every answer by route, method and status; reads the lobby when asked. */
export function measureRequests(app: FastifyInstance, registry: Registry, sequencer: SequencerPort): void {
  const requests = new Counter({
    name: 'brebaje_http_requests_total',
    help: 'Requests answered',
    labelNames: ['route', 'method', 'status'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'brebaje_http_request_seconds',
    help: 'Time from the head of a request to the end of its answer',
    labelNames: ['route'],
    buckets: BUCKETS,
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    requests.inc({ route, method: request.method, status: reply.statusCode });
    duration.observe({ route }, reply.elapsedTime / 1000);
  });
  const gauge = (name: string, help: string, read: (id: number) => Promise<number>): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const ceremony = await sequencer.ceremony(null).catch(() => undefined);
        if (ceremony?.scheme === 'KZG') this.set(await read(ceremony.id));
      },
    });
  };
  gauge('brebaje_lobby_size', 'People in the lobby of the default ceremony', async (id) => {
    return (await sequencer.status(id)).lobbySize;
  });
  gauge('brebaje_contributions', 'Accepted contributions of the default ceremony', async (id) => {
    return (await sequencer.status(id)).numContributions;
  });
}
