/** Answers that take long, counted by where they go: each holds a connection, a file and memory. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressPrefix } from './rate-limit.ts';

/** Of one address prefix. A building behind one address may share them; whoever comes too late comes back. */
const MOST = 128;

export class UnderWay {
  readonly #most: number;
  readonly #counts = new Map<string, number>();

  constructor(most: number = MOST) {
    this.#most = most;
  }

  /** Counts an answer until it has ended, however it ends; false: there are enough of this prefix. */
  take({ ip }: FastifyRequest, { raw }: FastifyReply): boolean {
    const prefix = addressPrefix(ip);
    const count = this.#counts.get(prefix) ?? 0;
    if (count >= this.#most) return false;
    // Of a connection that has ended nothing more is heard.
    if (raw.destroyed) return true;
    this.#counts.set(prefix, count + 1);
    let isOver = false;
    const over = () => {
      if (isOver) return;
      isOver = true;
      const left = (this.#counts.get(prefix) ?? 1) - 1;
      if (left === 0) this.#counts.delete(prefix);
      else this.#counts.set(prefix, left);
    };
    raw.once('finish', over).once('close', over);
    return true;
  }
}
