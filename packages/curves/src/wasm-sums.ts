import { copyBytes, joinBytes, pickItems } from './bytes.ts';
import type { Points } from './engine.ts';
import { requireSameGroup } from './engine-arguments.ts';
import { bigIntToScalar } from './scalar.ts';
import { cutBatch, runBatch } from './threads/run-batch.ts';
import { MOST, type WasmBatches } from './wasm-batches.ts';

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
  const ranges = cutBatch(count, pool.threads, MOST[group]);
  const parts = await runBatch(pool, ranges, (from, to) => {
    const points = joinBytes([partOf(left, from, to), partOf(right, from, to)]);
    return { op: 'butterflies', curve, group, points, root: copyBytes(one), start: 0, half: 1 };
  });
  const halves = (first: 0 | 1) =>
    parts.map((part) => part.subarray((first * part.length) / 2, ((first + 1) * part.length) / 2));
  return [work.make(group, joinBytes(halves(0))), work.make(group, joinBytes(halves(1)))];
}
