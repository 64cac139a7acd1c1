/** Places in the queues, and about when somebody's turn comes. */
import { aboutWhen, type EstimateBasis, estimate } from '@brebaje/ceremony/estimate';
import { isPresent } from '@brebaje/ceremony/presence';
import { byOrder } from '@brebaje/ceremony/queue-order';
import { isRunning } from '@brebaje/ceremony/reservation';
import type { TurnStatistics } from '@brebaje/ceremony/turn-allowance';
import type { estimateSchema, placeSchema } from '@brebaje/protocol/rest/turns';
import type { z } from 'zod';
import { toSeconds } from '../rest/seconds.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { policyOf } from '../sequencer/rows.ts';
import { findCircuit } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import { findParticipant } from '../store/participants.ts';
import type { CeremonyRow, CircuitRow, ParticipantRow, TurnRow } from '../store/schema.ts';
import { openTurnOfCircuit } from '../store/turns.ts';
import { countAhead, plannedReservations } from './candidates.ts';
import { queueEntryOf, statisticsOf } from './rows.ts';

/** What estimates for one circuit are made from, read once for a whole page of people. */
export interface Outlook {
  ceremony: CeremonyRow;
  circuit: CircuitRow;
  turn: TurnRow | undefined;
  statistics: TurnStatistics;
}

export async function outlookOf(
  ctx: ServerContext,
  db: Db,
  ceremony: CeremonyRow,
  circuit: CircuitRow,
): Promise<Outlook> {
  const turn = await openTurnOfCircuit(db, circuit.id);
  return { ceremony, circuit, turn, statistics: await statisticsOf(ctx, db, ceremony, circuit) };
}

/** About when the turn of a place comes; absent when nothing can be said, or the circuit takes nobody. */
export function estimateAt(
  { ceremony, circuit, turn, statistics }: Outlook,
  place: number,
  now: number,
): { estimate?: z.input<typeof estimateSchema> } {
  if (circuit.haltedAt !== null || ceremony.status === 'PAUSED') return {};
  const turnSince = turn ? (turn.startedAt ?? turn.openedAt) : null;
  const told = estimate(policyOf(ceremony), { position: place, turnSince, statistics }, now);
  if (told.waitMillis === null || told.at === null) return {};
  const about = told.waitMillis === 0 ? 'now' : aboutWhen(told.waitMillis);
  return {
    estimate: {
      seconds: Math.ceil(told.waitMillis / 1000),
      at: toSeconds(told.at),
      about,
      basis: basisText(told.basis),
    },
  };
}

/** What an estimate is made from, in words. */
export function basisText(basis: EstimateBasis): string {
  switch (basis.kind) {
    case 'MEASURED':
      return `half of the latest ${basis.samples} turns took less than ${aboutWhen(basis.medianMillis).slice(6)}`;
    case 'LIMIT':
      return `at most: everybody before takes the whole limit of ${aboutWhen(basis.limitMillis).slice(6)}`;
    default:
      return 'the slot is free';
  }
}

/** Somebody's place in the queue in which they wait; undefined when they wait in none. */
export async function placeOf(
  ctx: ServerContext,
  db: Db,
  ceremony: CeremonyRow,
  row: ParticipantRow,
): Promise<z.input<typeof placeSchema> | undefined> {
  if (row.status !== 'WAITING' || row.circuitId === null) return undefined;
  const circuit = await findCircuit(db, row.circuitId);
  if (!circuit) return undefined;
  const now = ctx.clock.now();
  const place = await placeNumber(db, row, now);
  return {
    place,
    ahead: place - 1,
    present: isPresent(queueEntryOf(row), now),
    ...(row.presentUntil === null ? {} : { presentUntil: toSeconds(row.presentUntil) }),
    ...estimateAt(await outlookOf(ctx, db, ceremony, circuit), place, now),
  };
}

/** 1 for the next: who stands before them, present or not, and a reservation whose time is now. */
export async function placeNumber(db: Db, row: ParticipantRow, now: number): Promise<number> {
  if (row.circuitId === null) return 0;
  const running = (await plannedReservations(db, row.circuitId)).find((each) => isRunning(each, now));
  if (running?.participantId === row.id) return 1;
  const ahead = await countAhead(db, row);
  const reserved = running && (await findParticipant(db, running.participantId));
  if (reserved?.status !== 'WAITING' || reserved.circuitId !== row.circuitId) return ahead + 1;
  const counted = byOrder(queueEntryOf(reserved), queueEntryOf(row)) < 0;
  return counted ? ahead + 1 : ahead + 2;
}
