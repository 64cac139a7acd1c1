/**
 * The queues of a whole ceremony in memory around the rules: what a server does with them, without its
 * database. It spells no rule of its own; the model tests run on it.
 */
import { closingDue, moveCeremony } from '../ceremony-status.ts';
import { clockGap } from '../clock.ts';
import { drainState, sendHome, sendHomeAbsent } from '../drain.ts';
import { afterVerdict, type FaultCause, faultOfOurs, haltChain, resumeChain } from '../faults.ts';
import type { AuditEvent, Gate, Refused, RuleRefusal } from '../lobby-types.ts';
import type { Policy } from '../policy.ts';
import { isPresent } from '../presence.ts';
import { acceptInQueue, confirmReady, offer, startWork } from '../queue.ts';
import { mayBeOffered, nextOffer } from '../queue-order.ts';
import type { ChainHealth, CircuitInLine, QueueEntry, QueueTurn, Reservation } from '../queue-types.ts';
import { passReservation, resumeReservation, useReservation } from '../reservation.ts';
import { returnDue } from '../returning.ts';
import { enroll } from '../transitions.ts';
import { exhume, receive, refuse } from '../turn.ts';
import type { TurnStatistics } from '../turn-allowance.ts';
import { resumeEntry, resumeQueueTurn, standstill, sweepTurn } from '../work-clock.ts';

export interface MemoryQueueOptions {
  policy: Policy;
  circuits: number;
  onEvents?: (id: number | null, events: AuditEvent[], circuitId: number | null) => void;
  /** Somebody is about to be offered the free slot of a circuit. */
  onOffer?: (id: number, circuitId: number, now: number) => void;
}

/** One circuit's chain. */
export interface Chain extends CircuitInLine {
  turn: QueueTurn | null;
  turnOf: number | null;
  health: ChainHealth;
  accepted: number;
  recentMillis: number[];
  /** Who lost the latest turn, until somebody else has the next. */
  loser: number | null;
  idleSince: number | null;
}

type Change = { member: QueueEntry; turn?: QueueTurn | null; events: AuditEvent[] };

const KEPT = 64;

export class MemoryQueue {
  readonly entries = new Map<number, QueueEntry>();
  readonly chains: Chain[];
  readonly reservations = new Map<number, Reservation>();
  gate: Gate = { status: 'OPENED', draining: false };
  lastTick: number | null = null;
  pausedAt: number | null = null;
  readonly #options: MemoryQueueOptions;
  readonly policy: Policy;

  constructor(options: MemoryQueueOptions) {
    this.#options = options;
    this.policy = options.policy;
    this.chains = Array.from({ length: options.circuits }, (_, index) => ({
      id: 10 + index,
      sequence: index + 1,
      turn: null,
      turnOf: null,
      health: { faults: 0, haltedAt: null, haltedWhy: null },
      accepted: 0,
      recentMillis: [],
      loser: null,
      idleSince: null,
    }));
  }

  get drained(): boolean {
    const inLobby = this.count('WAITING') + this.count('READY');
    const openTurn = this.chains.some((chain) => chain.turn !== null);
    return drainState(this.gate, { inLobby, openTurn }) === 'drained';
  }

  count(status: QueueEntry['status']): number {
    let count = 0;
    for (const entry of this.entries.values()) if (entry.status === status) count += 1;
    return count;
  }

  /** Enrols somebody; their class and window are the roster's. */
  enroll(id: number, place: Partial<Pick<QueueEntry, 'queueClass' | 'priority' | 'from' | 'until'>>): void {
    if (this.entries.has(id)) return;
    const { member, event } = enroll();
    this.entries.set(id, {
      ...member,
      id,
      circuitId: null,
      circuitsDone: 0,
      queueClass: 'PUBLIC',
      priority: 0,
      queuedAt: null,
      presentUntil: null,
      from: null,
      until: null,
      ...place,
    });
    this.#options.onEvents?.(id, [event], null);
  }

  /** The chain whose open turn is theirs. */
  chainOf(id: number): Chain | null {
    return this.chains.find((chain) => chain.turnOf === id) ?? null;
  }

  chain(circuitId: number): Chain {
    return this.chains.find((chain) => chain.id === circuitId)!;
  }

  statistics(chain: Chain): TurnStatistics {
    const { accepted, recentMillis } = chain;
    return { turnsDone: accepted, turnsMillis: 0, recentMillis, size: { bytes: 1_000_000, points: 4_096 } };
  }

  /** Applies what a rule answered about one participant and their open turn. */
  apply(id: number, change: Change | Refused | null, now: number): 'OK' | RuleRefusal | 'NOTHING' {
    if (change === null) return 'NOTHING';
    if ('refusal' in change) return change.refusal;
    const chain = this.chainOf(id);
    this.entries.set(id, change.member);
    this.#tell(id, change.events, chain?.id ?? change.member.circuitId);
    if (chain && change.turn) {
      chain.turn = change.turn;
      if (change.turn.phase === 'CLOSED') {
        chain.turn = null;
        chain.turnOf = null;
        if (change.member.status === 'TIMEDOUT') chain.loser = id;
      }
    }
    this.settle(now);
    return 'OK';
  }

  start(id: number, now: number): 'OK' | RuleRefusal | 'NOTHING' {
    const chain = this.chainOf(id);
    const reservation = this.reservations.get(chain?.turn?.reservationId ?? 0) ?? null;
    const halted = chain !== null && chain.health.haltedAt !== null;
    const facts = { reservation, halted, ...(chain ? { statistics: this.statistics(chain) } : {}) };
    const started = startWork(this.policy, this.gate, this.entries.get(id)!, chain?.turn ?? null, facts, now);
    if (!('refusal' in started) && reservation) {
      this.reservations.set(reservation.id, useReservation(reservation));
    }
    return this.apply(id, started, now);
  }

  /** Offers the free slot to somebody it is due to, who says so themselves. */
  select(id: number, now: number): 'OK' | RuleRefusal {
    this.settle(now);
    const confirmed = confirmReady(this.policy, this.entries.get(id)!, now);
    return 'refusal' in confirmed ? confirmed.refusal : 'OK';
  }

  receive(id: number, now: number): 'OK' | RuleRefusal | 'NOTHING' {
    const chain = this.chainOf(id);
    return this.apply(id, receive(this.gate, this.entries.get(id)!, chain?.turn ?? null, now), now);
  }

  /** The verdict on what was received; nothing is verified while the chain is halted. */
  verdict(chain: Chain, verdict: 'valid' | 'invalid', now: number): void {
    const { turn, turnOf: id } = chain;
    if (turn?.phase !== 'VERIFYING' || id === null || chain.health.haltedAt !== null) return;
    chain.health = afterVerdict(chain.health);
    const entry = this.entries.get(id)!;
    if (verdict === 'invalid') {
      this.apply(id, refuse(this.policy, entry, turn, now), now);
      return;
    }
    chain.accepted += 1;
    chain.loser = null;
    chain.recentMillis = [...chain.recentMillis, now - (turn.startedAt ?? now)].slice(-KEPT);
    this.apply(id, acceptInQueue(this.policy, entry, turn, chain, this.chains, now), now);
  }

  fault(chain: Chain, cause: FaultCause, now: number): void {
    const { turn, turnOf: id } = chain;
    if (id === null || (turn?.phase !== 'WORKING' && turn?.phase !== 'VERIFYING')) return;
    const fault = { cause, why: 'storage does not answer' };
    const entry = this.entries.get(id)!;
    const change = faultOfOurs(this.policy, entry, turn, chain.health, fault, now, this.pausedAt);
    chain.health = change.health;
    this.apply(id, change, now);
  }

  halt(chain: Chain, now: number): void {
    const halted = haltChain(chain.health, 'disk short', now);
    chain.health = halted.health;
    this.#tell(null, halted.events, chain.id);
  }

  goOn(chain: Chain, now: number): void {
    const since = chain.health.haltedAt;
    if (since === null) return;
    const resumed = resumeChain(chain.health, 'disk cleared', 'coordinator');
    chain.health = resumed.health;
    this.#tell(null, resumed.events, chain.id);
    const gap = standstill(since, this.pausedAt, now);
    if (chain.turn) chain.turn = resumeQueueTurn(this.policy, chain.turn, gap, since, now);
    this.settle(now);
  }

  move(to: Gate['status'], now: number): 'OK' | RuleRefusal {
    if (clockGap(this.lastTick, now) !== null) this.tick(now);
    const accepted = Math.min(...this.chains.map((chain) => chain.accepted));
    const moved = moveCeremony(this.policy, this.gate, to, 'operator', { drained: this.drained, accepted });
    if ('refusal' in moved) return moved.refusal;
    this.gate = moved.gate;
    this.#tell(null, moved.events, null);
    if (to === 'PAUSED') this.pausedAt = now;
    else if (this.pausedAt !== null) this.#endPause(this.pausedAt, now);
    this.#sweepPeople(now);
    this.settle(now);
    return 'OK';
  }

  /** The sweep of a second. */
  tick(now: number, restarted = false): void {
    const last = this.lastTick;
    const gap = clockGap(last, now, restarted);
    this.lastTick = now;
    if (gap !== null && last !== null) this.#resume(gap, last, now);
    for (const chain of this.chains) this.#sweepTurn(chain, now);
    for (const reservation of this.reservations.values()) {
      const passed = this.gate.status === 'PAUSED' ? null : passReservation(reservation, now);
      if (!passed) continue;
      this.reservations.set(reservation.id, passed.reservation);
      this.#tell(null, passed.events, reservation.circuitId);
    }
    const facts = { closesAt: null, accepted: this.#fewest(), roster: { lines: 0, expected: 0 } };
    if (closingDue(this.policy, this.gate, facts, now)) this.move('CLOSED', now);
    this.#sweepPeople(now);
    this.settle(now);
  }

  /** Gives every free slot to whom it is due. */
  settle(now: number): void {
    for (const chain of this.chains) {
      if (chain.turn !== null) continue;
      const circuit = { id: chain.id, haltedAt: chain.health.haltedAt };
      const everybody = [...this.entries.values()];
      const promised = [...this.reservations.values()];
      const { entry, reservation } = nextOffer(this.policy, this.gate, circuit, everybody, promised, now);
      if (!entry) continue;
      this.#options.onOffer?.(entry.id, chain.id, now);
      const offered = offer(this.policy, entry, reservation, now);
      chain.turn = offered.turn;
      chain.turnOf = entry.id;
      this.entries.set(entry.id, offered.member);
      this.#tell(entry.id, offered.events, chain.id);
      this.#exhumeLoser(chain, entry.id);
    }
  }

  /** The turn that was lost has gone to somebody else. */
  #exhumeLoser(chain: Chain, next: number): void {
    const loser = chain.loser;
    chain.loser = null;
    if (loser === null || loser === next || this.entries.get(loser)!.status !== 'TIMEDOUT') return;
    const gone = exhume(this.entries.get(loser)!);
    this.entries.set(loser, gone.member);
    this.#tell(loser, gone.events, chain.id);
  }

  #sweepTurn(chain: Chain, now: number): void {
    if (chain.turn === null || chain.turnOf === null) return;
    const entry = this.entries.get(chain.turnOf)!;
    const halted = chain.health.haltedAt !== null;
    this.apply(entry.id, sweepTurn(this.policy, this.gate, entry, chain.turn, halted, now), now);
  }

  #sweepPeople(now: number): void {
    for (const entry of this.entries.values()) {
      this.apply(entry.id, returnDue(this.policy, this.gate, entry, now), now);
      this.apply(entry.id, sendHome(this.policy, this.gate, this.entries.get(entry.id)!, now), now);
    }
    for (const chain of this.chains) {
      const everybody = [...this.entries.values()];
      const idle =
        chain.turn === null &&
        chain.health.haltedAt === null &&
        this.gate.status === 'CLOSED' &&
        !everybody.some((entry) => mayBeOffered(entry, chain.id, now) && isPresent(entry, now));
      chain.idleSince = idle ? (chain.idleSince ?? now) : null;
      for (const entry of everybody.filter(({ circuitId }) => circuitId === chain.id)) {
        this.apply(entry.id, sendHomeAbsent(this.policy, this.gate, entry, chain.idleSince, now), now);
      }
    }
  }

  #fewest(): number {
    return Math.min(...this.chains.map((chain) => chain.accepted));
  }

  #endPause(since: number, now: number): void {
    this.pausedAt = null;
    for (const entry of this.entries.values())
      this.entries.set(entry.id, resumeEntry(entry, now - since, since));
    for (const chain of this.chains) {
      const gap = standstill(since, chain.health.haltedAt, now);
      if (chain.turn) chain.turn = resumeQueueTurn(this.policy, chain.turn, gap, since, now);
    }
    this.#resumeReservations(since, now);
  }

  /** Time in which nobody could be heard. Standing clocks are moved when their standstill ends. */
  #resume(gap: number, last: number, now: number): void {
    if (this.gate.status !== 'PAUSED')
      for (const entry of this.entries.values()) this.entries.set(entry.id, resumeEntry(entry, gap, last));
    for (const chain of this.chains) {
      chain.idleSince = null;
      if (this.gate.status === 'PAUSED' || chain.health.haltedAt !== null || !chain.turn) continue;
      chain.turn = resumeQueueTurn(this.policy, chain.turn, gap, last, now);
    }
    if (this.gate.status !== 'PAUSED') this.#resumeReservations(last, now);
  }

  #resumeReservations(since: number, now: number): void {
    for (const reservation of this.reservations.values()) {
      this.reservations.set(reservation.id, resumeReservation(reservation, since, now));
    }
  }

  #tell(id: number | null, events: AuditEvent[], circuitId: number | null): void {
    if (events.length > 0) this.#options.onEvents?.(id, events, circuitId);
  }
}
