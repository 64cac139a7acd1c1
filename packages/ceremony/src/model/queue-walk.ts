/** One random walk through the queues of a ceremony: commands to the rules, and a stopwatch beside them. For tests. */

import type { FaultCause } from '../faults.ts';
import type { AuditEvent, RuleRefusal } from '../lobby-types.ts';
import { readmit, remove, replace, setPlace, timeOutWork } from '../overrides.ts';
import { interpretPatch, type Patch, type PatchSituation } from '../patch.ts';
import type { Policy } from '../policy.ts';
import { leave, type Sign, seen } from '../presence.ts';
import { confirmReady, decline, joinQueue } from '../queue.ts';
import { nextOffer, positionOf } from '../queue-order.ts';
import { QUEUE_CLASSES, type QueueEntry } from '../queue-types.ts';
import { cancelReservation, reserve } from '../reservation.ts';
import { type Chain, MemoryQueue } from '../simulate/memory-queue.ts';
import type { Random } from '../simulate/random.ts';
import { reportStep } from '../steps.ts';
import type { Actor } from '../transitions.ts';
import { abort } from '../turn.ts';
import { askMoreTime, extendTurn } from '../work-clock.ts';
import { QueueWatches } from './queue-watches.ts';
import { whoIsNext } from './who-is-next.ts';

const START = 1_700_000_000_000;

export class QueueWalk {
  readonly queue: MemoryQueue;
  readonly moves = new Map<number, AuditEvent[]>();
  readonly watches = new QueueWatches();
  readonly answers = new Map<string, number>();
  /** Things that must not be. */
  readonly broken: string[] = [];
  readonly #uploads = new Map<number, 'begun' | 'complete'>();
  readonly #random: Random;
  #time = START;

  constructor(policy: Policy, circuits: number, random: Random) {
    this.#random = random;
    this.queue = new MemoryQueue({
      policy,
      circuits,
      onEvents: (id, events) => this.#hear(id, events),
      onOffer: (id, circuitId, now) => {
        const due = whoIsNext(this.queue, circuitId, now);
        if (due !== id) this.broken.push(`${id} was offered the turn of ${due}`);
      },
    });
    this.queue.tick(this.now);
  }

  get now(): number {
    return this.#time;
  }

  /** Enrols people of every kind. */
  enrollAll(people: number): void {
    for (let id = 1; id <= people; id += 1) {
      const from = this.#random.uniform() < 0.1 ? this.now + this.#random.between(0, 3_600_000) : null;
      const until = this.#random.uniform() < 0.1 ? this.now + this.#random.between(0, 36_000_000) : null;
      this.queue.enroll(id, { queueClass: this.pick(QUEUE_CLASSES), from, until });
    }
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random.uniform() * values.length)]!;
  }

  /** Sends a patch as the REST interface would, and does what it asks for. */
  patch(id: number, patch: Patch, actors: readonly Actor[]): string {
    const entry = this.queue.entries.get(id)!;
    const interpreted = interpretPatch(this.situation(id), patch, actors);
    if ('refusal' in interpreted) return this.#note(`patch ${interpreted.refusal}`);
    const { queue, now } = this;
    const chain = queue.chainOf(id);
    const { intent } = interpreted;
    this.#note(`patch does ${intent.do}`);
    switch (intent.do) {
      case 'join': {
        const inQueue = queue.count('WAITING');
        const joined = joinQueue(queue.policy, queue.gate, entry, queue.chains, { inQueue }, now);
        return queue.apply(id, joined, now);
      }
      case 'select':
        queue.entries.set(id, seen(queue.policy, entry, 'ACTION', now));
        return this.#must('OK', queue.select(id, now), 'a promised selection');
      case 'confirm':
        return queue.apply(id, confirmReady(queue.policy, entry, now), now);
      case 'decline':
        return queue.apply(id, decline(queue.gate, entry, chain?.turn ?? null, now), now);
      case 'start':
        return this.#must('OK', this.start(id), 'a start that the patch allowed');
      case 'report': {
        if (intent.step === 'VERIFYING') return this.receive(id);
        const facts = this.situation(id);
        const reported = reportStep(entry, intent.step, intent.progress, facts, 'participant');
        return queue.apply(id, reported as { member: QueueEntry; events: AuditEvent[] }, now);
      }
      case 'timeout':
        return this.#must('OK', this.timeOut(id), 'a timeout that the patch allowed');
      case 'replace':
        return this.#must('OK', this.replace(id), 'a replacement that the patch allowed');
      case 'readmit': {
        const who = actors.includes('operator') ? 'operator' : 'coordinator';
        return queue.apply(id, readmit(queue.gate, entry, 'reason', who, now), now);
      }
      default:
        return 'confirmed';
    }
  }

  situation(id: number): PatchSituation {
    const { queue, now } = this;
    const entry = queue.entries.get(id)!;
    const upload = this.#uploads.get(id);
    const waiting = entry.status === 'WAITING' && entry.circuitId !== null;
    const chain = waiting ? queue.chain(entry.circuitId!) : null;
    const there = seen(queue.policy, entry, 'ACTION', now);
    const everybody = [...queue.entries.values()].map((other) => (other.id === id ? there : other));
    const reservations = [...queue.reservations.values()];
    const next =
      chain?.turn === null
        ? nextOffer(
            queue.policy,
            queue.gate,
            { id: chain.id, haltedAt: chain.health.haltedAt },
            everybody,
            reservations,
            now,
          )
        : null;
    return {
      gate: queue.gate,
      member: entry,
      uploadBegun: upload !== undefined,
      uploadComplete: upload === 'complete',
      selected: next?.entry?.id === id,
      halted: (queue.chainOf(id)?.health.haltedAt ?? null) !== null,
      position: positionOf(entry, everybody, reservations, now),
    };
  }

  sign(id: number, sign: Sign | 'GOODBYE'): void {
    const entry = this.queue.entries.get(id)!;
    const after = sign === 'GOODBYE' ? leave(entry) : seen(this.queue.policy, entry, sign, this.now);
    this.queue.entries.set(id, after);
    this.queue.settle(this.now);
  }

  start(id: number): string {
    const started = this.queue.start(id, this.now);
    if (started === 'OK') this.#uploads.delete(id);
    return started;
  }

  upload(id: number, how: 'begun' | 'complete'): void {
    const chain = this.queue.chainOf(id);
    if (chain?.turn?.phase !== 'WORKING' || chain.health.haltedAt !== null) return;
    this.#uploads.set(id, how);
    chain.turn = { ...chain.turn, progressAt: this.now };
  }

  receive(id: number): string {
    return this.queue.receive(id, this.now);
  }

  abort(id: number): string {
    const turn = this.queue.chainOf(id)?.turn ?? null;
    const { policy, gate, entries } = this.queue;
    return this.#apply(id, abort(policy, gate, entries.get(id)!, turn, this.now));
  }

  /** A fault of ours on a chain, whatever it does to the turn. */
  fault(chain: Chain, cause: FaultCause): void {
    const id = chain.turn?.phase === 'OFFERED' ? null : chain.turnOf;
    this.queue.fault(chain, cause, this.now);
    if (id !== null) this.watches.forgive(id);
  }

  moreTime(id: number, millis: number): string {
    const { policy, gate, entries } = this.queue;
    const turn = this.queue.chainOf(id)?.turn ?? null;
    const asked = askMoreTime(policy, gate, entries.get(id)!, turn, millis, this.now);
    if (!('refusal' in asked)) this.watches.grant(id, (asked.turn.deadlineAt ?? 0) - (turn?.deadlineAt ?? 0));
    return this.#apply(id, asked);
  }

  extend(chain: Chain, millis: number): void {
    if (!chain.turn || chain.turnOf === null) return;
    const extended = extendTurn(chain.turn, millis, 'slow line');
    if ('refusal' in extended) return;
    if (chain.turn.deadlineAt !== null) this.watches.grant(chain.turnOf, millis);
    chain.turn = extended.turn;
  }

  timeOut(id: number): string {
    const turn = this.queue.chainOf(id)?.turn ?? null;
    const { policy, entries } = this.queue;
    return this.#apply(id, timeOutWork(policy, entries.get(id)!, turn, 'hangs', this.now));
  }

  replace(id: number): string {
    const turn = this.queue.chainOf(id)?.turn ?? null;
    const { policy, entries } = this.queue;
    return this.#apply(id, replace(policy, entries.get(id)!, turn, 'hangs', this.now));
  }

  remove(id: number): string {
    const turn = this.queue.chainOf(id)?.turn ?? null;
    const { policy, entries } = this.queue;
    return this.#apply(id, remove(policy, entries.get(id)!, turn, 'asked to', 'coordinator', this.now));
  }

  place(id: number, priority: number): void {
    const { entries } = this.queue;
    this.#apply(id, setPlace(entries.get(id)!, { priority, queueClass: this.pick(QUEUE_CLASSES) }, 'reason'));
  }

  reserve(id: number, circuitId: number, from: number, length: number): void {
    const { reservations } = this.queue;
    const number = reservations.size + 1;
    const planned = {
      id: number,
      circuitId,
      participantId: id,
      from: this.now + from,
      until: this.now + from + length,
      limitMillis: this.pick([null, 7_200_000]),
      state: 'PLANNED' as const,
    };
    const reserved = reserve(planned, [...reservations.values()], 'air-gapped', this.now);
    if (!('refusal' in reserved)) reservations.set(number, reserved.reservation);
    this.queue.settle(this.now);
  }

  cancelReservation(number: number): void {
    const reservation = this.queue.reservations.get(number);
    const canceled = reservation && cancelReservation(reservation, 'not needed');
    if (canceled && !('refusal' in canceled)) {
      this.queue.reservations.set(number, canceled.reservation);
      this.queue.settle(this.now);
    }
  }

  /** Lets time pass while the server runs; the sweep runs each second at first, then more rarely. */
  pass(millis: number): void {
    const step = Math.min(4_000, Math.max(1_000, millis / 40));
    for (let left = millis; left > 0; left -= step) {
      const passes = Math.min(step, left);
      this.#run(passes);
      this.#time += passes;
      this.queue.tick(this.#time);
    }
  }

  /** The server is away: no stopwatch runs. */
  away(millis: number, restarted: boolean): void {
    this.#time += millis;
    if (millis < 0) this.watches.stepBack();
    this.queue.tick(this.#time, restarted);
  }

  #run(millis: number): void {
    if (this.queue.gate.status === 'PAUSED') return;
    for (const chain of this.queue.chains) {
      if (chain.turnOf === null || chain.health.haltedAt !== null) continue;
      if (chain.turn?.phase === 'WORKING') this.watches.run(chain.turnOf, millis);
    }
  }

  #apply(id: number, change: Parameters<MemoryQueue['apply']>[1]): 'OK' | RuleRefusal | 'NOTHING' {
    const answer = this.queue.apply(id, change, this.now);
    this.#note(answer);
    return answer;
  }

  #note(answer: string): string {
    this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
    return answer;
  }

  #must(wanted: string, answer: string, what: string): string {
    if (answer !== wanted) this.broken.push(`${what} was answered ${answer}`);
    return answer;
  }

  #hear(id: number | null, events: AuditEvent[]): void {
    if (id === null) return;
    const told = this.moves.get(id) ?? [];
    this.moves.set(id, told);
    // The turn is written after its events: this is the one they are about.
    const limit = this.queue.chainOf(id)?.turn?.limitMillis ?? null;
    for (const event of events) {
      told.push(event);
      this.#note(event.type);
      this.broken.push(...this.watches.hear(id, event, limit, this.now));
      const begins = event.type === 'turn.opened' || (event.type === 'turn.extended' && event.data.cause);
      if (begins) this.#uploads.delete(id);
    }
  }
}
