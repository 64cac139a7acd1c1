import { PointError, type Progress } from '../engine.ts';
import { countProgress } from '../progress.ts';
import type { Job } from './job.ts';
import type { Pool } from './pool.ts';

/** A batch cut for the pool: at most `most` points a job, and jobs enough for every thread to share in it. */
export function cutBatch(count: number, threads: number, most: number): [from: number, to: number][] {
  // Two jobs a thread even out differences of speed; under eight points the message costs more than the work.
  return rangesOf(count, Math.min(most, Math.max(8, Math.ceil(count / (2 * threads)))));
}

/** So many points at a time. */
export function rangesOf(count: number, step: number): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  for (let from = 0; from < count; from += step) ranges.push([from, Math.min(from + step, count)]);
  return ranges;
}

/**
 * Runs one job per range and answers with the results in order. When points are faulty it throws the
 * {@link PointError} of the lowest index of the whole batch, and does not start jobs that lie above a known
 * fault; any other error stops what has not begun.
 */
export async function runBatch(
  pool: Pool,
  ranges: [from: number, to: number][],
  build: (from: number, to: number) => Job,
  progress?: Progress,
): Promise<Uint8Array[]> {
  let lowest: PointError | undefined;
  let failure: unknown;
  const tick = countProgress(ranges.at(-1)?.[1] ?? 0, progress);
  const results = await Promise.all(
    ranges.map(async ([from, to]) => {
      try {
        const bytes = await pool.run(() => {
          const needed = failure === undefined && (lowest === undefined || from < lowest.index);
          return needed ? build(from, to) : undefined;
        });
        if (failure === undefined && lowest === undefined) tick(to - from);
        return bytes;
      } catch (error) {
        if (error instanceof PointError) {
          const index = from + error.index;
          if (lowest === undefined || index < lowest.index) {
            lowest = new PointError(error.group, index, error.fault);
          }
        } else {
          failure ??= error;
        }
        return new Uint8Array(0);
      }
    }),
  );
  if (failure !== undefined) throw failure;
  if (lowest) throw lowest;
  return results;
}
