import type { Asked, Outcome } from './page-worker.ts';

/**
 * What page-memory.ts opens in a browser. The address says after `#` what to do and where the genesis is; the outcome
 * is posted there.
 */

const [work, url] = location.hash.slice(1).split('=', 2) as [Asked['work'], string];
const worker = new Worker(new URL('./page-worker.ts', import.meta.url), { type: 'module' });
const answered = new Promise<Outcome>((resolve) => {
  worker.addEventListener('message', (event: MessageEvent<Outcome>) => resolve(event.data));
  worker.addEventListener('error', (event) => resolve({ error: event.message }));
});
worker.postMessage({ work, url } satisfies Asked);
await fetch(url, { method: 'POST', body: JSON.stringify(await answered) });
