import { PointError } from './engine.ts';
import type { JobMessage, Reply } from './job.ts';
import { doJob } from './mcl-operations.ts';

/** The reply to one job; never rejects. Its bytes may be transferred. */
export async function answerJob(message: JobMessage): Promise<Reply> {
  const { id } = message;
  try {
    return { id, bytes: await doJob(message) };
  } catch (error) {
    if (error instanceof PointError) {
      return { id, fault: error.fault, group: error.group, index: error.index };
    }
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

/** What of a reply moves to the main thread instead of being copied. */
export function transferOf(reply: Reply): ArrayBuffer[] {
  return 'bytes' in reply ? [reply.bytes.buffer as ArrayBuffer] : [];
}
