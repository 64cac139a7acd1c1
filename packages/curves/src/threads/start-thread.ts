import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { endOf } from './end-thread.ts';
import { keepWrappersGeneric } from './generic-wrappers.ts';
import type { Job, Reply, ThreadStart } from './job.ts';
import { buffersOf } from './message.ts';
import { threadUrl } from './thread-url.ts';

/** A worker as the pool sees it, the same in Node and in browsers. */
export interface Thread {
  /** The job's byte arrays are empty afterwards. */
  post(job: Job): void;
  /** Whether the process must stay alive for this thread. */
  hold(busy: boolean): void;
  /** Lets it finish the job that it is in; resolves when it has ended. */
  stop(): Promise<void>;
}

/** Nothing is called after {@link Thread.stop}. */
export interface ThreadEvents {
  onReply(reply: Reply): void;
  /** The thread is gone; called at most once. */
  onFailure(error: Error): void;
}

/** Threads that make sense on this machine. */
export function defaultThreads(): number {
  return availableParallelism();
}

/** Starts a worker thread that answers jobs. It does not keep the process alive while it has none. */
export function startThread(events: ThreadEvents, start: ThreadStart): Thread {
  keepWrappersGeneric();
  const worker = new Worker(threadUrl(), {
    name: 'curves',
    workerData: start,
    // A worker refuses flags that are the process's own, such as --max-old-space-size or --input-type.
    execArgv: [],
  });
  const end = endOf(worker);
  worker.unref();
  let gone = false;
  const fail = (error: Error) => {
    if (gone) return;
    gone = true;
    events.onFailure(error);
  };
  worker.on('message', (reply: Reply) => {
    if (!gone) events.onReply(reply);
  });
  worker.on('error', fail);
  worker.on('messageerror', fail);
  worker.on('exit', (code) => fail(new Error(`a curve thread stopped with code ${code}`)));
  return {
    post: (job) => worker.postMessage(job, buffersOf(job)),
    hold: (busy) => (busy ? worker.ref() : worker.unref()),
    async stop() {
      gone = true;
      await end();
    },
  };
}
