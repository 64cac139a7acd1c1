import type { Engine, Points } from '@brebaje/curves/engine';
import { COMBINATION_BYTES, combine, freshScalars, type Pairs, productIsOne } from './pairs.ts';
import { ratioPairs } from './proof-pairs.ts';

/** L and H after a contribution: one combination of their points, and δ in both groups. */
export interface DividedState {
  readonly sum: Points;
  readonly delta1: Points;
  readonly delta2: Points;
}

/**
 * Factors of a product that is one when L and H are those of the genesis divided by δ, and δ is the same in both
 * groups. With the genesis' combination S₀ and a random κ
 *
 * e(S − κ·G, δ₂) · e(κ·δ₁ − S₀, G₂)
 */
export async function genesisPairs(engine: Engine, state: DividedState, genesis: Points): Promise<Pairs> {
  const kappa = freshScalars(1);
  return {
    g1: engine.concat([
      await engine.negate(await timesLess(engine, kappa, engine.generator('G1'), state.sum)),
      await timesLess(engine, kappa, state.delta1, genesis),
    ]),
    g2: engine.concat([state.delta2, engine.generator('G2')]),
  };
}

/**
 * The same against the state before, which was accepted or is not compared with a genesis:
 *
 * e(S − κ·G, δ₂) · e(−S before, δ₂ before) · e(κ·δ₁, G₂)
 */
export async function previousPairs(
  engine: Engine,
  state: DividedState,
  before: Pick<DividedState, 'sum' | 'delta2'>,
): Promise<Pairs> {
  const kappa = freshScalars(1);
  return {
    g1: engine.concat([
      await engine.negate(await timesLess(engine, kappa, engine.generator('G1'), state.sum)),
      await engine.negate(before.sum),
      await combine(engine, [state.delta1], kappa),
    ]),
    g2: engine.concat([state.delta2, before.delta2, engine.generator('G2')]),
  };
}

/** Whether points combined are those of the genesis divided by δ: e(S, δ₂) = e(S₀, G₂). */
export async function isDivided(
  engine: Engine,
  sum: Points,
  delta2: Points,
  genesis: Points,
): Promise<boolean> {
  const [now, then] = [engine.isInfinity(sum, 0), engine.isInfinity(genesis, 0)];
  // A circuit without private wires has no L, one whose private wires are all unused has only infinity there.
  if (now || then) return now && then;
  return productIsOne(engine, await ratioPairs(engine, [sum, delta2], [genesis, engine.generator('G2')]));
}

/** κ·P − Q. */
async function timesLess(engine: Engine, kappa: Uint8Array, p: Points, q: Points): Promise<Points> {
  const scalars = new Uint8Array(2 * COMBINATION_BYTES);
  scalars.set(kappa);
  scalars[COMBINATION_BYTES] = 1;
  return combine(engine, [p, await engine.negate(q)], scalars);
}
