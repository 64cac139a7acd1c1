import { Worker } from 'node:worker_threads';
import type { ThreadAnswers, ThreadData, ThreadReply, ThreadRequest } from './verification-messages.ts';
import { verificationThreadUrl } from './verification-thread-url.ts';

/** A check that could not run: ours to mend, never the contributor's loss. */
export class VerificationFault extends Error {
  override readonly name = 'VerificationFault';
}

interface Pending {
  resolve(answer: unknown): void;
  reject(error: Error): void;
  progress: ((done: number, all: number) => void) | undefined;
  timer: NodeJS.Timeout;
}

export interface VerificationClient {
  ask<Kind extends ThreadRequest['kind']>(
    request: Extract<ThreadRequest, { kind: Kind }>,
    options?: { timeoutMillis?: number; progress?: (done: number, all: number) => void },
  ): Promise<ThreadAnswers[Kind]>;
  close(): Promise<void>;
}

/** A full-size check takes seconds; one that takes this long hangs. */
const DEFAULT_TIMEOUT_MILLIS = 15 * 60_000;

/**
 * The verification thread as seen from the server: started when first needed, and again after it died. Every
 * failure that is not a verdict rejects with {@link VerificationFault}.
 */
export function createVerificationClient(
  options: { engineThreads?: number | null } = {},
): VerificationClient {
  let worker: Worker | undefined;
  let closed = false;
  let nextId = 1;
  const pending = new Map<number, Pending>();

  function settle(id: number): Pending | undefined {
    const entry = pending.get(id);
    if (entry) clearTimeout(entry.timer);
    pending.delete(id);
    return entry;
  }

  function lose(lost: Worker, reason: string): void {
    if (worker !== lost) return;
    worker = undefined;
    for (const id of [...pending.keys()]) settle(id)?.reject(new VerificationFault(reason));
  }

  function start(): Worker {
    const workerData: ThreadData = {
      brebajeThread: 'verification',
      engineThreads: options.engineThreads ?? null,
    };
    const started = new Worker(verificationThreadUrl(), { workerData });
    started.on('message', (reply: ThreadReply) => {
      if ('progress' in reply) {
        pending.get(reply.id)?.progress?.(reply.progress.done, reply.progress.all);
        return;
      }
      const entry = settle(reply.id);
      if ('error' in reply) entry?.reject(new VerificationFault(reply.error));
      else entry?.resolve(reply.answer);
    });
    started.on('error', (error) => lose(started, `verification thread failed: ${error.message}`));
    started.on('exit', (code) => lose(started, `verification thread ended with ${code}`));
    started.unref();
    return started;
  }

  return {
    ask(request, { timeoutMillis = DEFAULT_TIMEOUT_MILLIS, progress } = {}) {
      if (closed) return Promise.reject(new VerificationFault('verification is stopped'));
      worker ??= start();
      const current = worker;
      const id = nextId++;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          lose(current, `verification took more than ${timeoutMillis} ms`);
          void current.terminate();
        }, timeoutMillis);
        timer.unref();
        pending.set(id, { resolve: resolve as (answer: unknown) => void, reject, progress, timer });
        current.postMessage({ id, request });
      });
    },
    async close() {
      closed = true;
      const current = worker;
      if (!current) return;
      lose(current, 'verification is stopped');
      await current.terminate();
    },
  };
}
