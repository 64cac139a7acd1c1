/** What people do in the queues: joining, taking a turn, giving it back. Each runs in a transaction of its ceremony. */

import { leave, seen } from '@brebaje/ceremony/presence';
import { confirmReady, decline, joinQueue as joinRule, startWork } from '@brebaje/ceremony/queue';
import type { QueueEntry } from '@brebaje/ceremony/queue-types';
import { useReservation } from '@brebaje/ceremony/reservation';
import { unrefused } from '../rest/problem.ts';
import type { CeremonyTransaction } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { policyFor } from '../sequencer/rows.ts';
import { circuitsOf, findCircuit } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import { findParticipant } from '../store/participants.ts';
import type { ParticipantRow, TurnRow } from '../store/schema.ts';
import { isOpen } from '../store/turns.ts';
import { openUploadOf } from '../uploads/rows.ts';
import { applyChange } from './apply.ts';
import { offerFree } from './offers.ts';
import { findReservation, setReservationState } from './reservation-rows.ts';
import { inLine, queueEntryOf, queueTurnOf, reservationOf, statisticsOf, writeEntry } from './rows.ts';

/** A participant's open turn. */
export function openTurnOf(db: Db, participantId: number): Promise<TurnRow | undefined> {
  return db
    .selectFrom('turn')
    .selectAll()
    .where('participantId', '=', participantId)
    .where(isOpen)
    .executeTakeFirst();
}

/**
 * Puts somebody into the queue of the first circuit; whoever waits already counts as present again. A free
 * slot is offered at once. Throws a Problem when the rule refuses.
 */
export async function joinQueue(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  row: ParticipantRow,
  who: 'participant' | 'server' = 'participant',
): Promise<ParticipantRow> {
  const { trx, policy, gate, ceremony, now } = transaction;
  const circuits = (await circuitsOf(trx, ceremony.id)).map(inLine);
  const facts = { inQueue: ceremony.waiting, who };
  const joined = unrefused(joinRule(policy, gate, queueEntryOf(row), circuits, facts, now));
  return applied(ctx, transaction, row, undefined, joined);
}

/** The person shows that they are there, and may be next for a free slot; or says that they go away. */
export async function sayPresent(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  row: ParticipantRow,
  sign: 'ACTION' | 'ANSWER' | 'LEAVING',
): Promise<ParticipantRow> {
  const { policy, now, trx } = transaction;
  const entry = queueEntryOf(row);
  const member = sign === 'LEAVING' ? leave(entry) : seen(policy, entry, sign, now);
  const after = await writeEntry(transaction, row, member);
  await offerFree(ctx, transaction);
  return (await findParticipant(trx, row.id)) ?? after;
}

/**
 * "READY": confirms an offer, or takes the free slot when the person is next for it. Throws NOT_SELECTED
 * otherwise.
 */
export async function confirmOffer(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  row: ParticipantRow,
): Promise<ParticipantRow> {
  const now = row.status === 'WAITING' ? await sayPresent(ctx, transaction, row, 'ACTION') : row;
  const confirmed = unrefused(confirmReady(policyFor(transaction, now), queueEntryOf(now), transaction.now));
  return applied(ctx, transaction, now, undefined, confirmed);
}

/** "Not now": the turn passes on, the place is kept. Throws NOT_YOUR_TURN when there is no offer. */
export async function declineOffer(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  row: ParticipantRow,
): Promise<ParticipantRow> {
  const { gate, now, trx } = transaction;
  const turn = await openTurnOf(trx, row.id);
  const open = turn ? queueTurnOf(turn) : null;
  return applied(ctx, transaction, row, turn, unrefused(decline(gate, queueEntryOf(row), open, now)));
}

/** Starts the work on an offer: the limit is fixed and its clock runs. Throws a Problem when refused. */
export async function startTurn(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  row: ParticipantRow,
): Promise<ParticipantRow> {
  const { trx, gate, ceremony, now } = transaction;
  const turn = await openTurnOf(trx, row.id);
  const circuit = turn && (await findCircuit(trx, turn.circuitId));
  const promise = turn?.reservationId == null ? undefined : await findReservation(trx, turn.reservationId);
  const reserved = promise ? reservationOf(promise) : null;
  const facts = {
    reservation: reserved,
    halted: circuit?.haltedAt != null,
    ...(circuit ? { statistics: await statisticsOf(ctx, trx, ceremony, circuit) } : {}),
  };
  const open = turn ? queueTurnOf(turn) : null;
  const started = unrefused(
    startWork(policyFor(transaction, row), gate, queueEntryOf(row), open, facts, now),
  );
  if (reserved) await setReservationState(trx, reserved.id, useReservation(reserved).state);
  return applied(ctx, transaction, row, turn, started);
}

/** What the server has seen of an upload: a step is believed only so far. */
export async function stepFacts(
  db: Db,
  turn: TurnRow | undefined,
): Promise<{ uploadBegun: boolean; uploadComplete: boolean }> {
  if (!turn) return { uploadBegun: false, uploadComplete: false };
  const uploadComplete = turn.phase === 'VERIFYING';
  return { uploadBegun: uploadComplete || (await openUploadOf(db, turn.id)) !== undefined, uploadComplete };
}

/** The row after a change, which an offer in the same transaction may have changed once more. */
async function applied(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  participant: ParticipantRow,
  turn: TurnRow | undefined,
  change: Parameters<typeof applyChange>[3] & { member: QueueEntry },
): Promise<ParticipantRow> {
  const after = await applyChange(ctx, transaction, { participant, turn }, change);
  return (await findParticipant(transaction.trx, participant.id)) ?? after;
}
