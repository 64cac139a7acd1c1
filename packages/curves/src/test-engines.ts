import { joinBytes } from './bytes.ts';
import { encode } from './codec/reference.ts';
import { goodPoint } from './codec/samples.ts';
import { CURVES, type CurveParameters } from './curve/parameters.ts';
import type { Engine, Group, Points } from './engine.ts';
import { createNobleEngine } from './noble-engine.ts';
import { createWasmEngine } from './wasm-engine.ts';

/** Engines for tests, and points that do not come from an engine's own multiplication. */

export const groups: Group[] = ['G1', 'G2'];

export interface TestEngine {
  readonly kind: 'noble' | 'wasm';
  readonly curve: CurveParameters;
  readonly make: () => Promise<Engine>;
}

/** Every engine of every curve. */
export const testEngines: readonly TestEngine[] = Object.values(CURVES).flatMap((curve) => [
  { kind: 'noble', curve, make: async () => createNobleEngine(curve.name) },
  { kind: 'wasm', curve, make: () => createWasmEngine({ curve: curve.name, threads: 2 }) },
]);

/** The generator times each of the integers, infinity for 0, in an encoding that every curve has. */
export function encodedMultiples(
  curve: CurveParameters,
  group: Group,
  factors: readonly bigint[],
): Uint8Array {
  const made = new Map<bigint, Uint8Array>();
  const encoded = factors.map((factor) => {
    const k = ((factor % curve.r) + curve.r) % curve.r;
    const bytes = made.get(k) ?? encode(curve, group, 'u', k === 0n ? null : goodPoint(curve, group, k));
    made.set(k, bytes);
    return bytes;
  });
  return joinBytes(encoded);
}

/** The same as points of an engine. */
export function multiples(engine: Engine, group: Group, factors: readonly bigint[]): Promise<Points> {
  const bytes = encodedMultiples(CURVES[engine.curve], group, factors);
  return engine.decode(group, 'u', bytes, { infinity: true });
}
