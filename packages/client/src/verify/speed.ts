import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { measureSpeed } from '@brebaje/groth16/plan/measure-speed';

/** Points of G1 that an engine decodes and combines a second; takes a second or two. */
export async function measuredSpeed(engine: WasmEngine): Promise<number> {
  return (await measureSpeed(engine, () => performance.now())).verified;
}
