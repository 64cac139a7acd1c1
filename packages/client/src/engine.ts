import type { Engine } from '@brebaje/curves/engine';

/** The fast engine, with one thread per core unless told otherwise. The caller closes it. */
export async function createEngine(threads?: number): Promise<Engine> {
  const { createMclEngine } = await import('@brebaje/curves/mcl-engine');
  return createMclEngine(threads === undefined ? {} : { threads });
}
