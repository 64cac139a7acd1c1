import { keepMemory } from '../spare-memory.ts';
import type { Reply, ThreadStart } from './job.ts';
import { buffersOf } from './message.ts';
import type { Thread, ThreadEvents } from './start-thread.ts';

/** Threads that make sense on this machine. */
export function defaultThreads(): number {
  return navigator.hardwareConcurrency || 2;
}

/** Starts a Web Worker that answers jobs. */
export function startThread(events: ThreadEvents, start: ThreadStart): Thread {
  // Bundlers recognise exactly this expression and emit the worker's script.
  const worker = new Worker(new URL('./thread-browser.ts', import.meta.url), {
    type: 'module',
    name: 'curves',
  });
  worker.postMessage(start);
  let gone = false;
  const fail = (text: string) => {
    if (gone) return;
    gone = true;
    worker.terminate();
    events.onFailure(new Error(text));
  };
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    keepMemory(data.spent ?? []);
    events.onReply(data);
  });
  worker.addEventListener('error', (event) => fail(event.message || 'a curve thread could not be started'));
  worker.addEventListener('messageerror', () => fail('a curve thread sent something unreadable'));
  return {
    post: (job) => worker.postMessage(job, buffersOf(job)),
    hold() {},
    async stop() {
      gone = true;
      // Safe in a browser; end-thread.ts says why it is not in Node.
      worker.terminate();
    },
  };
}
