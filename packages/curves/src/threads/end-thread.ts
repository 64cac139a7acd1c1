import type { Worker } from 'node:worker_threads';

/** The message that tells a thread to end. */
export const END = 'end';

/** A thread that has not ended by then hangs: no job takes seconds, but the first, which makes the kernel. */
const GRACE_MILLIS = 60_000;

/**
 * How to end a worker whose script listens for {@link END}. To be called as soon as the worker was started; the
 * function that it answers with asks the worker to end and resolves when it has. Idempotent.
 *
 * Never `terminate()` first: it stops a thread in the middle of its work, with secrets in its memory and files half
 * written, and takes WebAssembly away that V8 may be compiling or freeing (generic-wrappers.ts). After
 * `graceMillis` that risk is taken, because the thread hangs.
 */
export function endOf(
  worker: Worker,
  { graceMillis = GRACE_MILLIS }: { graceMillis?: number } = {},
): () => Promise<void> {
  let gone = false;
  const exit = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      gone = true;
      resolve();
    });
  });
  let ending: Promise<void> | undefined;
  return () => {
    ending ??= (async () => {
      if (gone) return;
      // The end of the process would be a termination, too.
      worker.ref();
      worker.postMessage(END);
      const last = setTimeout(() => void worker.terminate(), graceMillis);
      await exit;
      clearTimeout(last);
    })();
    return ending;
  };
}
