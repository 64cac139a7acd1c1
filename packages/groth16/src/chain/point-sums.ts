import type { Engine, Points } from '@brebaje/curves/engine';
import { giveBack, memoryFor } from '@brebaje/curves/spare-memory';
import { cipherStream } from '#cipher-stream';
import { sizesOf } from '../curve.ts';
import { SECTION } from '../zkey/zkey.ts';
import { COMBINATION_BYTES, sumOf } from './pairs.ts';

/** The sections whose points every contribution divides by its secret. */
export const DIVIDED = [SECTION.l, SECTION.h] as const;
export type Divided = (typeof DIVIDED)[number];

/** Bytes of the seed that a combination's scalars come from. */
export const COMBINATION_SEED_BYTES = 32;

const BLOCK = 64;
const PER_BLOCK = BLOCK / COMBINATION_BYTES;

/**
 * A secret combination's scalars, 128 bits each, for the points from `from` on: ChaCha20 with the seed as key. The
 * same seed gives the same scalars for genesis and contribution, and nobody without it can make points that
 * cancel out.
 */
export function combinationScalars(seed: Uint8Array, from: number, count: number): Uint8Array {
  const block = Math.floor(from / PER_BLOCK);
  const skipped = (from - block * PER_BLOCK) * COMBINATION_BYTES;
  const zeros = memoryFor(skipped + count * COMBINATION_BYTES).fill(0);
  return cipherStream(seed, block, zeros).subarray(skipped);
}

/** A fresh secret seed. */
export function combinationSeed(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(COMBINATION_SEED_BYTES));
}

/** Σ sⱼ·Pⱼ over L‖H, whose points come in batches, in any order. Each section is summed for itself. */
export class PointSums {
  readonly #engine: Engine;
  readonly #seed: Uint8Array;
  /** Where the section's points stand among all. */
  readonly #start: Readonly<Record<Divided, number>>;
  readonly #parts: Readonly<Record<Divided, Points[]>> = { [SECTION.l]: [], [SECTION.h]: [] };

  /** `countOfL` are the points of L, behind which those of H are counted. */
  constructor(engine: Engine, seed: Uint8Array, countOfL: number) {
    this.#engine = engine;
    this.#seed = seed;
    this.#start = { [SECTION.l]: 0, [SECTION.h]: countOfL };
  }

  /** Adds a section's points from index `from` on. */
  add(section: Divided, from: number, points: Points): Promise<void> {
    const combine = (scalars: Uint8Array) => this.#engine.msm(points, scalars, COMBINATION_BYTES);
    return this.addBy(section, from, points.count, combine);
  }

  /** Adds what `combine` makes of the scalars of so many points from index `from` on. */
  async addBy(
    section: Divided,
    from: number,
    count: number,
    combine: (scalars: Uint8Array) => Promise<Points>,
  ): Promise<void> {
    const scalars = combinationScalars(this.#seed, this.#start[section] + from, count);
    this.#parts[section].push(await combine(scalars));
    giveBack(scalars);
  }

  /** A section's sum; infinity when it has no points. */
  async of(section: Divided): Promise<Points> {
    const parts = this.#parts[section];
    return parts.length > 0 ? sumOf(this.#engine, parts) : infinity(this.#engine);
  }
}

function infinity(engine: Engine): Promise<Points> {
  return engine.decode('G1', 'lem', new Uint8Array(sizesOf(engine.curve).G1), { infinity: true });
}
