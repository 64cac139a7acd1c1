/** How fast this machine contributes, found out in about a second by the real kernel on all threads. */
import type { CurveName } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/kzg/contribute';
import { secretsFromEntropy } from '@brebaje/kzg/secret';
import type { SubSize } from '@brebaje/kzg/sizes';
import { contributionFromState, initialState } from '@brebaje/kzg/state';

/** Units of work and the milliseconds that they took. */
export interface Speed {
  points: number;
  milliseconds: number;
}

/** What a measurement should take at least, milliseconds. */
const LONG_ENOUGH = 400;
/** How much the work may grow from one attempt to the next: the first one also compiles. */
const MOST_GROWTH = 8;

/** A G2 point costs about three times a G1 point. */
export function kzgPoints(sizes: readonly SubSize[]): number {
  return sizes.reduce((sum, size) => sum + size.g1 + 3 * size.g2, 0);
}

/** KZG contributions to fresh states, larger ones until one tells enough. */
export function measureKzg(engine: WasmEngine, now: () => number): Promise<Speed> {
  return growing(256, async (g1) => {
    const sizes = [{ g1, g2: 65 }];
    const state = contributionFromState(initialState(sizes));
    const secrets = secretsFromEntropy([new Uint8Array(32)]);
    const start = now();
    await contribute(engine, state, secrets);
    return { points: kzgPoints(sizes), milliseconds: now() - start };
  });
}

/**
 * What a circuit's points are put through: decoded and checked, multiplied, encoded, and combined by random numbers
 * before and after.
 */
export function measureCircuit(engine: WasmEngine, now: () => number): Promise<Speed> {
  return growing(1024, async (points) => {
    const same = engine.concat(Array.from({ length: points }, () => engine.generator('G1')));
    const bytes = await engine.encode(same, 'lem');
    const secret = new Uint8Array(32).fill(1, 0, 31);
    const numbers = new Uint8Array(16 * points).map((_, i) => (i * 151 + 7) & 255);
    const start = now();
    for await (const _ of engine.rescale('G1', [bytes], secret, { from: 'lem', to: 'lem' })) {
      // Only its time counts.
    }
    for (let side = 0; side < 2; side++) await engine.msm(same, numbers, 16);
    return { points, milliseconds: now() - start };
  });
}

async function growing(first: number, work: (size: number) => Promise<Speed>): Promise<Speed> {
  // Compiles, and starts the threads.
  await work(first);
  for (let size = first; ; ) {
    const speed = await work(size);
    if (speed.milliseconds >= LONG_ENOUGH || size >= 1 << 17) return speed;
    const factor = Math.min(MOST_GROWTH, Math.max(2, (1.5 * LONG_ENOUGH) / Math.max(1, speed.milliseconds)));
    size = Math.ceil(size * factor);
  }
}

/** The curve of a ceremony's work. */
export const curveOfScheme = (circuits: readonly { curve: CurveName }[]): CurveName =>
  circuits[0]?.curve ?? 'bls12-381';
