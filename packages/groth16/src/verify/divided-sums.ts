import type { Engine, Points, Progress } from '@brebaje/curves/engine';
import { chunksOf, decodeChunk } from '../chain/divided-points.ts';
import type { GenesisSums } from '../chain/genesis-sums.ts';
import { DIVIDED, PointSums } from '../chain/point-sums.ts';
import { PartHasher, STATE } from '../chain/state-hash.ts';
import { streamOf } from '../files/source.ts';
import { pointCounts, SECTION, type Zkey, zkeySection } from '../zkey/zkey.ts';

/** L and H of a zkey, combined as those of its genesis were, and the hash of its state; from one pass over the file. */
export interface DividedSums {
  readonly l: Points;
  readonly h: Points;
  readonly stateHash: Uint8Array;
}

export interface SumOptions {
  /** Points of L and H done of all. */
  readonly progress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads L and H: every point canonical, on the curve, in its subgroup, and infinity exactly where the genesis has it.
 * Throws Refused.
 */
export async function sumDivided(
  engine: Engine,
  zkey: Zkey,
  genesis: Pick<GenesisSums, 'seed' | 'infinities'>,
  { progress, signal }: SumOptions = {},
): Promise<DividedSums> {
  const counts = pointCounts(zkey.header);
  const sums = new PointSums(engine, genesis.seed, counts[SECTION.l]);
  const hasher = new PartHasher(STATE);
  let done = 0;
  for (const section of DIVIDED) {
    for await (const chunk of chunksOf(zkey, section)) {
      signal?.throwIfAborted();
      const points = await decodeChunk(engine, chunk);
      genesis.infinities.require(chunk);
      await Promise.all([sums.add(section, chunk.from, points), hasher.update(section, chunk.bytes)]);
      done += points.count;
      progress?.(done, counts[SECTION.l] + counts[SECTION.h]);
    }
  }
  for (const id of [SECTION.header, SECTION.records]) {
    const { from, size: length } = zkeySection(zkey, id);
    for await (const bytes of streamOf(zkey.source, from, from + length)) await hasher.update(id, bytes);
  }
  const [l, h] = [await sums.of(SECTION.l), await sums.of(SECTION.h)];
  return { l, h, stateHash: await hasher.root() };
}
