import { speedWork } from './speed-work.ts';

/** The worker of work-page.ts that only computes. */
self.addEventListener('message', async ({ data }: MessageEvent<{ kind: 'kzg' | 'circuit'; url: string }>) => {
  const bytes = new Uint8Array(await (await fetch(data.url)).arrayBuffer());
  self.postMessage(await speedWork(data.kind, bytes));
});
