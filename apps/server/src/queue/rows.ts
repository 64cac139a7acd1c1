/** Rows as the rules of the queues see them, and back. */
import type {
  ChainHealth,
  CircuitInLine,
  QueueEntry,
  QueueMember,
  QueueTurn,
  Reservation,
} from '@brebaje/ceremony/queue-types';
import type { TurnStatistics } from '@brebaje/ceremony/turn-allowance';
import { type CeremonyTransaction, LostUpdate } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { memberOf, turnOf } from '../sequencer/rows.ts';
import { findBlob } from '../store/blobs.ts';
import type { Db } from '../store/open-store.ts';
import { updateParticipant } from '../store/participants.ts';
import type { CeremonyRow, CircuitRow, ParticipantRow, ReservationRow, TurnRow } from '../store/schema.ts';
import { schemeOf } from '../verify/scheme.ts';

/** When the roster expects somebody; null: at any time. */
export interface Expected {
  from: number | null;
  until: number | null;
}

/** @param expected what the roster says, where the rule asks for it */
export function queueEntryOf(
  row: ParticipantRow,
  { from, until }: Expected = { from: null, until: null },
): QueueEntry {
  return {
    ...memberOf(row),
    id: row.id,
    circuitId: row.circuitId,
    circuitsDone: row.circuitsDone,
    queueClass: row.queueClass,
    priority: row.priority,
    queuedAt: row.queuedAt,
    presentUntil: row.presentUntil,
    from,
    until,
  };
}

export function queueTurnOf(row: TurnRow): QueueTurn {
  return {
    ...turnOf(row),
    startedAt: row.startedAt,
    limitMillis: row.limitMillis,
    warnedAt: row.warnedAt,
    moreTimeAskedAt: row.moreTimeAskedAt,
    graceMillis: row.graceMillis,
    progressAt: row.progressAt,
    reservationId: row.reservationId,
  };
}

export function reservationOf(row: ReservationRow): Reservation {
  const { id, circuitId, participantId, from, until, limitMillis, state } = row;
  return { id, circuitId, participantId, from, until, limitMillis, state };
}

export function inLine({ id, sequence }: CircuitRow): CircuitInLine {
  return { id, sequence };
}

export function healthOf({ faults, haltedAt, haltedWhy }: CircuitRow): ChainHealth {
  return { faults, haltedAt, haltedWhy };
}

/** What limits and estimates of a circuit are made from. */
export async function statisticsOf(
  ctx: Pick<ServerContext, 'schemes'>,
  db: Db,
  ceremony: Pick<CeremonyRow, 'scheme'>,
  circuit: CircuitRow,
): Promise<TurnStatistics> {
  const { turnsDone, turnsMillis, recentMillis, metadata, headBlob } = circuit;
  const scheme = schemeOf(ctx, ceremony);
  const head = scheme.size && (await findBlob(db, headBlob));
  return {
    turnsDone,
    turnsMillis,
    recentMillis: recentMillis === null ? [] : (JSON.parse(recentMillis) as number[]),
    ...(scheme.size && head ? { size: scheme.size(JSON.parse(metadata), head.size) } : {}),
  };
}

/** Writes what a rule made of a participant. */
export async function writeEntry(
  transaction: CeremonyTransaction,
  row: ParticipantRow,
  member: QueueMember,
): Promise<ParticipantRow> {
  // A caller's entry has its number and the roster's times beside what the row keeps.
  const { from: _from, until: _until, id: _id, ...columns } = { id: 0, ...member };
  const after = await updateParticipant(transaction.trx, row, columns);
  if (!after) throw new LostUpdate(`participant ${row.id}`);
  return after;
}
