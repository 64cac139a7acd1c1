import { CURVES } from '@brebaje/curves/curve/parameters';
import type { Points } from '@brebaje/curves/engine';
import { bigIntToScalar, SCALAR_BYTES } from '@brebaje/curves/scalar';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { placeOf, readPoints } from '../ptau/points.ts';
import type { Ptau } from '../ptau/ptau.ts';
import { hashedDifferences } from './circuit-hasher.ts';

/** Points of one step. */
const PIECE = 1 << 14;

/** τ^(N+i)·G − τ^i·G, as many as a circuit's hash covers, in pieces. */
export async function* differences(
  engine: WasmEngine,
  ptau: Ptau,
  domainSize: number,
  signal?: AbortSignal,
): AsyncGenerator<Points> {
  const { r } = CURVES[engine.curve];
  const [one, minusOne] = [bigIntToScalar(1n, r), bigIntToScalar(-1n, r)];
  const all = hashedDifferences(domainSize);
  for (let from = 0; from < all; from += PIECE) {
    signal?.throwIfAborted();
    const count = Math.min(PIECE, all - from);
    const [low, high] = await Promise.all([
      powers(engine, ptau, from, count),
      powers(engine, ptau, domainSize + from, count),
    ]);
    const indices = new Uint32Array(2 * count);
    const factors = new Uint8Array(2 * count * SCALAR_BYTES);
    for (let i = 0; i < count; i++) {
      indices.set([count + i, i], 2 * i);
      factors.set(one, 2 * i * SCALAR_BYTES);
      factors.set(minusOne, (2 * i + 1) * SCALAR_BYTES);
    }
    const pairs = engine.pick(engine.concat([low, high]), indices);
    yield engine.combineEach(pairs, factors, new Uint32Array(count).fill(2));
  }
}

/** τ^i·G for `count` values of i. */
async function powers(engine: WasmEngine, ptau: Ptau, from: number, count: number): Promise<Points> {
  const parts: Points[] = [];
  for await (const { points } of readPoints(engine, placeOf(ptau, 2, from, from + count))) parts.push(points);
  return engine.concat(parts);
}
