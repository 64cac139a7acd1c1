import { fingerprint } from '@brebaje/client/fingerprint';
import type { CircuitEvent } from '@brebaje/client/groth16/events';
import type { ProgressLine } from '../../progress-line.ts';
import { line as plain, when } from '../../rest/tell.ts';

/** Where a person stands: what an interruption means depends on it. */
type Stage = 'before' | 'waiting' | 'turn' | 'computed' | 'sent';

/** Tells what happens to somebody who contributes to circuits, one line per step. */
export class CircuitTeller {
  stage: Stage = 'before';
  readonly #line: ProgressLine;
  constructor(line: ProgressLine) {
    this.#line = line;
  }

  tell(event: CircuitEvent): void {
    const line = this.#line;
    switch (event.type) {
      case 'trouble':
        line.stage(`${sentence(event.reason)}; again in ${Math.round(event.pause / 1000)} s`);
        break;
      case 'waiting':
        this.stage = 'waiting';
        line.stage(waitingText(event));
        break;
      case 'penalty':
        this.stage = 'waiting';
        line.stage(`A turn was lost before: back in the queue from ${when(event.until)}; waiting`);
        break;
      case 'fetching-genesis':
        line.bar(`${event.circuit}: fetching the genesis`, event.received, event.total, 'bytes');
        break;
      case 'reading-genesis':
        line.bar(`${event.circuit}: checking the genesis`, event.done, event.total);
        break;
      case 'turn':
        this.#turn(event);
        break;
      case 'downloading':
        line.bar(`${event.circuit}: downloading the state`, event.received, event.total, 'bytes');
        break;
      case 'computing':
        line.bar(`${event.circuit}: checking, computing, checking`, event.done, event.total);
        break;
      case 'computed':
        this.stage = 'computed';
        line.line(`${event.work.circuit}: computed. New state: ${fingerprint(event.work.state)}`);
        break;
      case 'uploading':
        line.bar(`${event.circuit}: uploading`, event.sent, event.total, 'bytes');
        break;
      case 'mending':
        line.line(`The server does not take it as it is (${plain(event.why)}); ${MENDING[event.how]}`);
        break;
      case 'verifying':
        this.stage = 'sent';
        line.stage(`${event.circuit}: uploaded; the server verifies`);
        break;
      case 'accepted': {
        this.stage = 'waiting';
        const { circuit, position } = event.accepted.content;
        line.line(`${circuit}: accepted as number ${position}. The receipt is valid.`);
        break;
      }
      case 'lost-before':
        line.line(`${event.circuit}: work of an earlier run is worth nothing now: ${event.why}`);
        break;
    }
  }

  #turn({ turn, kept }: CircuitEvent & { type: 'turn' }): void {
    this.stage = kept ? 'computed' : 'turn';
    const until = turn.deadlineAt === undefined ? '' : `, until ${when(turn.deadlineAt)}`;
    const { slug } = turn.circuit;
    this.#line.line(`${slug}: it is our turn, number ${turn.position}${until}`);
    if (kept) this.#line.line(`${slug}: an earlier run has finished the work; handing it in`);
  }
}

const MENDING = {
  name: 'writing the name as it has to be',
  again: 'sending it again',
  computing: 'the file was damaged here: computing anew',
};

function waitingText({ circuit, queue, why }: CircuitEvent & { type: 'waiting' }): string {
  if (why === 'paused') return 'The ceremony is paused: nobody loses a place or a turn; waiting';
  if (why === 'starting') return `${circuit}: our turn begins as soon as the genesis is here`;
  if (!queue) return `${circuit}: waiting`;
  const { ahead, estimate } = queue;
  const people = ahead === 0 ? 'next' : `${ahead} ${ahead === 1 ? 'person' : 'people'} before us`;
  const about = estimate ? `, ${plain(estimate.about)} (${plain(estimate.basis)})` : '';
  return `${circuit}: waiting, ${people}${about}`;
}

function sentence(text: string): string {
  return plain(text).replace(/^./, (first) => first.toUpperCase());
}

/** What an interruption means where the person stands. */
export function interruptedCircuits(stage: Stage): string {
  switch (stage) {
    case 'before':
      return 'Nothing was begun.';
    case 'waiting':
      return 'The place in the queue is kept, and nothing is lost: the same command goes on.';
    case 'turn':
      return (
        'The turn is still ours until its deadline. The same command goes on with it, with a new secret: that of ' +
        'this run is gone.'
      );
    case 'computed':
      return 'The turn is still ours until its deadline. The finished work is kept: the same command hands it in.';
    case 'sent':
      return 'The contribution is with the server and may be accepted. The same command gets the receipt.';
  }
}
