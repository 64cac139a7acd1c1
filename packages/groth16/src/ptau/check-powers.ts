import type { Engine, Points } from '@brebaje/curves/engine';
import { COMBINATION_BYTES, freshScalars, type Pairs, productIsOne, sumOf } from '../chain/pairs.ts';
import { ratioPairs } from '../chain/proof-pairs.ts';
import { ComputationFault } from '../computation-fault.ts';
import { Refused } from '../verify/verdict.ts';
import { placeOf, readPoints } from './points.ts';
import type { Ptau } from './ptau.ts';
import type { StatePoints } from './record-points.ts';
import { pointCount } from './sections.ts';

/** The sections whose points are powers of τ times something. */
export type RowId = 2 | 3 | 4 | 5;

/** Random combinations of a section's points: Σ rᵢ·Pᵢ of all but the last, and of all but the first. */
export interface Neighbours {
  readonly low: Points;
  readonly high: Points;
}

/** Adds up {@link Neighbours} from pieces that overlap by one point. */
export class NeighbourSums {
  readonly #engine: Engine;
  readonly #low: Points[] = [];
  readonly #high: Points[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Points that follow each other, with the first one of the next piece. */
  async add(points: Points): Promise<void> {
    const pairs = points.count - 1;
    if (pairs === 0) return;
    const scalars = freshScalars(pairs);
    const engine = this.#engine;
    const [low, high] = await Promise.all([
      engine.msm(engine.slice(points, 0, pairs), scalars, COMBINATION_BYTES),
      engine.msm(engine.slice(points, 1, pairs + 1), scalars, COMBINATION_BYTES),
    ]);
    this.#low.push(low);
    this.#high.push(high);
  }

  async sums(): Promise<Neighbours> {
    return { low: await sumOf(this.#engine, this.#low), high: await sumOf(this.#engine, this.#high) };
  }
}

/** Factors whose product is one when each point is τ times the one before: e(Σ low, τ·G₂) · e(−Σ high, G₂). */
export function powerPairs(
  engine: Engine,
  id: RowId,
  { low, high }: Neighbours,
  { tauG1, tauG2 }: StatePoints,
): Promise<Pairs> {
  return id === 3
    ? ratioPairs(engine, [tauG1, low], [engine.generator('G1'), high])
    : ratioPairs(engine, [low, tauG2], [high, engine.generator('G2')]);
}

/** Throws Refused naming the first point of a section that is not τ times the one before, of which there is one. */
export async function refusePowers(
  engine: Engine,
  ptau: Ptau,
  id: RowId,
  state: StatePoints,
): Promise<never> {
  const holds = async (from: number, to: number) => {
    const sums = new NeighbourSums(engine);
    for await (const { points } of readPoints(engine, placeOf(ptau, id, from, to), { overlap: true })) {
      await sums.add(points);
    }
    return productIsOne(engine, await powerPairs(engine, id, await sums.sums(), state));
  };
  // Points from `good` to `bad` are not all consecutive, those up to `good` are.
  let [good, bad] = [0, pointCount(id, ptau.header.power) - 1];
  if (await holds(good, bad + 1)) throw new ComputationFault(`section ${id} is sound, but not in a product`);
  while (bad - good > 1) {
    const middle = good + Math.floor((bad - good) / 2);
    if (await holds(good, middle + 1)) good = middle;
    else bad = middle;
  }
  throw new Refused({
    check: 'mathematical',
    code: 'powers',
    section: id,
    index: bad,
    text: `point ${bad} of section ${id} is not τ times the one before`,
  });
}
