import { releaseBytes } from '../bytes.ts';
import { PointError } from '../engine.ts';
import { doJob } from './do-job.ts';
import type { Job, Reply } from './job.ts';

/** The reply to one job, whose large byte arrays are given back; never rejects. Its bytes may be transferred. */
export async function answerJob(job: Job): Promise<Reply> {
  try {
    return { bytes: await doJob(job) };
  } catch (error) {
    if (error instanceof PointError) {
      return { fault: error.fault, group: error.group, index: error.index };
    }
    return { error: error instanceof Error ? error.message : String(error) };
  } finally {
    // What a stream's piece was in the thread keeps by itself.
    if (job.op !== 'rescale') releaseBytes(...bytesOf(job));
  }
}

function bytesOf(job: Job): Uint8Array[] {
  return Object.values(job).filter((value): value is Uint8Array => value instanceof Uint8Array);
}

/** What of a reply moves to the main thread instead of being copied. */
export function transferOf(reply: Reply): ArrayBuffer[] {
  return 'bytes' in reply ? [reply.bytes.buffer as ArrayBuffer] : [];
}
