import type { ParticipantBody } from '@brebaje/protocol/rest/participant';
import type { Surroundings } from '../surroundings.ts';
import type { SteadyClient } from './steady.ts';

type Step = ParticipantBody['contributionStep'];

/** Between two reports of one step, milliseconds. */
const EVERY = 5_000;

/**
 * Tells the server how far the work is, for everybody who watches. Nothing depends on it: what fails is not told
 * again, and the work never waits for it.
 */
export class Reporter {
  readonly #world: Surroundings;
  readonly #client: SteadyClient;
  readonly #path: string;
  #step: Step | undefined;
  #at = Number.NEGATIVE_INFINITY;
  #busy = false;

  constructor(world: Surroundings, client: SteadyClient, participantId: number) {
    this.#world = world;
    this.#client = client;
    this.#path = `/participants/${participantId}`;
  }

  report(step: Step, done: number, total: number): void {
    const now = this.#world.now();
    const same = step === this.#step;
    if (this.#busy || (same && now - this.#at < EVERY)) return;
    this.#step = step;
    this.#at = now;
    this.#busy = true;
    const contributionProgress = total > 0 ? Math.min(100, Math.floor((100 * done) / total)) : 0;
    this.#client
      .tell({ method: 'PATCH', path: this.#path, body: { contributionStep: step, contributionProgress } })
      .finally(() => {
        this.#busy = false;
      });
  }
}
