import { type Engine, PointError, type Points } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { randomScalars } from '@brebaje/curves/scalar';

/** Factors e(g1ᵢ, g2ᵢ) of a product of pairings. */
export interface Pairs {
  readonly g1: Points;
  readonly g2: Points;
}

/** Bytes of a combination scalar: 128 bits, so that a false equation survives with probability 2⁻¹²⁸. */
export const COMBINATION_BYTES = 16;

export function joinPairs(engine: Engine, parts: readonly Pairs[]): Pairs {
  return {
    g1: engine.concat(parts.map(({ g1 }) => g1)),
    g2: engine.concat(parts.map(({ g2 }) => g2)),
  };
}

/**
 * Whether the product of the pairings is one. The noble engine looks at every point first: an engine that gives
 * zeros or strays would make every product one. So no factor may be infinity; random combinations never are.
 * Points of G2 are none that were combined here; whether they are in the subgroup was seen when they were decoded.
 */
export async function productIsOne(engine: Engine, { g1, g2 }: Pairs): Promise<boolean> {
  if (!(await areSound(engine, g1, true)) || !(await areSound(engine, g2, false))) return false;
  return engine.isOne(await engine.miller(g1, g2));
}

async function areSound(engine: Engine, points: Points, subgroup: boolean): Promise<boolean> {
  const noble = createNobleEngine(engine.curve);
  try {
    await noble.decode(points.group, 'u', await engine.encode(points, 'u'), { subgroup });
    return true;
  } catch (error) {
    if (error instanceof PointError) return false;
    throw error;
  }
}

/** Σ kᵢ·Pᵢ of points given one by one, by as many 128-bit scalars. */
export function combine(engine: Engine, points: Points[], scalars: Uint8Array): Promise<Points> {
  return engine.msm(engine.concat(points), scalars, COMBINATION_BYTES);
}

/** Their sum. */
export function sumOf(engine: Engine, points: Points[]): Promise<Points> {
  const ones = new Uint8Array(points.length * COMBINATION_BYTES);
  for (let at = 0; at < ones.length; at += COMBINATION_BYTES) ones[at] = 1;
  return combine(engine, points, ones);
}

/** Fresh scalars for one combination, drawn after its points are fixed. */
export function freshScalars(count: number): Uint8Array {
  return randomScalars(count, COMBINATION_BYTES);
}
