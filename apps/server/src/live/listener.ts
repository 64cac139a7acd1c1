import type { ServerResponse } from 'node:http';
import type { Frame } from './frames.ts';
import { type EventFilter, fits, isFiltered } from './read-events.ts';

/** Bytes that may wait for a listener to read them; more is read from the log again when there is room. */
const MAX_BUFFERED = 65_536;

/** How long a listener may take none of them, milliseconds. */
const MAX_STALL = 60_000;

/** Who listens, and where from. */
export interface Audience {
  filter: EventFilter;
  /** The last event that is known. */
  after: number;
  prefix: string;
}

/** One open stream. It has no timer and no queue of its own: whoever is slow is sent on when there is room. */
export class Listener {
  readonly audience: Audience;
  readonly #response: ServerResponse;
  readonly #filtered: boolean;
  /** The last event that was sent, or left out by the filter. */
  cursor: number;
  #stalledSince: number | null = null;

  constructor(response: ServerResponse, audience: Audience) {
    this.#response = response;
    this.audience = audience;
    this.#filtered = isFiltered(audience.filter);
    this.cursor = audience.after;
  }

  get open(): boolean {
    return !this.#response.destroyed && !this.#response.writableEnded;
  }

  /**
   * Sends the next events of the log. `joined`: all of them as one piece, for whoever wants them all. False:
   * too much waits to be read already, and nothing was sent.
   */
  tell(frames: readonly Frame[], joined: Buffer): boolean {
    const first = frames[0];
    const last = frames.at(-1);
    if (!first || !last || last.seq <= this.cursor) return true;
    if (this.#behind) return false;
    if (!this.#filtered && first.seq === this.cursor + 1) this.send(joined);
    else for (const frame of this.wanted(frames)) this.send(frame.bytes);
    this.cursor = last.seq;
    return true;
  }

  get #behind(): boolean {
    return this.#response.writableLength > MAX_BUFFERED;
  }

  /** Those that come next and are not filtered out. */
  wanted(frames: readonly Frame[]): Frame[] {
    return frames.filter((frame) => frame.seq > this.cursor && fits(this.audience.filter, frame));
  }

  /** Sends what is in no log; `about` is the participant it tells of. */
  tellLive(bytes: Buffer, about: number): void {
    const { participant, type } = this.audience.filter;
    if (type === undefined && (participant === undefined || participant === about)) this.sendIfRoom(bytes);
  }

  /** Sends what nobody misses. */
  sendIfRoom(bytes: Buffer): void {
    if (!this.#behind) this.send(bytes);
  }

  send(bytes: Buffer): void {
    if (this.open) this.#response.write(bytes);
  }

  /** Resolves when there is room for more, or the listener has gone. */
  async room(): Promise<void> {
    const response = this.#response;
    if (!this.open || !response.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        response.off('drain', done);
        response.off('close', done);
        resolve();
      };
      response.on('drain', done);
      response.on('close', done);
    });
  }

  /** Looks whether anything is read on the other side. */
  check(now: number): void {
    if (!this.#response.writableNeedDrain) this.#stalledSince = null;
    else if (this.#stalledSince === null || now < this.#stalledSince) this.#stalledSince = now;
    else if (now - this.#stalledSince > MAX_STALL) this.drop();
  }

  /** Cuts the connection; the other side comes back, if it is there. */
  drop(): void {
    this.#response.destroy();
  }

  /** Ends the stream in order, with last words. */
  end(bytes: Buffer): void {
    if (this.open) this.#response.end(bytes);
  }
}
