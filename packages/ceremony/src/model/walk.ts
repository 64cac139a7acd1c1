/** One random walk: the same commands to the rules and to the oracle, compared after each. For tests. */
import type { Member } from '../lobby-types.ts';
import type { Policy } from '../policy.ts';
import { checkInBounds } from '../policy.ts';
import { MemoryLobby } from '../simulate/memory-lobby.ts';
import { turnAllowance } from '../turn-allowance.ts';
import { SeedOracle } from './seed-oracle.ts';

export type Command =
  | { do: 'sign in' | 'receive' | 'abort' | 'forgive'; who: number }
  | { do: 'call'; who: number; wait: number }
  | { do: 'pass'; millis: number }
  | { do: 'verdict'; verdict: 'valid' | 'invalid' | 'fault' }
  | { do: 'stall' | 'restart' | 'step clock'; seconds: number }
  | { do: 'pause' | 'resume' | 'close' }
  | { do: 'luck'; random: number };

const START = 1_700_000_000_000;

export class Walk {
  readonly oracle: SeedOracle;
  readonly lobby: MemoryLobby;
  /** Audit events per person, as "from to" moves and others by type. */
  readonly moves = new Map<number, [from: string, to: string][]>();
  readonly acceptedOf = new Map<number, number>();
  openTurns = 0;
  #time = 0;
  #offset = START;
  #luck = 0;
  readonly #holds = new Map<number, number>();

  constructor(policy: Policy) {
    const { lower, upper } = checkInBounds(policy);
    this.oracle = new SeedOracle({
      lowerBound: lower,
      upperBound: upper,
      computeTime: turnAllowance(policy)!,
      lobbySize: policy.capacity,
      everybodyMayFinish: policy.drainLets === 'EVERYBODY',
    });
    this.lobby = new MemoryLobby({
      policy,
      random: () => this.#luck,
      onHeldHandOut: (id) => this.#holds.delete(id),
      onEvents: (id, events) => {
        for (const { type, data } of events) {
          if (data.to !== undefined && data.from !== data.to && isStatusEvent(type)) {
            if (!this.moves.has(id)) this.moves.set(id, []);
            this.moves.get(id)!.push([String(data.from ?? '-'), String(data.to)]);
          }
          if (type === 'turn.opened') this.openTurns += 1;
          if (type === 'turn.closed') this.openTurns -= 1;
          if (type === 'contribution.accepted') this.acceptedOf.set(id, (this.acceptedOf.get(id) ?? 0) + 1);
        }
      },
    });
    this.lobby.tick(this.now);
  }

  get now(): number {
    return this.#offset + this.#time;
  }

  /** Does one command on both sides; returns their two answers. */
  run(command: Command): [rules: string, oracle: string] {
    const { lobby, oracle } = this;
    switch (command.do) {
      case 'sign in':
        return [lobby.signIn(command.who, this.now), oracle.signIn(command.who)];
      case 'call':
        return this.#call(command.who, command.wait);
      case 'receive':
        return [lobby.receive(command.who, this.now), oracle.receive(command.who)];
      case 'abort':
        return [lobby.abort(command.who, this.now), oracle.abort(command.who)];
      case 'forgive':
        if (!lobby.members.has(command.who)) return ['', ''];
        return [lobby.amnesty(command.who, this.now), oracle.forgive(command.who)];
      case 'verdict':
        if (lobby.turn?.phase === 'VERIFYING') lobby.verdict(command.verdict, this.now);
        oracle.verdict(command.verdict);
        return ['', ''];
      case 'pass':
        this.pass(command.millis);
        return ['', ''];
      case 'luck':
        this.#luck = command.random;
        oracle.random = command.random;
        return ['', ''];
      case 'stall':
      case 'restart':
        this.#away(command.seconds * 1000, command.do === 'restart');
        return ['', ''];
      case 'step clock':
        this.#stepClock(command.seconds * 1000);
        return ['', ''];
      default:
        return this.#move(command.do);
    }
  }

  /** Lets time pass; the sweep runs each second, held requests end when they asked to. */
  pass(millis: number): void {
    const end = this.#time + millis;
    for (;;) {
      const tick = (Math.floor(this.#time / 1000) + 1) * 1000;
      const [holder, holdEnds] = this.#nextHold();
      const next = Math.max(this.#time, Math.min(tick, holdEnds, end));
      this.oracle.elapse(next - this.#time);
      this.#time = next;
      if (next === tick) this.#tick();
      else if (holder !== null && holdEnds <= next) this.#release(holder);
      else return;
    }
  }

  /** Where the rules have somebody, in the oracle's words. */
  placeOf = (who: number): string => {
    const member = this.lobby.members.get(who);
    return member ? placeIn(member, this.now) : 'unknown';
  };

  #call(who: number, wait: number): [string, string] {
    const answers: [string, string] = [
      this.lobby.tryContribute(who, wait, this.now),
      this.oracle.call(who, wait),
    ];
    if (answers[0] === 'HOLD') this.#holds.set(who, this.#time + wait);
    else if (answers[0] === 'NOT_READY' || answers[0] === 'HAND_OUT') this.#holds.delete(who);
    return answers;
  }

  #release(who: number): void {
    this.#holds.delete(who);
    this.lobby.release(who, this.now);
    this.oracle.release(who);
  }

  #tick(): void {
    this.lobby.tick(this.now);
    this.oracle.second();
  }

  /** The server is away from one sweep to the next. */
  #away(millis: number, restarted: boolean): void {
    this.#toNextSecond();
    this.#time += millis;
    if (restarted) this.#holds.clear();
    this.oracle.away(millis, restarted);
    this.lobby.tick(this.now, restarted);
    this.oracle.second();
  }

  #stepClock(millis: number): void {
    if (this.oracle.paused) return;
    this.#toNextSecond();
    this.#offset += millis;
    // For the rules a step forward looks like an outage; after a step back no time has passed at all.
    this.oracle.away(Math.max(0, millis), false);
    this.lobby.tick(this.now);
    this.oracle.second();
  }

  #toNextSecond(): void {
    this.pass(1000 - (this.#time % 1000));
  }

  #move(what: 'pause' | 'resume' | 'close'): [string, string] {
    const to = ({ pause: 'PAUSED', resume: 'OPENED', close: 'CLOSED' } as const)[what];
    const answer = this.lobby.move(to, this.now);
    if (answer === 'OK' && what === 'pause') this.oracle.paused = true;
    if (answer === 'OK' && what === 'resume') this.oracle.resume();
    if (answer === 'OK' && what === 'close') this.oracle.close();
    return ['', ''];
  }

  #nextHold(): [number | null, number] {
    let holder: number | null = null;
    let ends = Infinity;
    for (const [who, at] of this.#holds) {
      if (at < ends) {
        holder = who;
        ends = at;
      }
    }
    return [holder, ends];
  }
}

function isStatusEvent(type: string): boolean {
  return type !== 'turn.step' && !type.startsWith('ceremony.');
}

function placeIn(member: Member, now: number): string {
  switch (member.status) {
    case 'WAITING':
      return 'lobby';
    case 'CONTRIBUTING':
      return 'contributor';
    case 'DONE':
      return 'contributed';
    case 'TIMEDOUT':
    case 'EXHUMED':
      return member.barredUntil !== null && now < member.barredUntil ? 'excluded' : 'signed in';
    default:
      return 'signed in';
  }
}
