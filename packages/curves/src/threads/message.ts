import { LARGE } from '../bytes.ts';
import type { Job, Reply } from './job.ts';

/** The byte arrays of a job. */
export function arraysOf(job: Job): Uint8Array<ArrayBuffer>[] {
  return Object.values(job)
    .flat()
    .filter((value): value is Uint8Array<ArrayBuffer> => value instanceof Uint8Array);
}

/** Every byte array of a job is its own copy and moves to the thread. */
export function buffersOf(job: Job): ArrayBuffer[] {
  return arraysOf(job).map((bytes) => bytes.buffer);
}

/** What of a reply moves to the main thread instead of being copied. */
export function buffersOfReply(reply: Reply): ArrayBuffer[] {
  const { spent = [] } = reply;
  return 'bytes' in reply ? [reply.bytes.buffer as ArrayBuffer, ...spent] : spent;
}

/** The reply with the large memory of the job that is not in it already. */
export function withSpent(reply: Reply, job: Job): Reply {
  const used = 'bytes' in reply ? reply.bytes.buffer : undefined;
  const spent = buffersOf(job).filter((buffer) => buffer.byteLength >= LARGE && buffer !== used);
  return { ...reply, spent };
}
