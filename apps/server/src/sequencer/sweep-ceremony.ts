import { beaconAtDrain } from '@brebaje/ceremony/beacon';
import { drainState, sendHome } from '@brebaje/ceremony/drain';
import { clocksRun, selects } from '@brebaje/ceremony/gate';
import type { Member, MemberChange } from '@brebaje/ceremony/lobby-types';
import type { Policy } from '@brebaje/ceremony/policy';
import { isOverdue, purge } from '@brebaje/ceremony/purge';
import { deadline } from '@brebaje/ceremony/turn';
import { BEACON_TIMES, toldBeacon } from '../ceremonies/beacon.ts';
import { closeByRoster } from '../ceremonies/close-by-roster.ts';
import { sweepQueue } from '../queue/sweep-queue.ts';
import { dueCheckIns } from '../store/check-ins.ts';
import { findCircuit } from '../store/circuits.ts';
import {
  countByStatus,
  findParticipant,
  listParticipants,
  lobbySize,
  moveParticipants,
} from '../store/participants.ts';
import type { CeremonyRow, ParticipantRow } from '../store/schema.ts';
import { dueTurns, findTurn, openTurns } from '../store/turns.ts';
import {
  type CeremonyTransaction,
  inCeremony,
  writeCeremony,
  writeMember,
  writeTurn,
} from './ceremony-transaction.ts';
import { closeByDate } from './close-ceremony.ts';
import type { ServerContext } from './context.ts';
import { openByDate } from './open-ceremony.ts';
import { gateOf, memberOf, policyFor, policyOf, turnOf } from './rows.ts';

/** People removed in one transaction; requests get in between. */
const GROUP = 500;

/** Other processes may have check-ins that are not written yet, and one that died has lost them. */
const OTHERS_MILLIS = 4_000;

/** The time by which a round judges. */
export interface SweepTime {
  /** The moment up to which clocks are known to be right. */
  now: number;
  /** Since when people could be heard without a gap. */
  heardSince: number;
}

/**
 * What time does to one ceremony: opening, closing, absences, deadlines, having drained.
 */
export async function sweepCeremony(ctx: ServerContext, ceremony: CeremonyRow, at: SweepTime): Promise<void> {
  const { now } = at;
  if (ceremony.status === 'SCHEDULED') {
    if (ceremony.opensAt !== null && ceremony.opensAt <= now) await openByDate(ctx, ceremony.id);
    return;
  }
  if (ceremony.status === 'OPENED' && ceremony.closesAt !== null && ceremony.closesAt <= now)
    await closeByDate(ctx, ceremony.id);
  await closeByRoster(ctx, ceremony, now);
  if (policyOf(ceremony).discipline === 'QUEUE') {
    await sweepQueue(ctx, ceremony, at);
  } else {
    await removeAbsent(ctx, ceremony, now);
    if (clocksRun(gateOf(ceremony))) await passDeadlines(ctx, ceremony.id, now);
  }
  if (ceremony.draining === 1 || ceremony.status === 'CLOSED') await drainOn(ctx, ceremony);
}

async function removeAbsent(ctx: ServerContext, ceremony: CeremonyRow, now: number): Promise<void> {
  const limit = ctx.store.kind === 'postgres' ? now - OTHERS_MILLIS : now;
  for (;;) {
    const due = await dueCheckIns(ctx.store.db, ceremony.id, limit, GROUP);
    const gate = gateOf(ceremony);
    const absent = due
      .map((row) => ctx.checkIns.read(row))
      .filter((row) => isOverdue(gate, memberOf(row), now));
    if (absent.length === 0) return;
    // From here their calls wait: one that came in now would be answered and then removed all the same.
    const { done, release } = gatekeeper();
    ctx.purging.ids = new Set(absent.map((row) => row.id));
    ctx.purging.done = done;
    try {
      await inCeremony(ctx, ceremony.id, (transaction) =>
        leave(ctx, transaction, absent, (policy, member) => purge(policy, transaction.gate, member, now)),
      );
    } finally {
      ctx.purging.ids = new Set();
      release();
    }
    if (due.length < GROUP) return;
  }
}

function gatekeeper(): { done: Promise<void>; release(): void } {
  let release = () => {};
  const done = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { done, release };
}

/** Makes changes to many people of the lobby, those that cost the same in one statement. */
async function leave(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  rows: ParticipantRow[],
  rule: (policy: Policy, member: Member) => MemberChange | null,
): Promise<void> {
  const changes = new Map<number, MemberChange>();
  const alike = new Map<string, number[]>();
  for (const row of rows) {
    const change = rule(policyFor(transaction, row), memberOf(row));
    if (!change) continue;
    changes.set(row.id, change);
    const cost = JSON.stringify(costOf(change));
    alike.set(cost, [...(alike.get(cost) ?? []), row.id]);
  }
  for (const ids of alike.values()) {
    const [first = 0] = ids;
    const moved = await moveParticipants(transaction.trx, transaction.ceremony.id, {
      ids,
      from: 'WAITING',
      changes: costOf(changes.get(first)!),
    });
    for (const row of moved) {
      transaction.emit(changes.get(row.id)?.events ?? [], { participant: row.id });
      transaction.afterCommit(() => ctx.checkIns.forget(row.id));
    }
  }
}

function costOf({ member }: MemberChange) {
  const { status, cause, barredUntil, checkInDueAt, heldSince, waitsSince } = member;
  return { status, cause, barredUntil, checkInDueAt, heldSince, waitsSince };
}

async function passDeadlines(ctx: ServerContext, ceremonyId: number, now: number): Promise<void> {
  for (const { id } of await dueTurns(ctx.store.db, ceremonyId, now)) {
    await inCeremony(ctx, ceremonyId, async (transaction) => {
      const row = await findTurn(transaction.trx, id);
      const circuit = row && (await findCircuit(transaction.trx, row.circuitId));
      if (!row || circuit?.ceremonyId !== ceremonyId) return;
      const participant = await findParticipant(transaction.trx, row.participantId);
      if (!participant) return;
      const { gate } = transaction;
      const lost = deadline(
        policyFor(transaction, participant),
        gate,
        memberOf(participant),
        turnOf(row),
        now,
      );
      if (!lost) return;
      await writeMember(ctx, transaction, participant, lost.member);
      await writeTurn(transaction, row, lost.turn);
      transaction.emit(lost.events, { participant: participant.id, circuit: circuit.id, turn: row.id });
      transaction.afterCommit(() => ctx.slotFreed(ceremonyId));
    });
  }
}

/** Sends home whom draining does not let finish, and notes the moment at which nobody is inside any more. */
async function drainOn(ctx: ServerContext, ceremony: CeremonyRow): Promise<void> {
  if (ceremony.drainedAt !== null) return;
  const gate = gateOf(ceremony);
  if (!selects(policyOf(ceremony), gate) && gate.status !== 'PAUSED') {
    let rows: ParticipantRow[];
    do {
      rows = await listParticipants(ctx.store.db, ceremony.id, { status: 'WAITING', limit: GROUP });
      const waiting = rows;
      await inCeremony(ctx, ceremony.id, (transaction) =>
        leave(ctx, transaction, waiting, (policy, member) =>
          sendHome(policy, transaction.gate, member, transaction.now),
        ),
      );
    } while (rows.length === GROUP);
  }
  // Counting everybody each second costs too much while many are still inside.
  if ((await lobbySize(ctx.store.db, ceremony.id)) > 0) return;
  await inCeremony(ctx, ceremony.id, async (transaction) => {
    if (transaction.ceremony.drainedAt !== null) return;
    const counts = await countByStatus(transaction.trx, ceremony.id);
    const inLobby = (counts.WAITING ?? 0) + (counts.READY ?? 0);
    const openTurn = (await openTurns(transaction.trx, ceremony.id)).length > 0;
    if (drainState(transaction.gate, { inLobby, openTurn }) !== 'drained') return;
    const { policy, now } = transaction;
    const beacon = policy.beacon && beaconAtDrain(policy.beacon, now, BEACON_TIMES);
    const later = beacon !== policy.beacon;
    const named = later ? { policy: JSON.stringify({ ...policy, beacon }) } : {};
    await writeCeremony(transaction, { drainedAt: now, ...named });
    const data = { who: 'server', ...(later ? toldBeacon(beacon) : {}) };
    transaction.emit([{ type: 'ceremony.drained', data }]);
  });
}
