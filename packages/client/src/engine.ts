import type { CurveName } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';

/** The fast engine, with one thread per core unless told otherwise. The caller closes it. */
export async function createEngine(threads?: number, curve?: CurveName): Promise<WasmEngine> {
  const { createWasmEngine } = await import('@brebaje/curves/wasm-engine');
  return createWasmEngine({ ...(threads === undefined ? {} : { threads }), ...(curve ? { curve } : {}) });
}
