import type { Points } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';

/** Points of G1 a second, with all threads of an engine. */
export interface Speed {
  /** Checked, multiplied by one secret, and combined before and after. */
  readonly contributed: number;
  /** Decoded, and combined once. */
  readonly verified: number;
}

/** Enough for the threads to be busy, few enough to take a second. */
const POINTS = 1 << 13;

/** Measures how fast an engine does what contributors and verifiers do to L and H. `now` in milliseconds. */
export async function measureSpeed(engine: WasmEngine, now: () => number): Promise<Speed> {
  const factor = new Uint8Array(32);
  factor[0] = 2;
  factor[17] = 3;
  const generator = engine.generator('G1');
  const first = await engine.powers(await repeated(engine, generator), factor, factor);
  const bytes = new Uint8Array(await engine.encode(first, 'lem'));
  const scalars = new Uint8Array(16 * POINTS).map((_, i) => (i * 197 + 31) & 0xff);
  const combine = async () => {
    const points = await engine.decode('G1', 'lem', bytes);
    await engine.msm(points, scalars, 16);
  };
  // The first run starts threads and compiles.
  await combine();
  const verified = await secondsOf(combine, now);
  const scaled = await secondsOf(async () => {
    for await (const _ of engine.rescale('G1', [bytes], factor, { from: 'lem', to: 'lem' }));
  }, now);
  return { contributed: POINTS / (scaled + 2 * verified), verified: POINTS / verified };
}

async function repeated(engine: WasmEngine, point: Points): Promise<Points> {
  return engine.pick(point, new Uint32Array(POINTS));
}

async function secondsOf(work: () => Promise<void>, now: () => number): Promise<number> {
  const begun = now();
  await work();
  return Math.max(1, now() - begun) / 1000;
}
