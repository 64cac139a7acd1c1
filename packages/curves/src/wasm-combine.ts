import type { CombineOptions, Encoding, Group, Points, Progress } from './engine.ts';
import { requireEncoded } from './engine-arguments.ts';
import { encodedSize } from './kernel/encoding.ts';
import { requireCombinationScalars } from './scalar.ts';
import { copyToSend } from './spare-memory.ts';
import { cutBatch, runBatch } from './threads/run-batch.ts';
import { joinReplies, type WasmBatches } from './wasm-batches.ts';

/** A linear combination gets cheaper per point as it grows, up to about this many. */
const MOST_COMBINED = 32_768;

/** {@link Engine.msm}: of each job's points a sum, and of those the sum. */
export async function combine(
  work: WasmBatches,
  points: Points,
  scalars: Uint8Array,
  width: 16 | 32,
  progress?: Progress,
): Promise<Points> {
  requireCombinationScalars(scalars, points.count, width, work.order);
  const mine = await work.checked(points);
  const { curve, pool } = work;
  const { group } = mine;
  const sums = await work.over(
    mine,
    (part, from, to) => {
      const factors = copyToSend(scalars, from * width, to * width);
      return { op: 'msm', curve, group, points: part, scalars: factors, width };
    },
    progress,
    cut(mine.count, pool.threads),
  );
  return work.make(group, await pool.run(() => ({ op: 'sum', curve, group, points: sums })));
}

/** {@link Engine.combineEncoded}: each job decodes its points and combines them. */
export async function combineEncoded(
  work: WasmBatches,
  group: Group,
  encoding: Encoding,
  bytes: Uint8Array,
  scalars: Uint8Array,
  { width, infinity = false }: CombineOptions,
): Promise<Points> {
  const { curve, pool, order } = work;
  const count = requireEncoded(curve, group, encoding, bytes);
  requireCombinationScalars(scalars, count, width, order);
  const size = encodedSize(curve, group, encoding);
  const parts = await runBatch(pool, cut(count, pool.threads), (from, to) => {
    const part = {
      bytes: copyToSend(bytes, from * size, to * size),
      scalars: copyToSend(scalars, from * width, to * width),
    };
    return { op: 'combineEncoded', curve, group, encoding, infinity, width, ...part };
  });
  const sums = joinReplies(parts);
  return work.make(group, await pool.run(() => ({ op: 'sum', curve, group, points: sums })));
}

function cut(count: number, threads: number): [from: number, to: number][] {
  return cutBatch(count, 1, Math.min(MOST_COMBINED, Math.max(64, Math.ceil(count / threads))));
}
