/** Engines of the worker, one for each curve, started when something is to be computed. */
import { createEngine } from '@brebaje/client/engine';

type Curve = NonNullable<Parameters<typeof createEngine>[1]>;
export type Engine = Awaited<ReturnType<typeof createEngine>>;

const engines = new Map<Curve, Promise<Engine>>();

/** One thread fewer than the machine has, so that the page stays quick. */
export function engineFor(curve: Curve): Promise<Engine> {
  const threads = Math.max(1, navigator.hardwareConcurrency - 1 || 1);
  const engine = engines.get(curve) ?? createEngine(threads, curve);
  engines.set(curve, engine);
  // What could not be started is started anew when it is asked for again.
  engine.catch(() => engines.delete(curve));
  return engine;
}
