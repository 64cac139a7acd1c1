import { describe, expect, test } from 'vitest';
import { PointError } from '../engine.ts';
import type { Job } from './job.ts';
import { createPool } from './pool.ts';
import { cutBatch, runBatch } from './run-batch.ts';
import type { Thread, ThreadEvents } from './start-thread.ts';

/** A thread that does nothing by itself: the test answers for it. */
class FakeThread implements Thread {
  readonly events: ThreadEvents;
  readonly posted: Job[] = [];
  busy = false;
  stopped = false;
  constructor(events: ThreadEvents) {
    this.events = events;
  }
  post(job: Job): void {
    this.posted.push(job);
  }
  hold(busy: boolean): void {
    this.busy = busy;
  }
  /** What is called when the thread has really ended. */
  ended = () => {};
  stop(): Promise<void> {
    this.stopped = true;
    return new Promise((resolve) => {
      this.ended = resolve;
    });
  }
  answer(bytes = Uint8Array.of(1)): void {
    this.events.onReply({ bytes });
  }
}

function fakePool(threads: number) {
  const started: FakeThread[] = [];
  const pool = createPool(threads, (events) => {
    const thread = new FakeThread(events);
    started.push(thread);
    return thread;
  });
  return { pool, started };
}

const job = (mark = 0): Job => ({ op: 'check', curve: 'bn254', group: 'G1', points: Uint8Array.of(mark) });

describe('the pool', () => {
  test('starts threads only for work, one job each, the rest in order and unbuilt', async () => {
    const { pool, started } = fakePool(2);
    expect(started).toHaveLength(0);
    let built = 0;
    const runs = [0, 1, 2].map((mark) =>
      pool.run(() => {
        built++;
        return job(mark);
      }),
    );
    expect(started).toHaveLength(2);
    expect(built).toBe(2);
    started[1]!.answer();
    await runs[1];
    expect(built).toBe(3);
    expect(started[1]!.posted).toHaveLength(2);
    started[0]!.answer();
    started[1]!.answer();
    await Promise.all(runs);
    expect(started).toHaveLength(2);
  });

  test('keeps the process alive while a job runs and not after', async () => {
    const { pool, started } = fakePool(1);
    const run = pool.run(() => job());
    expect(started[0]!.busy).toBe(true);
    started[0]!.answer();
    await run;
    expect(started[0]!.busy).toBe(false);
  });

  test('fails the job of a thread that dies, and goes on with a new thread', async () => {
    const { pool, started } = fakePool(1);
    const first = pool.run(() => job());
    const second = pool.run(() => job());
    started[0]!.events.onFailure(new Error('out of memory'));
    await expect(first).rejects.toThrow('a curve thread failed: out of memory');
    expect(started).toHaveLength(2);
    started[1]!.answer(Uint8Array.of(7));
    expect(await second).toEqual(Uint8Array.of(7));
  });

  test('fails jobs whose thread does not start, or whose builder throws', async () => {
    const pool = createPool(1, () => {
      throw new Error('no threads here');
    });
    await expect(pool.run(() => job())).rejects.toThrow('no threads here');
    const { pool: other, started } = fakePool(1);
    await expect(
      other.run(() => {
        throw new Error('cannot build');
      }),
    ).rejects.toThrow('cannot build');
    const next = other.run(() => job());
    started[0]!.answer();
    await next;
  });

  test('closes once, failing what waits and what runs at once, and has closed when its threads end', async () => {
    const { pool, started } = fakePool(1);
    const running = pool.run(() => job());
    const waiting = pool.run(() => job());
    const settled = Promise.allSettled([running, waiting]);
    const closed: number[] = [];
    const closings = [0, 1].map((index) => pool.close().then(() => closed.push(index)));
    expect((await settled).map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(started[0]!.stopped).toBe(true);
    expect(closed).toEqual([]);
    started[0]!.ended();
    await Promise.all(closings);
    await pool.close();
    await expect(pool.run(() => job())).rejects.toThrow('the engine is closed');
  });
});

describe('a batch', () => {
  test('is cut into ranges that cover it once', () => {
    for (const [count, threads, most] of [
      [0, 2, 512],
      [1, 2, 512],
      [65, 2, 512],
      [4096, 8, 512],
      [32768, 1, 512],
    ] as const) {
      const ranges = cutBatch(count, threads, most);
      let next = 0;
      for (const [from, to] of ranges) {
        expect(from).toBe(next);
        expect(to - from).toBeLessThanOrEqual(most);
        next = to;
      }
      expect(next).toBe(count);
    }
    expect(cutBatch(65, 2, 512).length).toBeGreaterThanOrEqual(2);
  });

  test('reports the lowest fault, whichever comes first, and starts nothing above a known one', async () => {
    const { pool, started } = fakePool(2);
    const run = runBatch(
      pool,
      [
        [0, 10],
        [10, 20],
        [20, 30],
      ],
      (from) => job(from),
    );
    const fault = (thread: FakeThread, index: number) =>
      thread.events.onReply({ fault: 'not-on-curve', group: 'G1', index });
    fault(started[1]!, 4);
    fault(started[0]!, 9);
    const error = await run.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PointError);
    expect(error).toMatchObject({ index: 9, fault: 'not-on-curve', group: 'G1' });
    expect(started.flatMap((thread) => thread.posted)).toHaveLength(2);
  });

  test('fails as a whole when a job fails for another reason', async () => {
    const { pool, started } = fakePool(1);
    const run = runBatch(
      pool,
      [
        [0, 1],
        [1, 2],
      ],
      (from) => job(from),
    );
    const settled = expect(run).rejects.toThrow('the kernel has no room');
    started[0]!.events.onReply({ error: 'the kernel has no room' });
    await settled;
    expect(started[0]!.posted).toHaveLength(1);
  });
});
