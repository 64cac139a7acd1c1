import { CURVES } from '@brebaje/curves/curve/parameters';
import type { Points } from '@brebaje/curves/engine';
import { bigIntToScalar, SCALAR_BYTES } from '@brebaje/curves/scalar';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { sizesOf } from '../curve.ts';

/** log₂ of how many multiples are made on either side. */
const STEPS_LOG = 16;

/**
 * Whether a point is k·G for an integer |k| < 2³², G the generator of its group: what nobody contributed to, or only
 * with secrets that can be guessed. Baby steps and giant steps (Shanks, "Class number, a theory of factorization,
 * and genera", 1971): j·G for j up to 2^16, and P + i·2^17·G, compared by their first coordinate, which a point
 * shares with its negative.
 */
export async function isSmallMultiple(engine: WasmEngine, point: Points): Promise<boolean> {
  const { group } = point;
  const generator = engine.generator(group);
  if (engine.isInfinity(point, 0)) return true;
  const baby = await progression(engine, generator, generator, STEPS_LOG);
  const seen = new Set([...abscissas(engine, group, await engine.encode(baby, 'lem'))]);
  // From −2^32 to 2^32 in steps of 2^17, each of which reaches 2^16 to either side.
  const step = await times(engine, generator, 2n ** BigInt(STEPS_LOG + 1));
  const start = await sum(engine, point, await times(engine, generator, -(2n ** 32n)));
  const giant = await progression(engine, start, step, STEPS_LOG);
  for (const abscissa of abscissas(engine, group, await engine.encode(giant, 'lem'))) {
    if (seen.has(abscissa)) return true;
  }
  return false;
}

/** P, P + Q, P + 2·Q … 2^log points and one more: doubled by adding the multiple that moves all of them on. */
async function progression(engine: WasmEngine, first: Points, step: Points, log: number): Promise<Points> {
  let points = engine.concat([first, await sum(engine, first, step)]);
  let move = await sum(engine, step, step);
  for (let done = 1; done < log; done++) {
    points = engine.concat([points, await addToAll(engine, points, move)]);
    move = await sum(engine, move, move);
  }
  return engine.concat([points, await sum(engine, engine.slice(points, 0, 1), move)]);
}

/** Every point plus another one. */
async function addToAll(engine: WasmEngine, points: Points, other: Points): Promise<Points> {
  const { count } = points;
  const indices = new Uint32Array(2 * count);
  for (let i = 0; i < count; i++) indices.set([i, count], 2 * i);
  const scalars = new Uint8Array(2 * count * SCALAR_BYTES);
  for (let at = 0; at < scalars.length; at += SCALAR_BYTES) scalars[at] = 1;
  const pairs = engine.pick(engine.concat([points, other]), indices);
  return engine.combineEach(pairs, scalars, new Uint32Array(count).fill(2));
}

function sum(engine: WasmEngine, a: Points, b: Points): Promise<Points> {
  return addToAll(engine, a, b);
}

function times(engine: WasmEngine, point: Points, factor: bigint): Promise<Points> {
  return engine.scale(point, bigIntToScalar(factor, CURVES[engine.curve].r));
}

/** First coordinates as text; infinity is all zero, which no other point has. */
function* abscissas(engine: WasmEngine, group: 'G1' | 'G2', points: Uint8Array): Generator<string> {
  const size = sizesOf(engine.curve)[group];
  const text = new TextDecoder('latin1');
  for (let at = 0; at < points.length; at += size) yield text.decode(points.subarray(at, at + size / 2));
}
