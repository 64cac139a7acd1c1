import { takeKernel } from '../kernel/load-kernel.ts';
import type { Job, ThreadStart } from './job.ts';
import { buffersOfReply, withSpent } from './message.ts';
import { answerJob } from './thread-loop.ts';

/** Entry of a curve thread in a browser: a module worker that answers jobs. The first message is a {@link ThreadStart}. */

self.addEventListener('message', async (event: MessageEvent<Job | ThreadStart>) => {
  if (!('op' in event.data)) {
    if (event.data.kernel) takeKernel(event.data.kernel);
    return;
  }
  const reply = withSpent(await answerJob(event.data), event.data);
  self.postMessage(reply, { transfer: buffersOfReply(reply) });
});
