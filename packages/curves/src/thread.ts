import { parentPort } from 'node:worker_threads';
import type { Job } from './job.ts';
import { answerJob, transferOf } from './thread-loop.ts';

/**
 * Entry of a curve thread in Node: importing this module in a worker makes that worker answer jobs. In a
 * single-file bundle the bundle itself is the worker's file and imports this when
 * `workerData.brebajeThread === 'curves'`.
 */

if (!parentPort) throw new Error('thread.ts runs in a worker');
const port = parentPort;

port.on('message', async (job: Job) => {
  const reply = await answerJob(job);
  port.postMessage(reply, transferOf(reply));
});
