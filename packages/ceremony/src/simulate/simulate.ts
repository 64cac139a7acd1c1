/**
 * A ceremony from the first arrival to the last contribution, in simulated time, on the very rules the
 * server uses: throughput, waiting times, exclusions and fairness, reproducible from a seed.
 */
import { KZG_POLICY, type Policy } from '../policy.ts';
import { turnAllowance } from '../turn-allowance.ts';
import { CLIENT_KINDS, ROUND_TRIP } from './client-kinds.ts';
import { arrivals, crowdWithin, drawPerson, meanUse, type Person } from './crowd.ts';
import { EventHeap } from './event-heap.ts';
import { type Incident, randomIncidents } from './incidents.ts';
import { MemoryLobby } from './memory-lobby.ts';
import { type Random, seededRandom } from './random.ts';
import { makeReport, type Report } from './report.ts';
import { Tallies } from './tallies.ts';

export interface SimulateOptions {
  participants: number;
  seed?: number;
  policy?: Policy;
  /** Share of the slot's time that the arriving crowd uses; not with crowdSeconds. */
  load?: number;
  /** Everybody arrives within so many seconds. */
  crowdSeconds?: number;
  /** Seconds the server takes to verify, and how often it cannot (a fault of ours). */
  verification?: number;
  faults?: number;
  /** What goes wrong; by default restarts and clock steps at random. */
  incidents?: Iterable<Incident>;
  /** Draws a person; by default from the crowd of crowd.ts. */
  person?: (random: Random) => Person;
}

type Action = 'arrive' | 'sign in' | 'poll' | 'held ends' | 'leave' | 'send' | 'give back' | 'verdict';

/** Simulates one ceremony. Same options, same report. */
export function simulate(options: SimulateOptions): Report {
  return new Simulation(options).run();
}

class Simulation {
  readonly #participants: number;
  readonly #deadline: number;
  readonly #verification: number;
  readonly #faults: number;
  readonly #random: Random;
  readonly #drawPerson: () => Person;
  readonly #lobby: MemoryLobby;
  readonly #heap = new EventHeap();
  readonly #persons: Person[] = [];
  readonly #action: Action[] = [];
  /** The only event of a person that counts is the one with the latest ticket. */
  readonly #ticket: Int32Array;
  readonly #leavesAt: Float64Array;
  readonly #arrivals: Iterator<number>;
  readonly #incidents: Iterator<Incident>;
  readonly #tallies = new Tallies();
  /** Simulated true time, and what the server's clock shows beside it, in seconds. */
  #now = 0;
  #offset = 0;
  #downUntil = 0;
  #pausedUntil: number | null = null;

  constructor(options: SimulateOptions) {
    const policy = options.policy ?? KZG_POLICY;
    const random = seededRandom(options.seed ?? 1);
    this.#random = random;
    this.#participants = options.participants;
    this.#deadline = (turnAllowance(policy) ?? 3_600_000) / 1000;
    this.#verification = options.verification ?? 1.5;
    this.#faults = options.faults ?? 0.0005;
    this.#drawPerson = () => (options.person ? options.person(random) : drawPerson(random, this.#deadline));
    this.#ticket = new Int32Array(options.participants);
    this.#leavesAt = new Float64Array(options.participants);
    this.#arrivals =
      options.crowdSeconds === undefined
        ? arrivals(random, meanUse(random, this.#deadline, this.#verification), options.load ?? 0.9)
        : crowdWithin(random, options.crowdSeconds, options.participants);
    this.#incidents = (options.incidents ?? randomIncidents(random))[Symbol.iterator]();
    this.#lobby = new MemoryLobby({
      policy,
      random: random.uniform,
      onEvents: (id, events) => this.#tallies.note(id, this.#persons[id]!, events, this.#now),
      onHeldHandOut: (id) => this.#work(id),
      onSlotFree: () => this.#tallies.slotFrees(this.#now),
    });
  }

  run(): Report {
    const lobby = this.#lobby;
    const heap = this.#heap;
    this.#nextArrival();
    let incident = this.#incidents.next();
    let tick = 1;
    while (heap.size > 0 || lobby.inLobby > 0 || lobby.turn !== null) {
      const incidentAt = incident.done ? Infinity : incident.value.at;
      const next = Math.min(heap.nextTime, tick);
      if (incidentAt <= next) {
        this.#now = Math.max(this.#now, incidentAt);
        const wake = this.#suffer(incident.value as Incident);
        if (wake !== null) tick = wake;
        incident = this.#incidents.next();
      } else if (heap.nextTime < tick) {
        this.#now = heap.nextTime;
        const who = heap.nextWho;
        const ticket = heap.nextTicket;
        heap.pop();
        if (this.#ticket[who] === ticket) this.#act(who);
      } else {
        this.#now = tick;
        if (tick === this.#downUntil) lobby.restart(this.#serverTime());
        else lobby.tick(this.#serverTime());
        if (this.#pausedUntil !== null && tick >= this.#pausedUntil) this.#resume();
        tick += 1;
      }
    }
    return makeReport(this.#tallies, this.#participants, this.#now);
  }

  /** Returns when the sweep starts again, after an outage. */
  #suffer(incident: Incident): number | null {
    this.#tallies.incidents[incident.kind] += 1;
    if (incident.kind === 'clock step') {
      this.#offset += incident.seconds;
      return null;
    }
    if (incident.kind === 'pause') {
      if (this.#now < this.#downUntil) return null;
      this.#pausedUntil = Math.max(this.#pausedUntil ?? 0, this.#now + incident.seconds);
      this.#lobby.move('PAUSED', this.#serverTime());
      return null;
    }
    this.#downUntil = Math.max(this.#downUntil, Math.ceil(this.#now + incident.seconds));
    for (const id of this.#lobby.held) this.#schedule(id, 'poll', this.#random.between(1, 5));
    return this.#downUntil;
  }

  #resume(): void {
    this.#pausedUntil = null;
    this.#lobby.move('OPENED', this.#serverTime());
  }

  #act(id: number): void {
    const action = this.#action[id]!;
    if (action === 'arrive') this.#nextArrival();
    if (this.#now < this.#downUntil) this.#knockAgain(id, action);
    else this.#do(id, action);
  }

  #do(id: number, action: Action): void {
    const now = this.#serverTime();
    if (action === 'poll') this.#poll(id);
    else if (action === 'arrive' || action === 'sign in') this.#signIn(id);
    else if (action === 'leave') this.#lobby.disconnect(id, now);
    else if (action === 'send') this.#send(id);
    else if (action === 'verdict') this.#verdict(id);
    else if (action === 'give back') this.#lobby.abort(id, now);
    else if (this.#lobby.release(id, now)) this.#pollLater(id);
  }

  /** The server does not answer: everybody tries again, as their programs do. */
  #knockAgain(id: number, action: Action): void {
    if (action === 'poll') this.#pollLater(id);
    else if (action === 'arrive' || action === 'sign in') this.#schedule(id, 'sign in', 60);
    else if (action !== 'leave') this.#schedule(id, action, 2);
  }

  #nextArrival(): void {
    const id = this.#persons.length;
    const arrival = id < this.#participants ? this.#arrivals.next() : null;
    if (!arrival || arrival.done) return;
    this.#persons.push(this.#drawPerson());
    this.#leavesAt[id] = Infinity;
    this.#schedule(id, 'arrive', Math.max(0, arrival.value - this.#now));
  }

  #signIn(id: number): void {
    const answer = this.#lobby.signIn(id, this.#serverTime());
    if (answer === 'TOO_MANY_SESSIONS') this.#schedule(id, 'sign in', 600);
    const person = this.#persons[id]!;
    if (answer !== 'OK' || person.character === 'never enters') return;
    this.#schedule(id, 'poll', this.#random.between(1, 20));
    if (person.character === 'leaves the lobby') this.#leavesAt[id] = this.#now + person.patience;
  }

  #poll(id: number): void {
    if (this.#now >= this.#leavesAt[id]!) return;
    const wait = CLIENT_KINDS[this.#persons[id]!.kind]!.wait;
    const answer = this.#lobby.tryContribute(id, wait * 1000, this.#serverTime());
    this.#tallies.checkIns += 1;
    if (answer === 'HAND_OUT' || answer === 'HAND_OUT_AGAIN') this.#work(id);
    else if (answer === 'HOLD') {
      const stays = Math.min(wait, this.#leavesAt[id]! - this.#now);
      this.#schedule(id, stays < wait ? 'leave' : 'held ends', stays);
    } else {
      if (answer !== 'NOT_READY') this.#tallies.refused(answer);
      if (answer === 'NOT_READY' || answer === 'TOO_EARLY' || answer === 'LOBBY_FULL') this.#pollLater(id);
    }
  }

  #pollLater(id: number): void {
    const { kind, character } = this.#persons[id]!;
    const { sleep, jitter } = CLIENT_KINDS[kind]!;
    const trip = ROUND_TRIP * this.#random.between(0.05, 1);
    const overslept =
      character === 'oversleeps' && this.#random.uniform() < 0.003 ? this.#random.between(10, 300) : 0;
    this.#schedule(id, 'poll', sleep + this.#random.between(-jitter, jitter) + trip + overslept);
  }

  #work(id: number): void {
    const { work, character } = this.#persons[id]!;
    if (work === Infinity) this.#ticket[id]! += 1;
    else this.#schedule(id, character === 'gives the turn back' ? 'give back' : 'send', work);
  }

  #send(id: number): void {
    const answer = this.#lobby.receive(id, this.#serverTime());
    if (answer === 'OK') this.#schedule(id, 'verdict', this.#verification);
    else this.#tallies.refused(answer);
  }

  #verdict(id: number): void {
    if (this.#random.uniform() < this.#faults) {
      this.#tallies.faults += 1;
      this.#lobby.verdict('fault', this.#serverTime());
      this.#schedule(id, 'send', 2);
    } else {
      const invalid = this.#persons[id]!.character === 'sends rubbish';
      this.#lobby.verdict(invalid ? 'invalid' : 'valid', this.#serverTime());
    }
  }

  #schedule(id: number, action: Action, seconds: number): void {
    this.#action[id] = action;
    this.#ticket[id]! += 1;
    this.#heap.push(this.#now + seconds, id, this.#ticket[id]!);
  }

  /** What the server's clock shows, in milliseconds. */
  #serverTime(): number {
    return Math.round((this.#now + this.#offset) * 1000);
  }
}
