/** What work-store.test.ts runs in a page, whose worker has the files. */

declare global {
  var exerciseOpfs: (what: 'exercise' | 'begin' | 'after' | 'fill') => Promise<unknown>;
}

const worker = new Worker(new URL('./opfs-worker.ts', import.meta.url), { type: 'module' });

globalThis.exerciseOpfs = (what) =>
  new Promise((resolve) => {
    worker.addEventListener('message', (event) => resolve(event.data), { once: true });
    worker.postMessage(what);
  });
