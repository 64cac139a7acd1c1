/** Workers of the contributions that this tab has begun: they live on while somebody looks at other pages of ours. */
import { keepAwake } from './keep-awake.ts';
import type { Ask, Place, Tell } from './messages.ts';
import { LOOKING } from './reduce.ts';
import type { WorkState } from './state.ts';

export interface RunningWorker {
  state(): WorkState;
  /** Hears of every state; the function that it answers ends that. Who is the last to go may end the worker. */
  listen(changed: () => void): () => void;
  ask(message: Ask, transfer?: Transferable[]): void;
}

const running = new Map<string, RunningWorker>();

export function startWorker(): Worker {
  return new Worker(new URL('./contributor-worker.ts', import.meta.url), {
    type: 'module',
    name: 'contribution',
  });
}

const goesOn = ({ phase }: WorkState) => phase === 'waiting' || phase === 'working';

/** The worker of a ceremony's contribution in this tab; it is started when somebody first listens. */
export function workerOf(place: Place): RunningWorker {
  const key = `${place.server} ${place.ceremony.id} ${place.sessionId ?? ''}`;
  const known = running.get(key);
  if (known) return known;
  const listeners = new Set<() => void>();
  let worker: Worker | undefined;
  let state: WorkState = LOOKING;
  let sleepy: (() => void) | undefined;

  function become(next: WorkState): void {
    state = next;
    if (goesOn(next)) sleepy ??= keepAwake();
    else {
      sleepy?.();
      sleepy = undefined;
    }
    for (const changed of listeners) changed();
    rest();
  }

  function start(): void {
    worker = startWorker();
    worker.onmessage = ({ data }: MessageEvent<Tell>) => {
      if (data.tell === 'state') become(data.state);
    };
    worker.onerror = ({ message }) => become(brokenBy(place, message));
    worker.postMessage({ ask: 'open', place } satisfies Ask);
    addEventListener('online', network);
    addEventListener('offline', network);
  }

  function network(): void {
    worker?.postMessage({ ask: 'network', online: navigator.onLine } satisfies Ask);
  }

  /** Nobody looks, and nothing goes on. */
  function rest(): void {
    if (listeners.size > 0 || goesOn(state)) return;
    removeEventListener('online', network);
    removeEventListener('offline', network);
    worker?.terminate();
    worker = undefined;
    state = LOOKING;
    running.delete(key);
  }

  const one: RunningWorker = {
    state: () => state,
    listen(changed) {
      listeners.add(changed);
      running.set(key, one);
      if (!worker) start();
      return () => {
        listeners.delete(changed);
        rest();
      };
    },
    ask: (message, transfer = []) => worker?.postMessage(message, transfer),
  };
  running.set(key, one);
  return one;
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
