/** What a simulation counts while it runs. Times are seconds. */
import type { AuditEvent } from '../lobby-types.ts';
import { CLIENT_KINDS } from './client-kinds.ts';
import type { Person } from './crowd.ts';

export class Tallies {
  readonly fairness = new FairnessTally();
  /** From entering the lobby to the turn: everybody, and per kind of client. */
  readonly waits = new Times();
  readonly waitsOfKind = CLIENT_KINDS.map(() => new Times());
  /** From a contested slot's freeing to the next turn. */
  readonly gaps = new Times();
  readonly timedOut = new Map<string, number>();
  readonly refusals = new Map<string, number>();
  readonly incidents = { outage: 0, 'clock step': 0, pause: 0 };
  entered = 0;
  accepted = 0;
  checkIns = 0;
  faults = 0;
  busySeconds = 0;
  mostInLobby = 0;
  /** People who did nothing wrong and lost a place or a turn: none, ever. */
  honestLosers = 0;
  #inLobby = 0;
  #openedAt = 0;
  #freeSince: number | null = null;
  readonly #enteredAt = new Map<number, number>();

  slotFrees(now: number): void {
    this.fairness.slotFrees();
    this.busySeconds += now - this.#openedAt;
    this.#freeSince = this.#inLobby > 0 ? now : null;
  }

  refused(code: string): void {
    increment(this.refusals, code);
  }

  /** One change's audit events, of the person they are about. */
  note(id: number, person: Person, events: readonly AuditEvent[], now: number): void {
    for (const { type, data } of events) {
      if (type === 'participant.waiting' || type === 'participant.returned') {
        this.entered += 1;
        this.#inLobby += 1;
        this.mostInLobby = Math.max(this.mostInLobby, this.#inLobby);
        this.#enteredAt.set(id, now);
        this.fairness.entered(person.kind);
      } else if (type === 'participant.ready') {
        this.#leaves(person);
        const wait = now - this.#enteredAt.get(id)!;
        this.waits.add(wait);
        this.waitsOfKind[person.kind]!.add(wait);
      } else if (type === 'participant.timedout') {
        if (data.from === 'WAITING') this.#leaves(person);
        increment(this.timedOut, String(data.cause));
        if (person.character === 'honest') this.honestLosers += 1;
      } else if (type === 'turn.opened') {
        this.#openedAt = now;
        if (this.#freeSince !== null) this.gaps.add(now - this.#freeSince);
        this.fairness.turnOpens(person.kind);
      } else if (type === 'contribution.accepted') {
        this.accepted += 1;
      }
    }
  }

  #leaves(person: Person): void {
    this.#inLobby -= 1;
    this.fairness.left(person.kind);
  }
}

/** Per contested slot: who was in the lobby when it freed, and who got it. */
export class FairnessTally {
  readonly inLobby = CLIENT_KINDS.map(() => 0);
  readonly expected = CLIENT_KINDS.map(() => 0);
  readonly turns = CLIENT_KINDS.map(() => 0);
  contested = 0;
  #present: number[] | null = null;

  entered(kind: number): void {
    this.inLobby[kind]! += 1;
  }

  left(kind: number): void {
    this.inLobby[kind]! -= 1;
  }

  /** A slot frees; it is contested when two or more are in the lobby. */
  slotFrees(): void {
    const all = this.inLobby.reduce((sum, count) => sum + count, 0);
    this.#present = all > 1 ? this.inLobby.map((count) => count / all) : null;
  }

  turnOpens(kind: number): void {
    if (!this.#present) return;
    this.contested += 1;
    this.turns[kind]! += 1;
    this.#present.forEach((share, index) => {
      this.expected[index]! += share;
    });
    this.#present = null;
  }
}

export interface TimeSummary {
  mean: number;
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/** Durations, kept whole for percentiles. */
export class Times {
  readonly #values: number[] = [];

  add(seconds: number): void {
    this.#values.push(seconds);
  }

  summary(): TimeSummary {
    const sorted = Float64Array.from(this.#values).sort();
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    const mean = sorted.reduce((sum, value) => sum + value, 0) / Math.max(1, sorted.length);
    return { mean, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
  }
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
