import { PointError } from '../engine.ts';
import type { Job, Reply } from './job.ts';
import type { Thread, ThreadEvents } from './start-thread.ts';

/** Jobs in the order they came, each thread doing one at a time; threads start when there is work for them. */
export interface Pool {
  readonly threads: number;
  /**
   * Queues a job. It is built only when a thread is free, so that what waits holds no copies of points;
   * a builder that answers undefined withdraws its job. Rejects with what the job threw, or with an Error
   * when its thread died or the pool was closed.
   */
  run(build: () => Job | undefined): Promise<Uint8Array>;
  /** Waiting and running jobs reject at once; resolves when the threads have ended. Idempotent. */
  close(): Promise<void>;
}

interface Task {
  build: () => Job | undefined;
  resolve(bytes: Uint8Array): void;
  reject(error: Error): void;
}

interface Seat {
  thread: Thread;
  task: Task | undefined;
}

export function createPool(threads: number, start: (events: ThreadEvents) => Thread): Pool {
  const waiting: Task[] = [];
  const seats = new Set<Seat>();
  let closing: Promise<unknown> | undefined;

  function sit(): Seat {
    const seat: Seat = {
      task: undefined,
      thread: start({
        onReply(reply) {
          const task = seat.task;
          seat.task = undefined;
          seat.thread.hold(false);
          if (task) settle(task, reply);
          // After whoever waits for this reply: a fault in it may withdraw what comes next.
          queueMicrotask(dispatch);
        },
        onFailure(error) {
          // The next job gets a new thread.
          seats.delete(seat);
          const task = seat.task;
          seat.task = undefined;
          task?.reject(new Error(`a curve thread failed: ${error.message}`, { cause: error }));
          queueMicrotask(dispatch);
        },
      }),
    };
    seats.add(seat);
    return seat;
  }

  function dispatch(): void {
    while (waiting.length > 0) {
      let seat = [...seats].find((candidate) => !candidate.task);
      if (!seat && seats.size >= threads) return;
      const task = waiting.shift()!;
      try {
        const job = task.build();
        if (!job) {
          task.resolve(new Uint8Array(0));
          continue;
        }
        seat ??= sit();
        seat.task = task;
        seat.thread.hold(true);
        seat.thread.post(job);
      } catch (error) {
        if (seat) {
          seat.task = undefined;
          seat.thread.hold(false);
        }
        task.reject(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  function stop(): Promise<unknown> {
    const error = new Error('the engine is closed');
    for (const task of waiting.splice(0)) task.reject(error);
    const stopping = [...seats].map((seat) => {
      seat.task?.reject(error);
      seat.task = undefined;
      return seat.thread.stop();
    });
    seats.clear();
    return Promise.all(stopping);
  }

  return {
    threads,
    run(build) {
      if (closing) return Promise.reject(new Error('the engine is closed'));
      return new Promise((resolve, reject) => {
        waiting.push({ build, resolve, reject });
        dispatch();
      });
    },
    async close() {
      closing ??= stop();
      await closing;
    },
  };
}

function settle(task: Task, reply: Reply): void {
  if ('bytes' in reply) task.resolve(reply.bytes);
  else if ('fault' in reply) task.reject(new PointError(reply.group, reply.index, reply.fault));
  else task.reject(new Error(reply.error));
}
