/** Lives side by side in simulated time: each is an ordinary async function that sleeps now and then. */
export class Life {
  readonly now: () => number;
  readonly #sleepers = new Set<{ until: number; wake: () => void }>();
  readonly #failures: unknown[] = [];
  #awake = 0;
  #allAsleep = () => {};

  constructor(now: () => number) {
    this.now = now;
  }

  /** Begins a life; what it throws comes out of the round in which it does. */
  begin(life: () => Promise<void>): void {
    this.#awake += 1;
    life()
      .catch((error: unknown) => this.#failures.push(error))
      .finally(() => this.#rest());
  }

  /** For use within a life. */
  sleep(millis: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.add({ until: this.now() + millis, wake });
      this.#rest();
    });
  }

  /** Wakes whoever is due, and waits until all of them sleep again or have ended. */
  async round(): Promise<void> {
    const now = this.now();
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > now) continue;
      this.#sleepers.delete(sleeper);
      this.#awake += 1;
      sleeper.wake();
    }
    if (this.#awake > 0)
      await new Promise<void>((resolve) => {
        this.#allAsleep = resolve;
      });
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  #rest(): void {
    this.#awake -= 1;
    if (this.#awake === 0) this.#allAsleep();
  }
}
