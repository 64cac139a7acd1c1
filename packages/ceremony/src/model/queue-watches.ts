/**
 * A stopwatch for every turn, and what the record must not say: it stands still whenever the participant's
 * clock must, where the rules move deadlines on a clock that runs on. For tests.
 */
import type { AuditEvent } from '../lobby-types.ts';

interface Watch {
  ran: number;
  /** What was granted on top of the limit. */
  granted: number;
  /** The clock was stepped back meanwhile: that leaves people up to a whole turn more. */
  stepped: boolean;
  /** We failed during this turn: losing it is no fault of theirs. */
  forgiven: boolean;
  /** More time was asked for. */
  asked: boolean;
}

/** Causes for which nobody may be charged. */
export const BLAMELESS: readonly unknown[] = [
  'BLOCKING_VERIFICATION',
  'BLOCKING_BACKEND_FUNCTION',
  'UNKNOWN',
  'DRAINED',
  'REMOVED',
];

/** Sweeps come a few seconds apart, and an upload may be seen a minute after its last byte. */
const SLACK = 30_000;

export class QueueWatches {
  readonly #watches = new Map<number, Watch>();
  /** Until when somebody is barred, as the record says. */
  readonly #barred = new Map<number, unknown>();

  run(id: number, millis: number): void {
    const watch = this.#watches.get(id);
    if (watch) watch.ran += millis;
  }

  grant(id: number, millis: number): void {
    const watch = this.#watches.get(id);
    if (watch) watch.granted += millis;
  }

  /** We failed: whatever comes of this turn is not their fault. */
  forgive(id: number): void {
    const watch = this.#watches.get(id);
    if (watch) watch.forgiven = true;
  }

  stepBack(): void {
    for (const watch of this.#watches.values()) watch.stepped = true;
    // A penalty moves along with the clock.
    this.#barred.clear();
  }

  /** Notes an event about somebody; returns what it must not say. */
  hear(id: number, { type, data }: AuditEvent, limit: number | null, now: number): string[] {
    const watch = this.#watches.get(id);
    const broken: string[] = [];
    if (type === 'turn.opened') this.#begin(id, false);
    if (type === 'turn.extended' && data.cause) this.#begin(id, true);
    if (type === 'turn.extended' && data.asked !== undefined && watch) {
      if (watch.asked) broken.push(`${id} was given more time twice`);
      watch.asked = true;
    }
    if (type === 'participant.barred') this.#barred.set(id, data.until);
    if (data.override === 'readmit') this.#barred.delete(id);
    if (type === 'participant.returned') {
      const until = this.#barred.get(id) ?? 0;
      if (until === 'forever' || (until as number) > now) broken.push(`${id} came back while barred`);
      this.#barred.delete(id);
    }
    if (type === 'participant.timedout' && watch) {
      const theirs = !BLAMELESS.includes(data.cause) && data.cause !== 'REFUSED';
      if (theirs && watch.forgiven) broken.push(`${id} is charged for our fault`);
      if (data.cause === 'DEADLINE' && (limit === null || watch.ran < limit + watch.granted)) {
        broken.push(`${id} lost a turn after ${watch.ran} of ${limit} + ${watch.granted} ms`);
      }
    }
    return broken;
  }

  /** Nobody works longer than the limit, what was granted and the upload's half: a heartbeat buys no time. */
  overtime(id: number, limit: number): string[] {
    const watch = this.#watches.get(id);
    if (!watch || watch.stepped) return [];
    const most = limit * 1.5 + watch.granted + SLACK;
    return watch.ran > most ? [`${id} works for ${watch.ran} of ${most} ms`] : [];
  }

  /** A whole turn's time begins: at the start, and again after a fault of ours. */
  #begin(id: number, forgiven: boolean): void {
    this.#watches.set(id, { ran: 0, granted: 0, stepped: false, forgiven, asked: false });
  }
}
