import { PointError } from '../engine.ts';
import { doJob } from './do-job.ts';
import type { Job, Reply } from './job.ts';

/** The reply to one job; never rejects. Its bytes may be transferred, and may lie in the memory of one of the job's. */
export async function answerJob(job: Job): Promise<Reply> {
  try {
    return { bytes: await doJob(job) };
  } catch (error) {
    if (error instanceof PointError) {
      return { fault: error.fault, group: error.group, index: error.index };
    }
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
