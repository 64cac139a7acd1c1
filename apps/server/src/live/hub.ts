/**
 * All who listen in this process. An idle listener costs a socket and a place in a set: there is one reader
 * per ceremony, one clock for all (the round of the sweep), and each event is written once.
 */
import type { ServerResponse } from 'node:http';
import type { Progress } from '@brebaje/protocol/events';
import { RETRY_MILLIS } from '@brebaje/protocol/rest/events';
import type { Logger } from 'pino';
import { addressPrefix } from '../http/rate-limit.ts';
import type { Presence } from '../queue/presence.ts';
import type { Db } from '../store/open-store.ts';
import { Channel } from './channel.ts';
import { closingFrame, HEARTBEAT } from './frames.ts';
import { type Audience, Listener } from './listener.ts';

/** Shorter than the idle limits of common proxies, milliseconds. */
const HEARTBEAT_EVERY = 15_000;

/** When the server stops, its listeners come back spread over so many times the usual wait. */
const SPREAD = 5;

const NO_NEWS = 'events could not be read for listeners';

export interface HubParts {
  db: Db;
  clock: { now(): number };
  log: Logger;
  /** A participant whose session holds a stream open counts as here. */
  presence: Presence;
  /** Listeners at once, in all and from one address prefix. */
  limits: { total: number; perPrefix: number };
}

export class LiveHub {
  readonly #parts: HubParts;
  readonly #channels = new Map<number, Channel>();
  readonly #opening = new Map<number, Promise<boolean>>();
  readonly #prefixes = new Map<string, number>();
  readonly #progressSeen = new Map<number, string>();
  #count = 0;
  #lastBeat: number | null = null;
  #stopped = false;

  constructor(parts: HubParts) {
    this.#parts = parts;
  }

  /** Listeners of this process. */
  get size(): number {
    return this.#count;
  }

  /** Whether one more may come from this address; false: come back later. */
  admits(address: string): boolean {
    const { total, perPrefix } = this.#parts.limits;
    if (this.#stopped || this.#count >= total) return false;
    return (this.#prefixes.get(addressPrefix(address)) ?? 0) < perPrefix;
  }

  /**
   * Takes a response whose head is written; it hears the ceremony's events until either side ends it.
   * Resolves when it is up to date.
   */
  async listen(
    ceremonyId: number,
    response: ServerResponse,
    { address, userId, ...audience }: Omit<Audience, 'prefix'> & { address: string; userId: number | null },
  ): Promise<void> {
    const prefix = addressPrefix(address);
    const listener = new Listener(response, { ...audience, prefix });
    this.#count += 1;
    this.#prefixes.set(prefix, (this.#prefixes.get(prefix) ?? 0) + 1);
    const disconnect = userId === null ? () => {} : this.#parts.presence.connect(ceremonyId, userId);
    response.once('close', () => {
      disconnect();
      this.#leave(ceremonyId, listener);
    });
    try {
      let channel = this.#channels.get(ceremonyId);
      // Joined in the breath in which it is found: a round clears away whom nobody hears, between two breaths as well.
      while (!channel && !this.#stopped && (await this.#opened(ceremonyId)))
        channel = this.#channels.get(ceremonyId);
      if (!channel || this.#stopped) return listener.end(closingFrame(RETRY_MILLIS));
      await channel.join(listener);
      // It may have left, or the server have stopped, while it caught up.
      if (!listener.open) channel.listeners.delete(listener);
      else if (this.#stopped) listener.end(closingFrame(RETRY_MILLIS));
    } catch (error) {
      this.#parts.log.error({ err: error, ceremony: ceremonyId }, 'a listener could not be served');
      listener.drop();
    }
  }

  #leave(ceremonyId: number, listener: Listener): void {
    this.#channels.get(ceremonyId)?.listeners.delete(listener);
    this.#count -= 1;
    const { prefix } = listener.audience;
    const left = (this.#prefixes.get(prefix) ?? 1) - 1;
    if (left === 0) this.#prefixes.delete(prefix);
    else this.#prefixes.set(prefix, left);
  }

  /** Opens a ceremony's channel, once for all who wait for it; false: there is no such ceremony. */
  #opened(ceremonyId: number): Promise<boolean> {
    const known = this.#opening.get(ceremonyId);
    if (known) return known;
    const opening = this.#open(ceremonyId).finally(() => this.#opening.delete(ceremonyId));
    this.#opening.set(ceremonyId, opening);
    return opening;
  }

  async #open(ceremonyId: number): Promise<boolean> {
    const { db } = this.#parts;
    const row = await db
      .selectFrom('ceremony')
      .select('lastSeq')
      .where('id', '=', ceremonyId)
      .executeTakeFirst();
    if (!row) return false;
    const channel = new Channel(db, ceremonyId, row.lastSeq);
    this.#channels.set(ceremonyId, channel);
    // What was written between the look and this moment has woken nobody.
    await channel.wake();
    return true;
  }

  /** A ceremony's log has grown: whoever listens hears it at once. Never throws. */
  wake(ceremonyId: number): void {
    const channel = this.#channels.get(ceremonyId);
    if (channel) this.#wake(channel);
  }

  #wake(channel: Channel): void {
    channel.wake().catch((error: unknown) => {
      // The next round tries again.
      if (!this.#stopped) this.#parts.log.error({ err: error }, NO_NEWS);
    });
  }

  /** How far somebody at work is; listeners hear the latest once a second. */
  progress(ceremonyId: number, progress: Progress): void {
    this.#channels.get(ceremonyId)?.noteProgress(progress);
  }

  /**
   * One round, once a second: what other processes have written, progress, heartbeats, those who do not
   * read. Costs nothing while nobody listens. Never throws.
   */
  async tick(): Promise<void> {
    for (const [id, channel] of this.#channels)
      if (channel.idle && !this.#opening.has(id)) this.#channels.delete(id);
    if (this.#channels.size === 0) return;
    try {
      await this.#lookForNews();
      await this.#lookForProgress();
    } catch (error) {
      if (!this.#stopped) this.#parts.log.error({ err: error }, NO_NEWS);
    }
    const now = this.#parts.clock.now();
    const beats = this.#lastBeat === null || now - this.#lastBeat >= HEARTBEAT_EVERY || now < this.#lastBeat;
    if (beats) this.#lastBeat = now;
    for (const channel of this.#channels.values()) {
      channel.tellProgress();
      for (const listener of channel.everybody) {
        if (beats) listener.sendIfRoom(HEARTBEAT);
        listener.check(now);
      }
    }
  }

  async #lookForNews(): Promise<void> {
    const rows = await this.#parts.db
      .selectFrom('ceremony')
      .select(['id', 'lastSeq'])
      .where('id', 'in', [...this.#channels.keys()])
      .execute();
    for (const { id, lastSeq } of rows) {
      const channel = this.#channels.get(id);
      if (channel && lastSeq > channel.lastSeq) await channel.wake();
    }
  }

  async #lookForProgress(): Promise<void> {
    const rows = await this.#parts.db
      .selectFrom('participant')
      .select(['id', 'ceremonyId', 'contributionStep', 'contributionProgress'])
      .where('ceremonyId', 'in', [...this.#channels.keys()])
      .where('status', '=', 'CONTRIBUTING')
      .execute();
    const atWork = new Set(rows.map(({ id }) => id));
    for (const id of this.#progressSeen.keys()) if (!atWork.has(id)) this.#progressSeen.delete(id);
    for (const { id, ceremonyId, contributionStep, contributionProgress } of rows) {
      const seen = `${contributionStep} ${contributionProgress}`;
      if (this.#progressSeen.get(id) === seen) continue;
      this.#progressSeen.set(id, seen);
      this.progress(ceremonyId, { participant: id, step: contributionStep, percent: contributionProgress });
    }
  }

  /** Tells everybody to come back, not all at once, and takes nobody any more. */
  stop(): void {
    this.#stopped = true;
    const words = Array.from({ length: SPREAD }, (_, n) => closingFrame(RETRY_MILLIS * (n + 1)));
    let count = 0;
    for (const channel of this.#channels.values())
      for (const listener of channel.everybody) listener.end(words[count++ % SPREAD] as Buffer);
  }
}
