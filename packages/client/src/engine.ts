import type { CurveName } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';

/** The fast engine, with one thread per core unless told otherwise. The caller closes it. */
export async function createEngine(threads?: number, curve?: CurveName): Promise<WasmEngine> {
  const { createWasmEngine } = await import('@brebaje/curves/wasm-engine');
  return createWasmEngine({ ...(threads === undefined ? {} : { threads }), ...(curve ? { curve } : {}) });
}

/** The same, with nothing left to load: what was begun goes on while the server of the page is away. */
export async function createLoadedEngine(curve?: CurveName): Promise<WasmEngine> {
  const engine = await createEngine(undefined, curve);
  try {
    await engine.load();
  } catch (error) {
    await engine.close();
    throw error;
  }
  return engine;
}
