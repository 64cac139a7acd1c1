import { fingerprint } from '@brebaje/client/fingerprint';
import type { TakePartEvent } from '@brebaje/client/take-part';
import type { ProgressLine } from './progress-line.ts';

/** Where a person stands: what an interruption means depends on it. */
export type Stage = 'before' | 'waiting' | 'turn' | 'sent' | 'done';

/** Tells the events of taking part in words. Resolves nothing, keeps only the stage. */
export class ProgressTeller {
  stage: Stage = 'before';
  readonly #line: ProgressLine;
  constructor(line: ProgressLine) {
    this.#line = line;
  }

  tell(event: TakePartEvent): void {
    const line = this.#line;
    switch (event.type) {
      case 'status':
        line.line(
          `${event.contributions} ${event.contributions === 1 ? 'contribution' : 'contributions'} so far, ${event.lobbySize} waiting`,
        );
        if (event.test) line.line('This ceremony is a TEST: its result is not for real use');
        this.stage = 'waiting';
        break;
      case 'waiting':
        line.stage(waitingText(event));
        break;
      case 'session-lost':
        line.line('The session was lost; signing in again');
        break;
      case 'downloading':
        line.bar('Downloading the state', event.received, event.total, 'bytes');
        break;
      case 'turn':
        this.stage = 'turn';
        line.line(`It is our turn. State: ${fingerprint(event.base.hash)}`);
        break;
      case 'computing':
        line.bar('Checking, computing, checking', event.done, event.total);
        break;
      case 'computed':
        line.line(`Computed. New state: ${fingerprint(event.computed.stateHash)}`);
        break;
      case 'uploading':
        if (event.sent === event.total) {
          this.stage = 'sent';
          line.stage('Uploaded; the server verifies');
        } else line.bar('Uploading', event.sent, event.total, 'bytes');
        break;
      case 'upload-again':
        line.line(`The upload failed (${event.reason}); again in ${seconds(event.pause)}`);
        break;
      case 'accepted':
        this.stage = 'done';
        line.line('Accepted. The receipt is valid.');
        break;
    }
  }
}

const WAITING = {
  busy: 'Somebody else is contributing, or the ceremony is paused (its page says); waiting',
  paused: 'The ceremony is paused: nobody loses a place or a turn; waiting',
  early: 'Waiting for the next check-in',
  full: 'The lobby takes nobody in: it is full, or the ceremony has not opened, or ends (its page says); trying again',
  fault: 'The server has a problem; trying again',
  unreachable: 'The server cannot be reached; trying again',
};

function waitingText(event: TakePartEvent & { type: 'waiting' }): string {
  const text = WAITING[event.reason];
  return event.reason === 'fault' || event.reason === 'unreachable'
    ? `${text} (${event.text || event.code})`
    : text;
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`;
}

/** What an interruption means where the person stands. */
export function interruptionText(stage: Stage): string {
  switch (stage) {
    case 'before':
      return 'Nothing was begun.';
    case 'waiting':
      return 'The place in the lobby lasts until the next check-in is missed. The same command goes on with it.';
    case 'turn':
      return (
        'The turn is still ours until its deadline; then it is lost. The same command goes on with it, with new ' +
        'secrets: those of this run are gone.'
      );
    case 'sent':
      return 'The contribution was sent and may be accepted. The same command asks for the receipt.';
    case 'done':
      return 'The contribution is in; only files may be missing.';
  }
}
