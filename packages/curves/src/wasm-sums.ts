import { copyBytes, joinBytes, pickItems } from './bytes.ts';
import type { Group, Points } from './engine.ts';
import { requireSameGroup } from './engine-arguments.ts';
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
  const [left, right] = [await work.checked(a), await work.checked(b)];
  const count = left.count === 1 ? right.count : left.count;
  if (right.count !== count && right.count !== 1) {
    throw new RangeError(`${left.count} and ${right.count} points cannot be added one by one`);
  }
  const { curve, pool, order } = work;
  const size = work.sizeOf(group);
  const partOf = ({ bytes, count: length }: typeof left, from: number, to: number) =>
    length === count
      ? bytes.subarray(from * size, to * size)
      : pickItems(bytes, size, new Uint32Array(to - from));
  const one = bigIntToScalar(1n, order);
  const step = Math.min(MOST[group], Math.max(LEAST, Math.ceil(count / pool.threads)));
  const ranges = rangesOf(count, step);
  const parts = await runBatch(pool, ranges, (from, to) => {
    const points = joinBytes([partOf(left, from, to), partOf(right, from, to)]);
    return { op: 'butterflies', curve, group, points, root: copyBytes(one), start: 0, half: 1 };
  });
  const halves = (first: 0 | 1) =>
    parts.map((part) => part.subarray((first * part.length) / 2, ((first + 1) * part.length) / 2));
  return [work.make(group, joinBytes(halves(0))), work.make(group, joinBytes(halves(1)))];
}
