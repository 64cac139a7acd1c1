import type { Engine } from '@brebaje/curves/engine';

/** The fast engine, with one thread per core unless told otherwise. The caller closes it. */
export async function createEngine(threads?: number): Promise<Engine> {
  const { createWasmEngine } = await import('@brebaje/curves/wasm-engine');
  return createWasmEngine(threads === undefined ? {} : { threads });
}
