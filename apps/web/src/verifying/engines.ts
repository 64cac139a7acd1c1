/** Engines of the worker, one for each curve, started when something is to be computed. */
import { createLoadedEngine } from '@brebaje/client/engine';

type Curve = NonNullable<Parameters<typeof createLoadedEngine>[0]>;
export type Engine = Awaited<ReturnType<typeof createLoadedEngine>>;

const engines = new Map<Curve, Promise<Engine>>();

/**
 * As many threads as the machine has: this one waits while they compute, and the page's own does next to nothing. Once
 * it is there, nothing of it is loaded any more: what somebody gave is verified without a server.
 */
export function engineFor(curve: Curve): Promise<Engine> {
  const engine = engines.get(curve) ?? createLoadedEngine(curve);
  engines.set(curve, engine);
  // What could not be started is started anew when it is asked for again.
  engine.catch(() => engines.delete(curve));
  return engine;
}
