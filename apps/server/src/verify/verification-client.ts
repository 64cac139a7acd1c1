import { Worker } from 'node:worker_threads';
import { endOf } from '@brebaje/curves/threads/end-thread';
import { keepWrappersGeneric } from '@brebaje/curves/threads/generic-wrappers';
import type { GenesisPhase } from '@brebaje/protocol/rest/drafts';
import type {
  CurveKernel,
  ThreadAnswers,
  ThreadData,
  ThreadReply,
  ThreadRequest,
} from './verification-messages.ts';
import { verificationThreadUrl } from './verification-thread-url.ts';

/** A check that could not run: ours to mend, never the contributor's loss. */
export class VerificationFault extends Error {
  override readonly name = 'VerificationFault';
}

type Tell = (done: number, all: number, phase?: GenesisPhase) => void;

interface Pending {
  resolve(answer: unknown): void;
  reject(error: Error): void;
  progress: Tell | undefined;
  timer: NodeJS.Timeout;
}

export interface VerificationClient {
  /** What checks contributions; undefined until something was checked. */
  readonly kernel: CurveKernel | undefined;
  ask<Kind extends ThreadRequest['kind']>(
    request: Extract<ThreadRequest, { kind: Kind }>,
    options?: { timeoutMillis?: number; progress?: Tell },
  ): Promise<ThreadAnswers[Kind]>;
  /** Ends the thread, and rejects what it was asked once it no longer touches any file. Idempotent. */
  close(): Promise<void>;
}

interface Thread {
  worker: Worker;
  end(): Promise<void>;
}

/** A full-size check takes seconds; one that takes this long hangs. */
const DEFAULT_TIMEOUT_MILLIS = 15 * 60_000;

/** To end in. More than the threads of its engine have, which end first. */
const GRACE_MILLIS = 90_000;

/**
 * The verification thread as seen from the server: started when first needed, and again after it died. Every
 * failure that is not a verdict rejects with {@link VerificationFault}.
 */
export function createVerificationClient(
  options: { engineThreads?: number | null; graceMillis?: number } = {},
): VerificationClient {
  let thread: Thread | undefined;
  let kernel: CurveKernel | undefined;
  let closing: Promise<void> | undefined;
  let nextId = 1;
  /** Of threads that took too long. */
  const endings = new Set<Promise<void>>();
  const pending = new Map<number, Pending>();

  function settle(id: number): Pending | undefined {
    const entry = pending.get(id);
    if (entry) clearTimeout(entry.timer);
    pending.delete(id);
    return entry;
  }

  function rejectAll(reason: string): void {
    for (const id of [...pending.keys()]) settle(id)?.reject(new VerificationFault(reason));
  }

  function lose(lost: Thread, reason: string): void {
    if (thread !== lost) return;
    thread = undefined;
    rejectAll(reason);
  }

  /** A thread that is only slow ends by itself; one that hangs is terminated (end-thread.ts). */
  function abandon(slow: Thread, reason: string): void {
    lose(slow, reason);
    const ending = slow.end().finally(() => endings.delete(ending));
    endings.add(ending);
  }

  async function stop(): Promise<void> {
    const last = thread;
    thread = undefined;
    await Promise.all([last?.end(), ...endings]);
    rejectAll('verification is stopped');
  }

  function start(): Thread {
    const workerData: ThreadData = {
      brebajeThread: 'verification',
      engineThreads: options.engineThreads ?? null,
    };
    keepWrappersGeneric();
    const worker = new Worker(verificationThreadUrl(), { workerData });
    const started: Thread = {
      worker,
      end: endOf(worker, { graceMillis: options.graceMillis ?? GRACE_MILLIS }),
    };
    worker.on('message', (reply: ThreadReply) => {
      if ('kernel' in reply) {
        kernel = reply.kernel;
        return;
      }
      if ('progress' in reply) {
        const { done, all, phase } = reply.progress;
        pending.get(reply.id)?.progress?.(done, all, phase);
        return;
      }
      const entry = settle(reply.id);
      if ('error' in reply) entry?.reject(new VerificationFault(reply.error));
      else entry?.resolve(reply.answer);
    });
    worker.on('error', (error) => lose(started, `verification thread failed: ${error.message}`));
    worker.on('exit', (code) => lose(started, `verification thread ended with ${code}`));
    worker.unref();
    return started;
  }

  return {
    get kernel() {
      return kernel;
    },
    ask(request, { timeoutMillis = DEFAULT_TIMEOUT_MILLIS, progress } = {}) {
      if (closing) return Promise.reject(new VerificationFault('verification is stopped'));
      thread ??= start();
      const current = thread;
      const id = nextId++;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => abandon(current, `verification took more than ${timeoutMillis} ms`),
          timeoutMillis,
        );
        timer.unref();
        pending.set(id, { resolve: resolve as (answer: unknown) => void, reject, progress, timer });
        current.worker.postMessage({ id, request });
      });
    },
    close() {
      closing ??= stop();
      return closing;
    },
  };
}
