/**
 * One upload at a time for each person: somebody at turn could otherwise fill the disk by a thousand uploads
 * of ten megabytes that never end. Later ones wait, unread, and then find what became of the earlier.
 */
import type { IncomingMessage } from 'node:http';

/** An upload from which nothing comes for this long gives way to one that waits, milliseconds. */
const SILENCE = 10_000;

interface Upload {
  request: IncomingMessage;
  ended: Promise<void>;
}

export class Uploads {
  readonly #running = new Map<string, Upload>();
  readonly #silence: number;

  constructor(silence: number = SILENCE) {
    this.#silence = silence;
  }

  /**
   * Runs `work` when no other upload of this person runs. Whoever went away meanwhile is not run: `null`.
   * @param gone fires when the client goes away
   */
  async oneAtATime<T>(
    person: string,
    request: IncomingMessage,
    gone: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T | null> {
    while (!gone.aborted) {
      const before = this.#running.get(person);
      if (!before) break;
      await this.#endOf(before, gone);
    }
    if (gone.aborted) return null;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.#running.set(person, { request, ended });
    try {
      return await work();
    } finally {
      this.#running.delete(person);
      end();
    }
  }

  /** Waits for an upload, and cuts it when its client seems to be dead: it may be this person's lost line. */
  async #endOf({ request, ended }: Upload, gone: AbortSignal): Promise<void> {
    const { socket } = request;
    let read = socket.bytesRead;
    const watch = setInterval(() => {
      if (!request.complete && socket.bytesRead === read) socket.destroy();
      read = socket.bytesRead;
    }, this.#silence);
    const left = new Promise<void>((resolve) => {
      gone.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([ended, left]);
    clearInterval(watch);
  }
}
