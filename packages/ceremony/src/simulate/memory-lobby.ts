/**
 * A whole lobby in memory around the rules: what a server does with them, without its database. It spells
 * no rule of its own; the simulator and the model tests run on it. Nothing here scans everybody except what
 * happens to everybody (a gap of the clock, the end of a pause).
 */
import { amnesty } from '../amnesty.ts';
import { moveCeremony } from '../ceremony-status.ts';
import { type CheckInAnswer, checkIn, dropHeld, releaseHeld } from '../check-in.ts';
import { clockGap, resumeAfterRestart, resumeMember, resumeTurn } from '../clock.ts';
import { drainState, sendHome } from '../drain.ts';
import { type DrawFacts, drawSlot, redrawSlot } from '../draw.ts';
import { selects } from '../gate.ts';
import type {
  AuditEvent,
  Gate,
  Member,
  MemberChange,
  RuleRefusal,
  Turn,
  TurnChange,
} from '../lobby-types.ts';
import type { Policy } from '../policy.ts';
import { purge } from '../purge.ts';
import { enterSession } from '../session.ts';
import { abort, accept, deadline, exhume, giveBack, handOut, receive, refuse } from '../turn.ts';
import { turnAllowance } from '../turn-allowance.ts';

export interface MemoryLobbyOptions {
  policy: Policy;
  /** Uniform in [0, 1): for the draw. */
  random: () => number;
  /** Every change that leaves events, as the audit log would get it. */
  onEvents?: (id: number, events: AuditEvent[], now: number) => void;
  /** A held request is answered with the state. */
  onHeldHandOut?: (id: number, now: number) => void;
  /** The slot has just become free, before it is drawn for. */
  onSlotFree?: (now: number) => void;
}

const WHEEL_SECONDS = 256;

export class MemoryLobby {
  readonly members = new Map<number, Member>();
  readonly held = new Set<number>();
  gate: Gate = { status: 'OPENED', draining: false };
  turn: Turn | null = null;
  turnOf: number | null = null;
  slotFor: 'poll' | null = null;
  inLobby = 0;
  waiting = 0;
  accepted = 0;
  lastTick: number | null = null;
  #idle = 0;
  #pausedAt: number | null = null;
  #lastLoser: number | null = null;
  /** Who may be overdue in a given second, modulo the wheel, and in which second somebody is looked at next. */
  #wheel: number[][] = Array.from({ length: WHEEL_SECONDS }, () => []);
  readonly #lookAt = new Map<number, number>();
  readonly #options: MemoryLobbyOptions;
  readonly #policy: Policy;

  constructor(options: MemoryLobbyOptions) {
    this.#options = options;
    this.#policy = options.policy;
  }

  /** What the draw needs to know. */
  get drawFacts(): DrawFacts {
    return { held: this.held.size, waiting: this.waiting, polling: this.inLobby - this.waiting };
  }

  get drained(): boolean {
    return drainState(this.gate, { inLobby: this.inLobby, openTurn: this.turn !== null }) === 'drained';
  }

  signIn(id: number, now: number): 'OK' | RuleRefusal {
    const known = this.members.get(id) ?? null;
    const idleSessions = this.#idle - (known?.status === 'CREATED' ? 1 : 0);
    const entered = enterSession(this.#policy, this.gate, known, { idleSessions }, now);
    if ('refusal' in entered) return entered.refusal;
    this.#put(id, entered, now);
    return 'OK';
  }

  tryContribute(id: number, waitMillis: number, now: number): CheckInAnswer | RuleRefusal {
    const facts = {
      turn: this.turn,
      mine: this.turnOf === id,
      inLobby: this.inLobby,
      slotFor: this.slotFor,
      waitMillis,
    };
    const result = checkIn(this.#policy, this.gate, this.members.get(id) ?? null, facts, now);
    if ('refusal' in result) return result.refusal;
    this.#put(id, result, now);
    this.slotFor = result.slotFor;
    if (result.turn) this.#hold(id, result.turn, result.answer === 'HAND_OUT', now);
    return result.answer;
  }

  /** The wait of a held request is over: true when it was still held, and is now answered not-ready. */
  release(id: number, now: number): boolean {
    if (!this.held.has(id)) return false;
    this.#set(id, releaseHeld(this.#policy, this.members.get(id)!, now));
    return true;
  }

  /** The connection of a held request broke. */
  disconnect(id: number, now: number): void {
    if (this.held.has(id)) this.#set(id, dropHeld(this.#policy, this.members.get(id)!, now));
  }

  receive(id: number, now: number): 'OK' | RuleRefusal {
    const member = this.members.get(id);
    if (!member || this.turnOf !== id) return 'NOT_YOUR_TURN';
    const received = receive(this.gate, member, this.turn, now);
    if ('refusal' in received) return received.refusal;
    this.#put(id, received, now);
    this.turn = received.turn;
    return 'OK';
  }

  /** The verdict on the contribution that was received. */
  verdict(verdict: 'valid' | 'invalid' | 'fault', now: number): void {
    const id = this.turnOf!;
    const member = this.members.get(id)!;
    if (verdict === 'fault') {
      const back = giveBack(this.#policy, member, this.turn!, now, undefined, this.#pausedAt);
      this.#put(id, back, now);
      this.turn = back.turn;
      return;
    }
    if (verdict === 'valid') this.accepted += 1;
    const rule = verdict === 'valid' ? accept : refuse;
    this.#closeTurn(id, rule(this.#policy, member, this.turn!, now), now);
  }

  abort(id: number, now: number): 'OK' | RuleRefusal {
    const member = this.members.get(id);
    if (!member || this.turnOf !== id) return 'NOT_YOUR_TURN';
    const aborted = abort(this.#policy, this.gate, member, this.turn, now);
    if ('refusal' in aborted) return aborted.refusal;
    this.#closeTurn(id, aborted, now);
    return 'OK';
  }

  amnesty(id: number, now: number): 'OK' | RuleRefusal {
    const result = amnesty(this.members.get(id)!, 'reason');
    if ('refusal' in result) return result.refusal;
    this.#put(id, result, now);
    return 'OK';
  }

  /** Moves the ceremony; the clocks start again when it leaves a pause. */
  move(to: Gate['status'], now: number): 'OK' | RuleRefusal {
    if (clockGap(this.lastTick, now) !== null) this.tick(now);
    const facts = { drained: this.drained, accepted: this.accepted };
    const moved = moveCeremony(this.#policy, this.gate, to, 'operator', facts);
    if ('refusal' in moved) return moved.refusal;
    this.gate = moved.gate;
    if (to === 'PAUSED') this.#pausedAt = now;
    else if (this.#pausedAt !== null) {
      this.#resume(now - this.#pausedAt, this.#pausedAt, now, false);
      this.#pausedAt = null;
    }
    if (to === 'CLOSED') this.#sendHome(now);
    this.settleSlot(now);
    return 'OK';
  }

  /** The sweep of a second. Returns the gap it found in the clock, if any. */
  tick(now: number, restarted = false): number | null {
    const lastTick = this.lastTick;
    const gap = clockGap(lastTick, now, restarted);
    this.lastTick = now;
    if (gap !== null && (restarted || this.gate.status !== 'PAUSED')) {
      this.#resume(gap, lastTick!, now, restarted);
    }
    if (this.turn !== null && this.turnOf !== null) {
      const lost = deadline(this.#policy, this.gate, this.members.get(this.turnOf)!, this.turn, now);
      if (lost) this.#closeTurn(this.turnOf, lost, now);
    }
    this.#purge(gap === null && lastTick !== null ? lastTick : null, now);
    if (this.turn === null && (this.held.size > 0 || this.slotFor !== null)) this.settleSlot(now);
    return gap;
  }

  /** The process starts anew on what was stored: held connections are gone. */
  restart(now: number): void {
    this.tick(now, true);
  }

  /** Gives the slot, when it is free, to whom it is due. */
  settleSlot(now: number): void {
    this.#give((facts, random) => redrawSlot(this.slotFor, facts, random), now);
  }

  #give(draw: typeof drawSlot, now: number): void {
    if (this.turn !== null || !selects(this.#policy, this.gate)) return;
    const drawn = draw(this.drawFacts, this.#options.random());
    this.slotFor = drawn === 'poll' ? 'poll' : null;
    if (drawn !== 'held') return;
    const id = this.#longestHeld();
    const out = handOut(this.#policy, this.members.get(id)!, now);
    this.#put(id, out, now);
    this.#hold(id, out.turn, true, now);
    this.#options.onHeldHandOut?.(id, now);
  }

  #longestHeld(): number {
    let longest = -1;
    let entered = Infinity;
    for (const id of this.held) {
      const since = this.members.get(id)!.enteredAt!;
      if (since < entered || (since === entered && id < longest)) {
        entered = since;
        longest = id;
      }
    }
    return longest;
  }

  #hold(id: number, turn: Turn, opened: boolean, now: number): void {
    this.turn = turn;
    this.turnOf = id;
    if (!opened) return;
    const loser = this.#lastLoser;
    this.#lastLoser = null;
    if (loser !== null && loser !== id && this.members.get(loser)!.status === 'TIMEDOUT') {
      this.#put(loser, exhume(this.members.get(loser)!), now);
    }
  }

  #closeTurn(id: number, change: TurnChange, now: number): void {
    this.#put(id, change, now);
    this.turn = null;
    this.turnOf = null;
    if (change.member.status === 'TIMEDOUT') this.#lastLoser = id;
    this.#options.onSlotFree?.(now);
    this.#give(drawSlot, now);
  }

  #resume(gap: number, lastTick: number, now: number, restarted: boolean): void {
    const resume = restarted ? resumeAfterRestart : resumeMember;
    for (const [id, member] of this.members) this.#set(id, resume(this.#policy, member, gap, now));
    const clockStopped = this.gate.status === 'PAUSED';
    if (this.turn && !clockStopped)
      this.turn = resumeTurn(this.turn, gap, lastTick, turnAllowance(this.#policy), now);
    const everybody = [...this.#lookAt.keys()];
    this.#lookAt.clear();
    this.#wheel = Array.from({ length: WHEEL_SECONDS }, () => []);
    for (const id of everybody) this.#watch(id, this.members.get(id)!);
  }

  #purge(after: number | null, now: number): void {
    const last = Math.floor(now / 1000);
    const first = after === null ? last : Math.floor(after / 1000) + 1;
    for (let second = first; second <= last; second += 1) {
      const slot = second & (WHEEL_SECONDS - 1);
      const due = this.#wheel[slot]!;
      if (due.length === 0) continue;
      this.#wheel[slot] = [];
      for (const id of due) {
        if (this.#lookAt.get(id) !== second) continue;
        this.#lookAt.delete(id);
        const member = this.members.get(id)!;
        const purged = purge(this.#policy, this.gate, member, now);
        if (purged) this.#put(id, purged, now);
        else this.#watch(id, member, second);
      }
    }
  }

  #watch(id: number, member: Member, notBefore = -Infinity): void {
    if (member.checkInDueAt === null) return;
    const due = Math.max(Math.floor(member.checkInDueAt / 1000) + 1, notBefore + 1);
    const horizon = this.lastTick === null ? due : Math.floor(this.lastTick / 1000) + WHEEL_SECONDS - 1;
    const second = Math.min(due, horizon);
    if (second >= (this.#lookAt.get(id) ?? Infinity)) return;
    this.#lookAt.set(id, second);
    this.#wheel[second & (WHEEL_SECONDS - 1)]!.push(id);
  }

  #sendHome(now: number): void {
    for (const [id, member] of this.members) {
      const sent = sendHome(this.#policy, this.gate, member, now);
      if (sent) this.#put(id, sent, now);
    }
  }

  #put(id: number, change: MemberChange, now: number): void {
    this.#set(id, change.member);
    if (change.events.length > 0) this.#options.onEvents?.(id, change.events, now);
  }

  #set(id: number, member: Member): void {
    const before = this.members.get(id);
    if (before === member) return;
    const was = before?.status === 'WAITING';
    const is = member.status === 'WAITING';
    if (was !== is) this.inLobby += is ? 1 : -1;
    this.waiting += (is && member.waitsSince !== null ? 1 : 0) - (was && before.waitsSince !== null ? 1 : 0);
    this.#idle += (member.status === 'CREATED' ? 1 : 0) - (before?.status === 'CREATED' ? 1 : 0);
    if (member.heldSince !== null) this.held.add(id);
    else if (before && before.heldSince !== null) this.held.delete(id);
    this.members.set(id, member);
    if (is) this.#watch(id, member);
  }
}
