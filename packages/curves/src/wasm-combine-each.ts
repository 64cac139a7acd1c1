import { copyBytes, joinBytes } from './bytes.ts';
import type { Points, Progress } from './engine.ts';
import { requireCombinationScalars } from './scalar.ts';
import { runBatch } from './threads/run-batch.ts';
import { MOST, type WasmBatches } from './wasm-batches.ts';

const SCALAR = 32;

/** Lists `from` to `to` of many, which are the terms `first` to `last` of all. */
export interface ListRange {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Cuts lists, whose lengths are given, into ranges of about `most` terms; a longer list is a range of its own.
 * Throws a RangeError unless the lists have `total` terms together.
 */
export function rangesOfTerms(counts: Uint32Array, total: number, most: number): ListRange[] {
  const ranges: ListRange[] = [];
  let [from, first, last] = [0, 0, 0];
  for (const [i, count] of counts.entries()) {
    if (i > from && last + count - first > most) {
      ranges.push({ from, to: i, first, last });
      [from, first] = [i, last];
    }
    last += count;
  }
  if (counts.length > from) ranges.push({ from, to: counts.length, first, last });
  if (last !== total) throw new RangeError(`the lists have ${last} terms, but ${total} were given`);
  return ranges;
}

/** {@link WasmEngine.combineEach}: short combinations share jobs, long ones are cut by multi-scalar multiplication. */
export async function combineEach(
  work: WasmBatches,
  points: Points,
  scalars: Uint8Array,
  counts: Uint32Array,
  progress?: Progress,
): Promise<Points> {
  const mine = await work.checked(points);
  const { curve, pool, order } = work;
  const { group, count } = mine;
  requireCombinationScalars(scalars, count, SCALAR, order);
  const ranges = rangesOfTerms(counts, count, MOST[group]);
  const size = work.sizeOf(group);
  // Jobs and their progress count terms; lists without any need none.
  const filled = ranges.filter(({ first, last }) => last > first);
  const byFirst = new Map(filled.map((range) => [range.first, range]));
  const sums = await runBatch(
    pool,
    filled.map(({ first, last }) => [first, last]),
    (first, last) => {
      const { from, to } = byFirst.get(first)!;
      const part = {
        curve,
        group,
        points: copyBytes(mine.bytes, first * size, last * size),
        scalars: copyBytes(scalars, first * SCALAR, last * SCALAR),
      };
      if (to === from + 1 && last - first > MOST[group]) return { op: 'msm', ...part, width: SCALAR };
      return { op: 'combineEach', ...part, counts: new Uint8Array(counts.slice(from, to).buffer) };
    },
    progress,
  );
  const parts = ranges.map(({ from, to, first, last }) =>
    last > first ? sums.shift()! : new Uint8Array((to - from) * size),
  );
  return work.make(group, joinBytes(parts));
}
