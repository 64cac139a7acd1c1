/** Engines of the worker, one for each curve, started when something is to be computed. */
import { createEngine } from '@brebaje/client/engine';

type Curve = NonNullable<Parameters<typeof createEngine>[1]>;
export type Engine = Awaited<ReturnType<typeof createEngine>>;

const engines = new Map<Curve, Promise<Engine>>();

/** As many threads as the machine has: this one waits while they compute, and the page's own does next to nothing. */
export function engineFor(curve: Curve): Promise<Engine> {
  const engine = engines.get(curve) ?? createEngine(undefined, curve);
  engines.set(curve, engine);
  // What could not be started is started anew when it is asked for again.
  engine.catch(() => engines.delete(curve));
  return engine;
}
