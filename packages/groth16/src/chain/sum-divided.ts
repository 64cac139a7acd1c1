import { releaseBytes } from '@brebaje/curves/bytes';
import type { Engine, Points, Progress } from '@brebaje/curves/engine';
import { pointCounts, SECTION, type Zkey } from '../zkey/zkey.ts';
import { type Chunk, chunksOf, decodeChunk, type InfinityMap } from './divided-points.ts';
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
  let done = 0;
  for (const section of DIVIDED) {
    for await (const chunk of chunksOf(zkey, section)) {
      signal?.throwIfAborted();
      await onChunk?.(chunk);
      const points = await decodeChunk(engine, chunk);
      infinities?.require(chunk);
      releaseBytes(chunk.bytes);
      await sums.add(section, chunk.from, points);
      done += points.count;
      progress?.(done, counts[SECTION.l] + counts[SECTION.h]);
    }
  }
  return { l: await sums.of(SECTION.l), h: await sums.of(SECTION.h) };
}
