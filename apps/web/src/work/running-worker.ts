/** Workers of the contributions that this tab has begun: they live on while somebody looks at other pages of ours. */
import { latestPerson, type PersonId, watchPerson } from '../session/person.ts';
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

interface Running extends RunningWorker {
  /** Somebody is signed in, or nobody. */
  person(id: PersonId): void;
}

const running = new Map<string, Running>();
watchPerson(({ id }) => {
  for (const one of running.values()) one.person(id);
});

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
  /** The person whose state it is; null: nobody's. */
  let whose: number | null = null;
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
      if (data.tell !== 'state') return;
      whose = data.whose;
      become(isTheirs(latestPerson()) ? data.state : LOOKING);
    };
    worker.onerror = (event) => become(brokenBy(place, event));
    worker.postMessage({ ask: 'open', place } satisfies Ask);
    if (latestPerson() !== undefined) person(latestPerson());
    addEventListener('online', network);
    addEventListener('offline', network);
  }

  /** Whether what is here may be shown while this person is signed in; what goes on may be without a session. */
  function isTheirs(id: PersonId): boolean {
    return whose === null || id === undefined || id === null || id === whose;
  }

  function person(id: PersonId): void {
    worker?.postMessage({ ask: 'person', id } satisfies Ask);
    if (!isTheirs(id) && state !== LOOKING) become(LOOKING);
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
    whose = null;
    running.delete(key);
  }

  const one: Running = {
    state: () => state,
    person,
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

/** A script that could not be loaded says nothing: most likely the server has newer ones. */
function brokenBy({ ceremony }: Place, event: Event): WorkState {
  const said = event instanceof ErrorEvent ? event.message : '';
  return {
    phase: 'failed',
    scheme: ceremony.scheme,
    code: event instanceof ErrorEvent ? 'BROKEN' : 'PART_MISSING',
    message: said || 'the worker of this page could not be started',
    next: undefined,
    serverCode: undefined,
    again: true,
    receipts: [],
    notes: [],
  };
}
