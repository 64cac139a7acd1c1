/** How a held request ended: the slot came, the wait is over, the client left, or the server stops. */
export type HeldEnd<Slot> =
  | { kind: 'slot'; slot: Slot }
  | { kind: 'over' }
  | { kind: 'left' }
  | { kind: 'stopped' };

interface Held<Slot> {
  participantId: number;
  since: number;
  until: number;
  end(end: HeldEnd<Slot>): void;
}

/**
 * The requests of this process that wait for a slot (`Prefer: wait=N`). At most one per participant. Waits
 * end at a tick of the sweep, so no timer of its own carries truth.
 */
export class HeldRequests<Slot> {
  readonly #lobbies = new Map<number, Map<number, Held<Slot>>>();
  #stopped = false;

  /** Holds a request until something ends it. A second one of the same participant ends the first as over. */
  hold(
    ceremonyId: number,
    participantId: number,
    wait: { since: number; until: number; signal?: AbortSignal | undefined },
  ): Promise<HeldEnd<Slot>> {
    if (this.#stopped) return Promise.resolve({ kind: 'stopped' });
    if (wait.signal?.aborted) return Promise.resolve({ kind: 'left' });
    const lobby = this.#lobbies.get(ceremonyId) ?? new Map<number, Held<Slot>>();
    this.#lobbies.set(ceremonyId, lobby);
    lobby.get(participantId)?.end({ kind: 'over' });
    return new Promise((resolve) => {
      const leave = () => held.end({ kind: 'left' });
      const held: Held<Slot> = {
        participantId,
        since: wait.since,
        until: wait.until,
        end: (end) => {
          wait.signal?.removeEventListener('abort', leave);
          if (lobby.get(participantId) === held) lobby.delete(participantId);
          resolve(end);
        },
      };
      wait.signal?.addEventListener('abort', leave, { once: true });
      lobby.set(participantId, held);
    });
  }

  /** Participants held for a ceremony, the longest wait first. */
  waiting(ceremonyId: number): number[] {
    const lobby = this.#lobbies.get(ceremonyId);
    if (!lobby) return [];
    return [...lobby.values()].sort((a, b) => a.since - b.since).map((held) => held.participantId);
  }

  has(ceremonyId: number, participantId: number): boolean {
    return this.#lobbies.get(ceremonyId)?.has(participantId) ?? false;
  }

  /** Answers a held participant with the slot. False when nobody holds that request any more. */
  give(ceremonyId: number, participantId: number, slot: Slot): boolean {
    const held = this.#lobbies.get(ceremonyId)?.get(participantId);
    held?.end({ kind: 'slot', slot });
    return held !== undefined;
  }

  /** Ends the waits whose time is over. */
  tick(now: number): void {
    for (const lobby of this.#lobbies.values()) {
      for (const held of [...lobby.values()]) if (held.until <= now) held.end({ kind: 'over' });
    }
  }

  /** A step of the clock moves every wait by as much. */
  shift(millis: number): void {
    for (const lobby of this.#lobbies.values()) {
      for (const held of lobby.values()) {
        held.since += millis;
        held.until += millis;
      }
    }
  }

  /** Ends every wait; later requests are not held. */
  stop(): void {
    this.#stopped = true;
    for (const lobby of this.#lobbies.values()) {
      for (const held of [...lobby.values()]) held.end({ kind: 'stopped' });
    }
  }

  get size(): number {
    let size = 0;
    for (const lobby of this.#lobbies.values()) size += lobby.size;
    return size;
  }
}
