/** What a check-in changes. */
export interface CheckIn {
  checkedInAt: number | null;
  checkInDueAt: number | null;
  heldSince: number | null;
  waitsSince: number | null;
}

/** A check-in as it is written: the participant it belongs to and its fields. */
export interface CheckInRow extends CheckIn {
  id: number;
}

/**
 * Check-ins between two grouped writes. 65,536 people every 32 s are 2,048 a second, too many for a
 * transaction each; what is lost in a crash is made good by a fresh interval for everybody.
 */
export class CheckInBuffer {
  #waiting = new Map<number, CheckIn>();
  #writing = new Map<number, CheckIn>();
  #flushing: Promise<number> | undefined;
  readonly #write: (rows: CheckInRow[]) => Promise<void>;

  /** `write` stores a group of check-ins of participants who are still in the lobby, in one transaction. */
  constructor(write: (rows: CheckInRow[]) => Promise<void>) {
    this.#write = write;
  }

  put(participantId: number, checkIn: CheckIn): void {
    const { checkedInAt, checkInDueAt, heldSince, waitsSince } = checkIn;
    this.#waiting.set(participantId, { checkedInAt, checkInDueAt, heldSince, waitsSince });
  }

  /** The row as it will be once everything here is written. */
  read<Row extends CheckInRow>(row: Row): Row {
    const checkIn = this.#waiting.get(row.id) ?? this.#writing.get(row.id);
    return checkIn ? { ...row, ...checkIn } : row;
  }

  has(participantId: number): boolean {
    return this.#waiting.has(participantId) || this.#writing.has(participantId);
  }

  /** Forgets a participant whose row a transaction has just written whole. */
  forget(participantId: number): void {
    this.#waiting.delete(participantId);
    this.#writing.delete(participantId);
  }

  /** Writes what is here. Returns how many; concurrent calls share one write, and a failed one is kept. */
  flush(): Promise<number> {
    this.#flushing ??= this.#flushOnce().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #flushOnce(): Promise<number> {
    const group = this.#waiting;
    if (group.size === 0) return 0;
    this.#waiting = new Map();
    this.#writing = group;
    try {
      await this.#write([...group].map(([id, checkIn]) => ({ id, ...checkIn })));
      return group.size;
    } catch (error) {
      for (const [id, checkIn] of group) if (!this.#waiting.has(id)) this.#waiting.set(id, checkIn);
      throw error;
    } finally {
      this.#writing = new Map();
    }
  }
}
