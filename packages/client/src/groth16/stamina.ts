import type { Surroundings } from '../surroundings.ts';

/** Longest that one attempt counts, milliseconds: what takes longer is a machine that slept meanwhile. */
const MOST_OF_ONE = 60_000;

/**
 * How long something may fail without a break. A machine that sleeps for hours between two attempts uses up no
 * more of it than one that is awake.
 */
export class Stamina {
  readonly #world: Pick<Surroundings, 'now'>;
  readonly #total: number;
  #spent = 0;
  #begun = 0;

  /** `total`: milliseconds. */
  constructor(world: Pick<Surroundings, 'now'>, total: number) {
    this.#world = world;
    this.#total = total;
  }

  /** An attempt begins. */
  begin(): void {
    this.#begun = this.#world.now();
  }

  /** The attempt has failed, and a pause follows. False: that would be too long. */
  lasts(pause: number): boolean {
    this.#spent += Math.min(this.#world.now() - this.#begun, MOST_OF_ONE) + pause;
    return this.#spent <= this.#total;
  }

  /** Something went well. */
  reset(): void {
    this.#spent = 0;
  }
}
