import type { Progress } from '@brebaje/curves/engine';

/** Milliseconds spent in each stage of a check. */
export interface CheckTimings {
  decode: number;
  msm: number;
  pairing: number;
}

/** Measures the stages of one check and reports how far it is. */
export class CheckRun {
  readonly timings: CheckTimings = { decode: 0, msm: 0, pairing: 0 };
  readonly #progress: Progress | undefined;
  readonly #total: number;
  #before = 0;

  /** `total` counts the points of all steps, each step having its own. */
  constructor(total: number, progress?: Progress) {
    this.#total = total;
    this.#progress = progress;
  }

  /** Runs `work` and adds its time to the stage. */
  async time<T>(stage: keyof CheckTimings, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.timings[stage] += performance.now() - started;
    }
  }

  /** Runs the next step of `points` points, which reports its own progress through what it is given. */
  async step<T>(points: number, work: (progress: Progress) => Promise<T>): Promise<T> {
    const result = await work((done) => this.#report(Math.min(done, points)));
    this.#before += points;
    this.#report(0);
    return result;
  }

  #report(done: number): void {
    this.#progress?.(Math.min(this.#before + done, this.#total), this.#total);
  }
}
