import type { Job } from './job.ts';
import { answerJob, transferOf } from './thread-loop.ts';

/** Entry of a curve thread in a browser: a module worker that answers jobs. */

self.addEventListener('message', async (event: MessageEvent<Job>) => {
  const reply = await answerJob(event.data);
  self.postMessage(reply, { transfer: transferOf(reply) });
});
