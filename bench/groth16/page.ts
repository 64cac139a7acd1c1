import type { Asked, Outcome } from './page-worker.ts';

/**
 * What page-memory.ts opens in a browser. The address says after `#` what to do, as JSON; the outcome is posted to
 * where the genesis is.
 */

const asked = JSON.parse(decodeURIComponent(location.hash.slice(1))) as Asked;
const worker = new Worker(new URL('./page-worker.ts', import.meta.url), { type: 'module' });
const answered = new Promise<Outcome>((resolve) => {
  worker.addEventListener('message', (event: MessageEvent<Outcome>) => resolve(event.data));
  worker.addEventListener('error', (event) => resolve({ error: event.message }));
});
worker.postMessage(asked);
await fetch(asked.url, { method: 'POST', body: JSON.stringify(await answered) });
