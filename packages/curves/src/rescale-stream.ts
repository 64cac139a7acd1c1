import type { CurveName, Encoding, Group, Progress } from './engine.ts';
import { PointError } from './engine.ts';
import { encodedSize } from './kernel/encoding.ts';
import { countProgress } from './progress.ts';
import type { Pool } from './threads/pool.ts';

/** Points of one job: enough to share inversions, little enough that pieces in flight stay small. */
const PIECE = 4096;

export interface Rescale {
  curve: CurveName;
  group: Group;
  from: Encoding;
  to: Encoding;
  /** Accept the point at infinity and leave it as it is. */
  infinity: boolean;
  /** 32 bytes, already checked; the caller wipes it when the stream has ended. */
  s: Uint8Array;
}

/**
 * Encoded points in, in pieces of any length; the same points times s out, in order. Every point is decoded
 * strictly and checked for the subgroup before it is multiplied. At most one piece per thread and one more are
 * in memory: whoever reads slowly slows the source down. Throws the {@link PointError} of the first bad point
 * after the points before it were given out, and a RangeError when the source ends within a point or the curve
 * lacks an encoding.
 */
export async function* rescaleStream(
  pool: Pool,
  work: Rescale,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  total: number,
  progress?: Progress,
): AsyncGenerator<Uint8Array> {
  const size = encodedSize(work.curve, work.group, work.from);
  // Threads would refuse it, too, but as no RangeError, and after reading from the source.
  encodedSize(work.curve, work.group, work.to);
  const tick = countProgress(total, progress);
  const running: { count: number; first: number; result: Promise<Uint8Array> }[] = [];
  let first = 0;

  async function* oldest(): AsyncGenerator<Uint8Array> {
    const { count, first, result } = running.shift()!;
    try {
      yield await result;
    } catch (error) {
      if (error instanceof PointError) throw new PointError(error.group, first + error.index, error.fault);
      throw error;
    }
    tick(count);
  }

  try {
    for await (const bytes of pieces(source, size)) {
      // Before the bytes may move to a thread, which leaves none here.
      const count = bytes.length / size;
      const { s, ...rest } = work;
      const result = pool.run(() => ({ op: 'rescale', ...rest, bytes, s: new Uint8Array(s) }));
      // Whoever stops reading leaves results behind that nobody asks for.
      result.catch(() => {});
      running.push({ count, first, result });
      first += count;
      if (running.length > pool.threads) yield* oldest();
    }
    while (running.length > 0) yield* oldest();
  } finally {
    await Promise.allSettled(running.map(({ result }) => result));
  }
}

/**
 * The bytes cut anew into {@link PIECE} points, the last piece shorter; each in memory of its own, as a source may
 * reuse its buffer.
 */
async function* pieces(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const wanted = PIECE * size;
  let piece = new Uint8Array(wanted);
  let length = 0;
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + wanted - length);
      piece.set(part, length);
      length += part.length;
      at += part.length;
      if (length < wanted) continue;
      yield piece;
      piece = new Uint8Array(wanted);
      length = 0;
    }
  }
  if (length % size !== 0) throw new RangeError(`the source ends within a point`);
  if (length > 0) yield piece.slice(0, length);
}
