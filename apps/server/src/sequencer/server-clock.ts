/** The clock that every deadline is read from: milliseconds since 1970. */
export interface Clock {
  now(): number;
}

/** The clock of this machine. */
export const systemClock: Clock = { now: () => Date.now() };

/**
 * A clock that follows another one, which takes time to ask (the database's): the difference is measured
 * now and then and added to this machine's.
 */
export class FollowingClock implements Clock {
  #ahead = 0;
  readonly #local: Clock;
  readonly #ask: () => Promise<number>;

  constructor(ask: () => Promise<number>, local: Clock = systemClock) {
    this.#ask = ask;
    this.#local = local;
  }

  now(): number {
    return this.#local.now() + this.#ahead;
  }

  /** Measures the difference anew; half of the round trip is taken as the way back. */
  async follow(): Promise<void> {
    const asked = this.#local.now();
    const theirs = await this.#ask();
    this.#ahead = Math.round(theirs - (asked + this.#local.now()) / 2);
  }
}
