import type { Db } from '../store/open-store.ts';

/** A participant as the holder of a request has seen them. */
interface Seen {
  id: number;
  version: number;
}

interface Wait {
  seen: Seen;
  until: number;
  end(): void;
}

/** Requests of one participant that are held at once: a page, a command, another page. */
const MOST = 4;

const GROUP = 1_000;

/**
 * Requests of this process that wait until something changes for their participant. They end at a change that
 * this process makes, at a tick that finds another one's, or when their time is over.
 */
export class TurnWaits {
  readonly #waits = new Map<number, Set<Wait>>();
  #stopped = false;

  /** Holds a request. Answered at once when the server stops or this participant has too many. */
  hold(seen: Seen, { until, signal }: { until: number; signal: AbortSignal }): Promise<void> {
    const waits = this.#waits.get(seen.id) ?? new Set<Wait>();
    if (this.#stopped || signal.aborted || waits.size >= MOST) return Promise.resolve();
    this.#waits.set(seen.id, waits);
    return new Promise((resolve) => {
      const wait: Wait = {
        seen,
        until,
        end: () => {
          signal.removeEventListener('abort', wait.end);
          waits.delete(wait);
          if (waits.size === 0) this.#waits.delete(seen.id);
          resolve();
        },
      };
      signal.addEventListener('abort', wait.end, { once: true });
      waits.add(wait);
    });
  }

  /** Something has changed for this participant. */
  wake(participantId: number): void {
    for (const wait of [...(this.#waits.get(participantId) ?? [])]) wait.end();
  }

  /** Each second: ends waits whose time is over, and those whose row another process has changed. */
  async tick(db: Db, now: number): Promise<void> {
    for (const wait of this.#all()) if (wait.until <= now) wait.end();
    const ids = [...this.#waits.keys()];
    for (let start = 0; start < ids.length; start += GROUP) {
      const rows = await db
        .selectFrom('participant')
        .select(['id', 'version'])
        .where('id', 'in', ids.slice(start, start + GROUP))
        .execute();
      const versions = new Map(rows.map(({ id, version }) => [id, version]));
      for (const wait of this.#all()) {
        const version = versions.get(wait.seen.id);
        if (version !== undefined && version !== wait.seen.version) wait.end();
      }
    }
  }

  /** A step of the clock moves every wait by as much. */
  shift(millis: number): void {
    for (const wait of this.#all()) wait.until += millis;
  }

  /** Ends every wait; later requests are not held. */
  stop(): void {
    this.#stopped = true;
    for (const wait of this.#all()) wait.end();
  }

  get size(): number {
    return this.#all().length;
  }

  #all(): Wait[] {
    return [...this.#waits.values()].flatMap((waits) => [...waits]);
  }
}
