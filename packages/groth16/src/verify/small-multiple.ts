import { CURVES } from '@brebaje/curves/curve/parameters';
import type { Points } from '@brebaje/curves/engine';
import { bigIntToScalar } from '@brebaje/curves/scalar';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { sizesOf } from '../curve.ts';
import { AbscissaSet } from './abscissa-set.ts';

/** Steps from a centre to either side. */
const NEAR = 127n;
/** Centres on either side of the middle one: the least with which 2³² is reached. */
const CENTRES = 129n;
/** Steps from the middle to either side, all in all. */
const REACH = CENTRES * (2n * NEAR + 1n) + NEAR;

/**
 * Whether a point is k·G for an integer |k| < 2³², G the generator of its group, or another point: what nobody
 * contributed to, or only with secrets that can be guessed. Baby steps and giant steps (Shanks, "Class number, a
 * theory of factorization, and genera", 1971): j·G for j up to 2^16, and P + i·2^17·G, compared by their first
 * coordinate, which a point shares with its negative.
 */
export async function isSmallMultiple(
  engine: WasmEngine,
  point: Points,
  generator: Points = engine.generator(point.group),
): Promise<boolean> {
  if (engine.isInfinity(point, 0)) return true;
  const middle = await times(engine, generator, REACH + 1n);
  const step = await times(engine, generator, 4n * REACH + 3n);
  const [baby, giant] = await Promise.all([around(engine, middle, generator), around(engine, point, step)]);
  const size = sizesOf(engine.curve)[point.group];
  const seen = new AbscissaSet(await engine.encode(baby, 'lem'), size);
  return seen.meets(await engine.encode(giant, 'lem'));
}

/** P + i·Q for all |i| ≤ {@link REACH}, in any order: centres, and what lies around each of them. */
async function around(engine: WasmEngine, middle: Points, step: Points): Promise<Points> {
  const near = await multiples(engine, step, NEAR);
  const far = await multiples(engine, await times(engine, step, 2n * NEAR + 1n), CENTRES);
  const centres = engine.concat([middle, ...(await engine.sumsAndDifferences(middle, far))]);
  const [ofCentres, ofNear] = pairsOf(centres.count, near.count);
  const pairs = await engine.sumsAndDifferences(engine.pick(centres, ofCentres), engine.pick(near, ofNear));
  return engine.concat([centres, ...pairs]);
}

/** Indices of every pair of one of `rows` and one of `columns`. */
function pairsOf(rows: number, columns: number): [Uint32Array, Uint32Array] {
  const [ofRows, ofColumns] = [new Uint32Array(rows * columns), new Uint32Array(rows * columns)];
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      ofRows[at] = row;
      ofColumns[at] = column;
    }
  }
  return [ofRows, ofColumns];
}

/** P, 2·P … count·P. */
async function multiples(engine: WasmEngine, point: Points, count: bigint): Promise<Points> {
  let points = point;
  while (points.count < count) {
    const last = engine.slice(points, points.count - 1, points.count);
    const [next] = await engine.sumsAndDifferences(points, last);
    points = engine.concat([points, next]);
  }
  return engine.slice(points, 0, Number(count));
}

function times(engine: WasmEngine, point: Points, factor: bigint): Promise<Points> {
  return engine.scale(point, bigIntToScalar(factor, CURVES[engine.curve].r));
}
