/** A contribution of this browser to a ceremony, as a screen uses it. All work is in a worker of its own. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useMemo, useSyncExternalStore } from 'react';
import { type EarlySigning, earlySigningBy } from './early-signing.ts';
import type { Joining } from './messages.ts';
import { placeOf } from './place-of.ts';
import { workerOf } from './running-worker.ts';
import type { WorkState } from './state.ts';

export interface StartOptions {
  /** What has been accepted, for somebody who joins only now. */
  joining?: Joining | undefined;
}

export interface UseContribution {
  state: WorkState;
  /** Begins; the bytes move away and are overwritten there. Platform randomness is always used besides. */
  start(entropy: Uint8Array | undefined, options?: StartOptions): void;
  /** Goes on where an earlier run was broken off, or tries again. */
  resume(entropy?: Uint8Array): void;
  /** Breaks off; with `giveUp` the turn, or the place, goes back. */
  stop(options?: { giveUp?: boolean }): void;
  /** A wallet's signature before the turn. */
  signing: EarlySigning;
  /** From another tab to this one. */
  takeOver(): void;
  /** The account of what is over was read: back to the beginning. */
  dismiss(): void;
}

/** `sessionId`: only where the pages are not of the server's own origin. */
export function useContribution(ceremony: CeremonyBody, sessionId?: string): UseContribution {
  const { id } = ceremony;
  // The numbers in a ceremony's body move; what the worker has to know does not.
  const worker = useMemo(() => workerOf(placeOf(ceremony, sessionId)), [id, sessionId]);
  const signing = useMemo(() => earlySigningBy(worker), [worker]);
  const state = useSyncExternalStore(worker.listen, worker.state);
  const bytesOf = (entropy: Uint8Array | undefined) => (entropy ? [entropy.buffer] : []);
  return {
    state,
    start(entropy, { joining } = {}) {
      // Asked for by somebody's click, as browsers want it.
      void navigator.storage?.persist?.();
      worker.ask({ ask: 'start', entropy, joining }, bytesOf(entropy));
    },
    resume: (entropy) => worker.ask({ ask: 'resume', entropy }, bytesOf(entropy)),
    stop: ({ giveUp = false } = {}) => worker.ask({ ask: 'stop', giveUp }),
    signing,
    takeOver: () => worker.ask({ ask: 'take-over' }),
    dismiss: () => worker.ask({ ask: 'dismiss' }),
  };
}
