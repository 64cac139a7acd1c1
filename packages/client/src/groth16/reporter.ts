import type { ParticipantBody } from '@brebaje/protocol/rest/participant';
import type { Surroundings } from '../surroundings.ts';
import type { SteadyClient } from './steady.ts';

type Step = ParticipantBody['contributionStep'];

const STEPS: readonly Step[] = ['DOWNLOADING', 'COMPUTING', 'UPLOADING', 'VERIFYING', 'COMPLETED'];
/** Between two reports of one step, milliseconds. */
const EVERY = 5_000;

/**
 * Tells the server how far the work is, for everybody who watches. Nothing depends on it: what fails is not told
 * again, the work never waits for it, and what the server would refuse by now is not sent.
 */
export class Reporter {
  readonly #world: Pick<Surroundings, 'now'>;
  readonly #client: Pick<SteadyClient, 'ask' | 'tell'>;
  readonly #path: string;
  #step: Step | undefined;
  #at = Number.NEGATIVE_INFINITY;
  /** Where the server has the work: it is asked first, as an earlier run may have told more. */
  #known: Step | undefined;
  #sending: AbortController | undefined;

  constructor(
    world: Pick<Surroundings, 'now'>,
    client: Pick<SteadyClient, 'ask' | 'tell'>,
    participantId: number,
  ) {
    this.#world = world;
    this.#client = client;
    this.#path = `/participants/${participantId}`;
  }

  /** A step that is over is not told: what comes after it is, and until then nothing is on its way any more. */
  report(step: Step, done: number, total: number): void {
    if (done >= total) {
      this.quiet();
      return;
    }
    const now = this.#world.now();
    const same = step === this.#step;
    if (this.#sending || (same && now - this.#at < EVERY)) return;
    this.#step = step;
    this.#at = now;
    const sending = new AbortController();
    this.#sending = sending;
    void this.#send(step, Math.floor((100 * done) / total), sending.signal).finally(() => {
      if (this.#sending === sending) this.#sending = undefined;
    });
  }

  /** The server goes on by itself from here: what is on its way would be refused. */
  quiet(): void {
    this.#sending?.abort();
    this.#sending = undefined;
  }

  async #send(contributionStep: Step, contributionProgress: number, signal: AbortSignal): Promise<void> {
    const path = this.#path;
    this.#known ??= (
      await this.#client.ask<ParticipantBody>({ method: 'GET', path, signal })
    )?.body.contributionStep;
    if (!this.#known) return;
    const ahead = STEPS.indexOf(contributionStep) - STEPS.indexOf(this.#known);
    // One step at a time, and none back.
    if (signal.aborted || ahead < 0 || ahead > 1) return;
    const body = { contributionStep, contributionProgress };
    if (await this.#client.tell({ method: 'PATCH', path, body, signal })) this.#known = contributionStep;
  }
}
