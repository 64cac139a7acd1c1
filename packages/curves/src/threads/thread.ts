import { parentPort, workerData } from 'node:worker_threads';
import { releaseBytes } from '../bytes.ts';
import { takeKernel } from '../kernel/load-kernel.ts';
import { END } from './end-thread.ts';
import type { Job, ThreadStart } from './job.ts';
import { arraysOf, buffersOfReply } from './message.ts';
import { answerJob } from './thread-loop.ts';

/**
 * Entry of a curve thread in Node: importing this module in a worker makes that worker answer jobs until it is
 * told to end.
 */

if (!parentPort) throw new Error('thread.ts runs in a worker');
const port = parentPort;
const { kernel } = workerData as ThreadStart;
if (kernel) takeKernel(kernel);

let working = Promise.resolve();

port.on('message', (message: Job | typeof END) => {
  // Nothing else keeps the thread alive. Deno's port cannot be closed.
  if (message === END) void working.then(() => port.unref());
  else working = work(message);
});

async function work(job: Job): Promise<void> {
  const reply = await answerJob(job);
  port.postMessage(reply, buffersOfReply(reply));
  // What moved with the reply is empty already.
  releaseBytes(...arraysOf(job));
}
