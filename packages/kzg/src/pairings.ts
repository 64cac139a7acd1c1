import { type Engine, PointError, type Points } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';

/** Whether e(A, B) = e(C, D), each pair given as batches of one in G1 and G2. */
export async function pairingsEqual(
  engine: Engine,
  left: [Points, Points],
  right: [Points, Points],
): Promise<boolean> {
  const g1 = engine.concat([left[0], await engine.negate(right[0])]);
  return engine.isOne(await engine.miller(g1, engine.concat([left[1], right[1]])));
}

/**
 * Whether the noble engine reads combined points as finite points of the group. What goes into a pairing is
 * looked at so, because with an engine that returned zeros or strays every product would come out as one.
 */
export async function areSound(engine: Engine, points: Points): Promise<boolean> {
  try {
    // With y, which is then checked and not computed from x: quicker, and a wrong y is seen.
    await createNobleEngine().decode(points.group, 'u', await engine.encode(points, 'u'));
    return true;
  } catch (error) {
    if (error instanceof PointError) return false;
    throw error;
  }
}
