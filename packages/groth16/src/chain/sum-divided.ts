import type { Engine, Points, Progress } from '@brebaje/curves/engine';
import { giveBack } from '@brebaje/curves/spare-memory';
import { sizesOf } from '../curve.ts';
import { pointCounts, SECTION, type Zkey } from '../zkey/zkey.ts';
import { type Chunk, chunksOf, combineChunk, type InfinityMap, SUMMED } from './divided-points.ts';
import { DIVIDED, PointSums } from './point-sums.ts';

export interface SumDividedOptions {
  /** Where L has to be infinity, and nowhere else: as the genesis has it. */
  infinities?: InfinityMap;
  /** Sees what is read, before it is combined. */
  onChunk?: (chunk: Chunk) => void | Promise<void>;
  progress?: Progress;
  signal?: AbortSignal;
}

/**
 * The combinations Σ sⱼ·Pⱼ of a zkey's L and of its H, whole or slim, read once and in order; every point is
 * decoded strictly before. Throws Refused.
 */
export async function sumDivided(
  engine: Engine,
  zkey: Zkey,
  seed: Uint8Array,
  options: SumDividedOptions = {},
): Promise<{ l: Points; h: Points }> {
  const { infinities, signal, progress, onChunk } = options;
  const counts = pointCounts(zkey.header);
  const sums = new PointSums(engine, seed, counts[SECTION.l]);
  const { G1 } = sizesOf(zkey.header.curve);
  let done = 0;
  for (const section of DIVIDED) {
    for await (const chunk of chunksOf(zkey, section, SUMMED)) {
      signal?.throwIfAborted();
      await onChunk?.(chunk);
      const count = chunk.bytes.length / G1;
      await sums.addBy(section, chunk.from, count, (scalars) => combineChunk(engine, chunk, scalars));
      infinities?.require(chunk);
      giveBack(chunk.bytes);
      done += count;
      progress?.(done, counts[SECTION.l] + counts[SECTION.h]);
    }
  }
  return { l: await sums.of(SECTION.l), h: await sums.of(SECTION.h) };
}
