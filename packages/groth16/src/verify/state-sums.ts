import type { Engine, Points, Progress } from '@brebaje/curves/engine';
import type { GenesisSums } from '../chain/genesis-sums.ts';
import { PartHasher, STATE } from '../chain/state-hash.ts';
import { sumDivided } from '../chain/sum-divided.ts';
import { streamOf } from '../files/source.ts';
import { SECTION, type Zkey, zkeySection } from '../zkey/zkey.ts';

/** L and H of a zkey, combined as those of its genesis were, and the hash of its state; from one pass over the file. */
export interface StateSums {
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
export async function sumState(
  engine: Engine,
  zkey: Zkey,
  { seed, infinities }: Pick<GenesisSums, 'seed' | 'infinities'>,
  { progress, signal }: SumOptions = {},
): Promise<StateSums> {
  const hasher = new PartHasher(STATE);
  const sums = await sumDivided(engine, zkey, seed, {
    infinities,
    onChunk: ({ section, bytes }) => hasher.update(section, bytes),
    ...(progress && { progress }),
    ...(signal && { signal }),
  });
  for (const id of [SECTION.header, SECTION.records]) {
    const { from, size } = zkeySection(zkey, id);
    for await (const bytes of streamOf(zkey.source, from, from + size)) await hasher.update(id, bytes);
  }
  return { ...sums, stateHash: await hasher.root() };
}
