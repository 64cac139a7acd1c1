import { setImmediate } from 'node:timers/promises';
import type { Progress } from '@brebaje/protocol/events';
import { RETRY_MILLIS } from '@brebaje/protocol/rest/events';
import type { Db } from '../store/open-store.ts';
import { type Frame, frameOf, openingFrame, progressFrame, resetFrame } from './frames.ts';
import type { Listener } from './listener.ts';
import { readEvents } from './read-events.ts';

/** Events read at once. */
const PAGE = 500;

/** The latest events are kept for those who come back after a break: a restart brings thousands at once. */
const KEPT = 256;

/** Listeners written to in one go; requests get in between. */
const GROUP = 1_000;

/**
 * The listeners of one ceremony in this process. One reader for all of them: it reads the log from where it
 * stopped, writes each event once, and hands the same bytes to everybody.
 */
export class Channel {
  readonly ceremonyId: number;
  readonly listeners = new Set<Listener>();
  /** Listeners that are behind, and sent on at their own pace. */
  readonly catchingUp = new Set<Listener>();
  /** The last event that was told; what is later is still to be read. */
  lastSeq: number;
  readonly #db: Db;
  #recent: Frame[] = [];
  #wanted = false;
  #reading: Promise<void> | undefined;
  readonly #progress = new Map<number, Progress>();

  /** @param lastSeq the ceremony's latest event */
  constructor(db: Db, ceremonyId: number, lastSeq: number) {
    this.#db = db;
    this.ceremonyId = ceremonyId;
    this.lastSeq = lastSeq;
  }

  /** Whoever hears it, or is about to. */
  get everybody(): Listener[] {
    return [...this.listeners, ...this.catchingUp];
  }

  get idle(): boolean {
    return this.listeners.size === 0 && this.catchingUp.size === 0;
  }

  /** There may be something new: reads it and tells it. Calls that come meanwhile are one more round. */
  wake(): Promise<void> {
    this.#wanted = true;
    this.#reading ??= this.#readOn();
    return this.#reading;
  }

  async #readOn(): Promise<void> {
    try {
      while (this.#wanted) {
        this.#wanted = false;
        await this.#readPage();
      }
    } finally {
      // In the same breath as the last look: a call in between would be lost.
      this.#reading = undefined;
    }
  }

  async #readPage(): Promise<void> {
    const range = { after: this.lastSeq, upTo: Number.MAX_SAFE_INTEGER, limit: PAGE };
    const rows = await readEvents(this.#db, this.ceremonyId, {}, range);
    if (rows.length === 0) return;
    this.#wanted ||= rows.length === PAGE;
    const frames = rows.map(frameOf);
    this.lastSeq = frames.at(-1)?.seq ?? this.lastSeq;
    this.#recent = [...this.#recent, ...frames].slice(-KEPT);
    const joined = Buffer.concat(frames.map(({ bytes }) => bytes));
    let count = 0;
    for (const listener of this.listeners) {
      if (!listener.tell(frames, joined)) this.#fallBehind(listener);
      if (++count % GROUP === 0) await setImmediate();
    }
  }

  /**
   * Brings a listener up to date and lets it hear what comes. Nothing is missed and nothing comes twice: it
   * joins at a moment at which it has everything that was told.
   */
  async join(listener: Listener): Promise<void> {
    await this.#follow(listener, async () => {
      const { after } = listener.audience;
      // Another process may have written it, and this one not have read it yet.
      if (after > this.lastSeq) await this.wake();
      const ahead = after > this.lastSeq;
      if (ahead) listener.cursor = this.lastSeq;
      listener.send(openingFrame(RETRY_MILLIS, listener.cursor));
      if (ahead) listener.send(resetFrame(this.lastSeq));
    });
  }

  /** One that does not read as fast as others write is sent on by itself until it is up to date again. */
  #fallBehind(listener: Listener): void {
    this.listeners.delete(listener);
    this.#follow(listener, () => listener.room()).catch(() => listener.drop());
  }

  async #follow(listener: Listener, begin: () => Promise<void>): Promise<void> {
    this.catchingUp.add(listener);
    try {
      await begin();
      while (listener.open && listener.cursor < this.lastSeq) await this.#catchUp(listener);
      if (listener.open) this.listeners.add(listener);
    } finally {
      this.catchingUp.delete(listener);
    }
  }

  async #catchUp(listener: Listener): Promise<void> {
    const upTo = this.lastSeq;
    const [oldest] = this.#recent;
    const inMemory = oldest !== undefined && oldest.seq <= listener.cursor + 1;
    let frames = this.#recent;
    let reached = upTo;
    if (!inMemory) {
      const { filter } = listener.audience;
      const range = { after: listener.cursor, upTo, limit: PAGE };
      frames = (await readEvents(this.#db, this.ceremonyId, filter, range)).map(frameOf);
      if (frames.length === PAGE) reached = frames.at(-1)?.seq ?? upTo;
    }
    for (const frame of listener.wanted(frames)) {
      listener.send(frame.bytes);
      await listener.room();
    }
    listener.cursor = reached;
  }

  /** How far somebody at work is; told with the next round, the latest only. */
  noteProgress(progress: Progress): void {
    this.#progress.set(progress.participant, progress);
  }

  tellProgress(): void {
    for (const progress of this.#progress.values()) {
      const bytes = progressFrame(progress);
      for (const listener of this.listeners) listener.tellLive(bytes, progress.participant);
    }
    this.#progress.clear();
  }
}
