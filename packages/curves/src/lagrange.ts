import { copyBytes } from './bytes.ts';
import { inverse } from './curve/arithmetic.ts';
import { CURVES } from './curve/parameters.ts';
import { rootOfUnity } from './curve/roots.ts';
import type { CurveName, Group, Progress } from './engine.ts';
import { countProgress } from './progress.ts';
import { bigIntToScalar } from './scalar.ts';
import type { Pool } from './threads/pool.ts';

/** Pairs of points that one job works on. */
const PAIRS = 1024;

export interface PointBatch {
  pool: Pool;
  curve: CurveName;
  group: Group;
  /** Bytes of one point. */
  size: number;
}

/**
 * Σⱼ ω^(−ij)·Pⱼ for every i in natural order, n a power of two, ω the curve's n-th root of unity: n times the
 * Lagrange form of powers. Cooley and Tukey's passes with the input in bit-reversed order; pair k of the pass
 * with blocks of 2·half points has the factor ω_(2·half)^(−(k mod half)).
 */
export async function transformPoints(
  { pool, curve, group, size }: PointBatch,
  points: Uint8Array,
  progress?: Progress,
): Promise<Uint8Array> {
  const { r } = CURVES[curve];
  const count = points.length / size;
  const tick = countProgress((count / 2) * Math.log2(count), progress);
  const values = new Uint8Array(points.length);
  const move = (to: Uint8Array, at: number, from: Uint8Array, index: number) =>
    to.set(from.subarray(index * size, (index + 1) * size), at * size);
  for (const [to, from] of bitReversed(count).entries()) move(values, to, points, from);

  for (let half = 1; half < count; half *= 2) {
    const root = bigIntToScalar(inverse(rootOfUnity(curve, Math.log2(2 * half)), r), r);
    /** Where the first point of pair k lies; the second lies `half` further on. */
    const first = (k: number) => 2 * (k - (k % half)) + (k % half);
    const starts = Array.from({ length: Math.ceil(count / 2 / PAIRS) }, (_, i) => i * PAIRS);
    await Promise.all(
      starts.map(async (start) => {
        const pairs = Math.min(PAIRS, count / 2 - start);
        const done = await pool.run(() => {
          const part = new Uint8Array(2 * pairs * size);
          for (let i = 0; i < pairs; i++) {
            move(part, i, values, first(start + i));
            move(part, pairs + i, values, first(start + i) + half);
          }
          return { op: 'butterflies', curve, group, points: part, root: copyBytes(root), start, half };
        });
        // Pairs do not overlap, so that a pass may write where it has read.
        for (let i = 0; i < pairs; i++) {
          move(values, first(start + i), done, i);
          move(values, first(start + i) + half, done, pairs + i);
        }
        tick(pairs);
      }),
    );
  }
  return values;
}

/** 0…count−1 with the order of their log₂(count) bits reversed. */
function bitReversed(count: number): number[] {
  const bits = Math.log2(count);
  return Array.from({ length: count }, (_, i) => {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) if (i & (1 << bit)) reversed |= 1 << (bits - 1 - bit);
    return reversed;
  });
}
