import { copyBytes, joinBytes } from './bytes.ts';
import type { Group, Points } from './engine.ts';
import { requireBatchLength, requireSameGroup } from './engine-arguments.ts';
import { bigIntToScalar } from './scalar.ts';
import { rangesOf, runBatch } from './threads/run-batch.ts';
import type { WasmBatches } from './wasm-batches.ts';

/** Pairs of one job: two additions take a fraction of what a multiplication takes, and less than a message costs. */
const LEAST = 512;
const MOST: Record<Group, number> = { G1: 8192, G2: 2048 };

/** {@link WasmEngine.sumsAndDifferences}: one step of a transform whose factors are all one. */
export async function sumsAndDifferences(
  work: WasmBatches,
  a: Points,
  b: Points,
): Promise<[sums: Points, differences: Points]> {
  const group = requireSameGroup([a, b]);
  requireBatchLength(a, b);
  const [{ bytes: left }, { bytes: right }] = [await work.checked(a), await work.checked(b)];
  const { curve, pool, order } = work;
  const size = work.sizeOf(group);
  const one = bigIntToScalar(1n, order);
  const step = Math.min(MOST[group], Math.max(LEAST, Math.ceil(a.count / pool.threads)));
  const ranges = rangesOf(a.count, step);
  const parts = await runBatch(pool, ranges, (from, to) => {
    const points = joinBytes([left, right].map((bytes) => bytes.subarray(from * size, to * size)));
    return { op: 'butterflies', curve, group, points, root: copyBytes(one), start: 0, half: 1 };
  });
  const halves = (first: 0 | 1) =>
    parts.map((part) => part.subarray((first * part.length) / 2, ((first + 1) * part.length) / 2));
  return [work.make(group, joinBytes(halves(0))), work.make(group, joinBytes(halves(1)))];
}
