import type { Engine, Points, Progress } from '@brebaje/curves/engine';
import { randomScalars } from '@brebaje/curves/scalar';

/** Bytes of a combination scalar: 128 bits, so that a false equation survives with probability 2⁻¹²⁸. */
export const COMBINATION_BYTES = 16;

/** Fresh random scalars, packed, one for each equation of a combination. Drawn after the points are fixed. */
export function combinationScalars(count: number): Uint8Array {
  return randomScalars(count, COMBINATION_BYTES);
}

/** Points of one group and their random scalars, collected for one linear combination. */
export class Combination {
  readonly #engine: Engine;
  readonly #points: Points[] = [];
  readonly #scalars: Uint8Array[] = [];
  count = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Adds points with as many scalars of {@link COMBINATION_BYTES}. */
  add(points: Points, scalars: Uint8Array): this {
    this.#points.push(points);
    this.#scalars.push(scalars);
    this.count += points.count;
    return this;
  }

  /** The sum of all points times their scalars, a batch of one. */
  sum(progress?: Progress): Promise<Points> {
    const scalars = new Uint8Array(this.count * COMBINATION_BYTES);
    let at = 0;
    for (const part of this.#scalars) {
      scalars.set(part, at);
      at += part.length;
    }
    return this.#engine.msm(this.#engine.concat(this.#points), scalars, COMBINATION_BYTES, progress);
  }
}
