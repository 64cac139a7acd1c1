import type { Engine, Points } from '@brebaje/curves/engine';
import type { RecordPoints } from './chain-points.ts';
import { combine, freshScalars, type Pairs } from './pairs.ts';

/** A record's points with δ before it and the point of G2 that its transcript hashes to. */
export interface Step extends RecordPoints {
  readonly deltaBefore: Points;
  readonly sp: Points;
}

/**
 * What makes one contribution of a chain, as factors whose product is one: its contributor knew x with sx = x·s
 * and spx = x·sp, and δ after is x·δ before. With random a and b
 *
 * e(a·s + b·δ before, spx) · e(−a·sx − b·δ after, sp)
 */
export async function stepPairs(engine: Engine, step: Step): Promise<Pairs> {
  const factors = freshScalars(2);
  const before = await combine(engine, [step.s, step.deltaBefore], factors);
  const after = await combine(engine, [step.sx, step.deltaAfter], factors);
  return {
    g1: engine.concat([before, await engine.negate(after)]),
    g2: engine.concat([step.spx, step.sp]),
  };
}

/** e(P, Q)·e(−P', Q'), which is one when P to Q' is as P' to Q. */
export async function ratioPairs(
  engine: Engine,
  left: readonly [Points, Points],
  right: readonly [Points, Points],
): Promise<Pairs> {
  return {
    g1: engine.concat([left[0], await engine.negate(right[0])]),
    g2: engine.concat([left[1], right[1]]),
  };
}
