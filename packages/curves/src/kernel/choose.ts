import type { CurveParameters } from '../curve/parameters.ts';
import type { KernelName } from '../field/field.ts';
import { KernelInstance } from './instance.ts';

/** Fastest first. The last one uses nothing but what every engine has. */
export const KERNEL_NAMES: readonly KernelName[] = ['fma', 'wide', 'plain'];

/** After the jobs 1, 4, 16, 64 …: a test costs as much as many a job. */
const TESTED_EVERY = 4;

/** Answers undefined when the kernel computes what it must, else what was wrong. */
export type KnownAnswerTest = (kernel: KernelInstance) => string | undefined;

export interface KernelSources {
  /** Rejects with what is wrong: the engine lacks what the module uses, or there is no such module. */
  load(curve: CurveParameters, name: KernelName): Promise<WebAssembly.Module>;
  test: KnownAnswerTest;
}

/** A kernel that was not taken, and why. */
export interface Rejection {
  readonly kernel: KernelName;
  readonly reason: string;
  /** It ran and computed wrongly; false: it could not be started here. */
  readonly wrong: boolean;
}

/**
 * The kernel of one curve in one thread. Which one is decided by what it computes, not by what the engine
 * says it supports: relaxed instructions may legally round twice, and one engine accepts the module and gives
 * wrong points. Optimizing compilers replace code while it runs, so the test is repeated after its jobs number
 * 1, 4, 16, 64 … before their results are given out; a kernel that fails is dropped, and its last job is done
 * again by the next one.
 */
export class ChosenKernel {
  readonly rejected: Rejection[] = [];
  readonly #curve: CurveParameters;
  readonly #sources: KernelSources;
  readonly #names: KernelName[];
  #current: Promise<KernelInstance> | undefined;
  /** Jobs of the kernel in use. */
  #jobs = 0;
  /** The job after which it is tested next. */
  #due = 1;

  constructor(curve: CurveParameters, sources: KernelSources, names: readonly KernelName[] = KERNEL_NAMES) {
    this.#curve = curve;
    this.#sources = sources;
    this.#names = [...names];
  }

  /** The kernel in use, started and tested when there is none yet. Rejects when none passes its test. */
  current(): Promise<KernelInstance> {
    this.#current ??= this.#start();
    return this.#current;
  }

  /** Does the job, again with another kernel when this one turns out to compute wrongly. */
  async run<Result>(job: (kernel: KernelInstance) => Result): Promise<Result> {
    for (;;) {
      const inUse = this.current();
      const kernel = await inUse;
      // Another job may have found it wrong meanwhile.
      if (inUse !== this.#current) continue;
      const due = ++this.#jobs === this.#due;
      if (due) this.#due *= TESTED_EVERY;
      // What this job is of is needed once more where the test finds the kernel wrong.
      kernel.mayOverwrite = !due;
      let outcome: { result: Result } | { error: unknown };
      try {
        outcome = { result: job(kernel) };
      } catch (error) {
        outcome = { error };
      }
      // An error may itself be the consequence of a wrong computation.
      if (due || 'error' in outcome) {
        const wrong = this.#sources.test(kernel);
        if (wrong) {
          this.#reject(wrong, true);
          this.#current = undefined;
          // The next one proves itself from the beginning.
          [this.#jobs, this.#due] = [0, 1];
          continue;
        }
      }
      if ('error' in outcome) throw outcome.error;
      return outcome.result;
    }
  }

  async #start(): Promise<KernelInstance> {
    for (let name = this.#names[0]; name; name = this.#names[0]) {
      try {
        const candidate = new KernelInstance(this.#curve, name, await this.#sources.load(this.#curve, name));
        const wrong = this.#sources.test(candidate);
        if (!wrong) return candidate;
        this.#reject(wrong, true);
      } catch (error) {
        this.#reject(error instanceof Error ? error.message : String(error), false);
      }
    }
    const reasons = this.rejected.map(({ kernel, reason }) => `${kernel}: ${reason}`).join('; ');
    throw new Error(`no curve kernel computes correctly here (${reasons})`);
  }

  #reject(reason: string, wrong: boolean): void {
    this.rejected.push({ kernel: this.#names.shift()!, reason, wrong });
  }
}
