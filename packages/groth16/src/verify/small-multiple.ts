import { CURVES } from '@brebaje/curves/curve/parameters';
import type { Points } from '@brebaje/curves/engine';
import { bigIntToScalar } from '@brebaje/curves/scalar';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { sizesOf } from '../curve.ts';
import { AbscissaSet } from './abscissa-set.ts';

/** Steps from a centre to either side. */
const NEAR = 127;
/** Centres on either side of the middle one: the least with which 2³² is reached. */
const FAR = 129;
/** Centres of all. */
const CENTRES = 2 * FAR + 1;
/** Steps from the middle to either side, all in all. */
const REACH = FAR * (2 * NEAR + 1) + NEAR;

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
  const middle = await times(engine, generator, REACH + 1);
  const step = await times(engine, generator, 4 * REACH + 3);
  const [baby, giant] = await around(engine, [middle, point], [generator, step]);
  const size = sizesOf(engine.curve)[point.group];
  const seen = new AbscissaSet(await engine.encode(engine.concat(baby), 'lem'), size);
  for (const points of giant) if (seen.meets(await engine.encode(points, 'lem'))) return true;
  return false;
}

/**
 * P + i·Q for all |i| ≤ {@link REACH}, in any order, of two points P and two steps Q: centres, and what lies around each
 * of them. Both are computed at once, because a message to a thread costs as much as many additions.
 */
async function around(
  engine: WasmEngine,
  middles: readonly [Points, Points],
  steps: readonly [Points, Points],
): Promise<[Points[], Points[]]> {
  const near = engine.concat([...steps]);
  const far = await times(engine, near, 2 * NEAR + 1);
  // Multiples of all four, side by side.
  const multiples = await multiplesOf(engine, engine.concat([near, far]), FAR);
  const multiple = (column: number, row: number) => 4 * row + column;

  const [after, before] = await engine.sumsAndDifferences(
    engine.pick(
      engine.concat([...middles]),
      indices(2, FAR, (side) => side),
    ),
    engine.pick(
      multiples,
      indices(2, FAR, (side, i) => multiple(2 + side, i)),
    ),
  );
  const half = (points: Points, side: number) =>
    engine.slice(points, (side * points.count) / 2, ((side + 1) * points.count) / 2);
  const centres = engine.concat(
    middles.flatMap((middle, side) => [middle, half(after, side), half(before, side)]),
  );

  const parts = await engine.sumsAndDifferences(
    engine.pick(
      centres,
      indices(2 * CENTRES, NEAR, (centre) => centre),
    ),
    engine.pick(
      multiples,
      indices(2 * CENTRES, NEAR, (centre, i) => multiple(centre < CENTRES ? 0 : 1, i)),
    ),
  );
  const side = (which: number) => [centres, ...parts].map((points) => half(points, which));
  return [side(0), side(1)];
}

/** What `index` says for every pair of a row and a column, row by row. */
function indices(rows: number, columns: number, index: (row: number, column: number) => number): Uint32Array {
  const found = new Uint32Array(rows * columns);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) found[at] = index(row, column);
  }
  return found;
}

/** The points, the points times two, and so on up to times `count`. */
async function multiplesOf(engine: WasmEngine, points: Points, count: number): Promise<Points> {
  const width = points.count;
  let rows = points;
  for (let done = 1; done < count; done = rows.count / width) {
    const added = Math.min(done, count - done);
    const last = engine.slice(rows, rows.count - width, rows.count);
    const repeated = engine.pick(
      last,
      indices(added, width, (_, column) => column),
    );
    const [next] = await engine.sumsAndDifferences(engine.slice(rows, 0, added * width), repeated);
    rows = engine.concat([rows, next]);
  }
  return rows;
}

function times(engine: WasmEngine, points: Points, factor: number): Promise<Points> {
  return engine.scale(points, bigIntToScalar(BigInt(factor), CURVES[engine.curve].r));
}
