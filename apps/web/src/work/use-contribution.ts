/** A contribution of this browser to a ceremony, as a screen uses it. All work is in a worker of its own. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useEffect, useRef, useState } from 'react';
import { SERVER } from '../server/place.ts';
import { keepAwake } from './keep-awake.ts';
import type { Ask, Joining, Place, Tell } from './messages.ts';
import { LOOKING } from './reduce.ts';
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
  /** From another tab to this one. */
  takeOver(): void;
  /** The account of what is over was read: back to the beginning. */
  dismiss(): void;
}

/** `sessionId`: only where the pages are not of the server's own origin. */
export function useContribution(ceremony: CeremonyBody, sessionId?: string): UseContribution {
  const [state, setState] = useState<WorkState>(LOOKING);
  const worker = useRef<Worker>(undefined);

  useEffect(() => {
    const place = placeOf(ceremony, sessionId);
    const mine = startWorker();
    worker.current = mine;
    mine.onmessage = ({ data }: MessageEvent<Tell>) => {
      if (data.tell === 'state') setState(data.state);
    };
    mine.onerror = ({ message }) => setState(brokenBy(place, message));
    const ask = (message: Ask) => mine.postMessage(message);
    ask({ ask: 'open', place });
    const network = () => ask({ ask: 'network', online: navigator.onLine });
    addEventListener('online', network);
    addEventListener('offline', network);
    return () => {
      removeEventListener('online', network);
      removeEventListener('offline', network);
      mine.terminate();
      worker.current = undefined;
    };
  }, [ceremony.id, sessionId]);

  const goesOn = state.phase === 'waiting' || state.phase === 'working';
  useEffect(() => (goesOn ? keepAwake() : undefined), [goesOn]);

  const ask = (message: Ask, transfer: Transferable[] = []) => worker.current?.postMessage(message, transfer);
  return {
    state,
    start(entropy, { joining } = {}) {
      // Asked for by somebody's click, as browsers want it.
      void navigator.storage?.persist?.();
      ask({ ask: 'start', entropy, joining }, entropy ? [entropy.buffer] : []);
    },
    resume: (entropy) => ask({ ask: 'resume', entropy }, entropy ? [entropy.buffer] : []),
    stop: ({ giveUp = false } = {}) => ask({ ask: 'stop', giveUp }),
    takeOver: () => ask({ ask: 'take-over' }),
    dismiss: () => ask({ ask: 'dismiss' }),
  };
}

export function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'contribution' });
}

/** What the worker has to know, without what it cannot be sent. */
export function placeOf(ceremony: CeremonyBody, sessionId: string | undefined): Place {
  const { id, slug, scheme, policy, circuits, expected } = ceremony;
  return { server: SERVER, ceremony: { id, slug, scheme, policy, circuits, expected }, sessionId };
}

function brokenBy({ ceremony }: Place, message: string): WorkState {
  return {
    phase: 'failed',
    scheme: ceremony.scheme,
    code: 'BROKEN',
    message: message || 'the worker of this page could not be started',
    next: undefined,
    serverCode: undefined,
    again: true,
    receipts: [],
    notes: [],
  };
}
