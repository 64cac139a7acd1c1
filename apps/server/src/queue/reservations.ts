/** Turns that coordinators promise, each announced in the public log. */
import { cancelReservation, reserve } from '@brebaje/ceremony/reservation';
import type { Acting } from '../ceremonies/acting.ts';
import { told } from '../ceremonies/acting.ts';
import { Problem } from '../rest/problem.ts';
import { requireVersion } from '../rest/row-version.ts';
import { type CeremonyTransaction, inCeremony, LostUpdate } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { findCircuit } from '../store/circuits.ts';
import { findParticipant } from '../store/participants.ts';
import type { ReservationRow } from '../store/schema.ts';
import { plannedReservations } from './candidates.ts';
import { offerFree } from './offers.ts';
import { findReservation, insertReservation, updateReservation } from './reservation-rows.ts';
import { reservationOf } from './rows.ts';

/** What a reservation says; times and limits in milliseconds. */
export interface Promised {
  participantId: number;
  circuitId: number;
  from: number;
  until: number;
  limitMillis: number | null;
  note: string | null;
}

/** Throws CONFLICT when it does not fit another one or the participant, NOT_FOUND for what is not there. */
export function createReservation(
  ctx: ServerContext,
  ceremonyId: number,
  promised: Promised,
  acting: Acting,
): Promise<ReservationRow> {
  return inCeremony(ctx, ceremonyId, async (transaction) => {
    const { trx, policy, now } = transaction;
    if (policy.discipline !== 'QUEUE')
      throw new Problem('CONFLICT', 'A lobby has no order, so no turn in it can be reserved.');
    const circuit = await findCircuit(trx, promised.circuitId);
    const participant = await findParticipant(trx, promised.participantId);
    if (circuit?.ceremonyId !== ceremonyId || participant?.ceremonyId !== ceremonyId)
      throw new Problem('NOT_FOUND', 'The ceremony has no such participant or circuit.');
    await announce(transaction, { ...promised, id: 0 }, acting);
    const row = await insertReservation(trx, { ...promised, ceremonyId, state: 'PLANNED', createdAt: now });
    await offerFree(ctx, transaction);
    return row;
  });
}

/** Moves a reservation that is not over. Throws CONFLICT, VERSION_MISMATCH. */
export function changeReservation(
  ctx: ServerContext,
  before: ReservationRow,
  changes: Partial<Pick<Promised, 'from' | 'until' | 'limitMillis' | 'note'>>,
  ifMatch: number | undefined,
  acting: Acting,
): Promise<ReservationRow> {
  return inCeremony(ctx, before.ceremonyId, async (transaction) => {
    const row = await load(transaction, before.id);
    requireVersion(row, ifMatch);
    if (row.state !== 'PLANNED') throw new Problem('CONFLICT', `It is ${row.state} already.`);
    await announce(transaction, { ...row, ...changes }, acting);
    const after = await updateReservation(transaction.trx, row, changes);
    if (!after) throw new LostUpdate(`reservation ${row.id}`);
    await offerFree(ctx, transaction);
    return after;
  });
}

/** Takes a promise back. Throws CONFLICT when it was used or is over. */
export function giveUpReservation(
  ctx: ServerContext,
  before: ReservationRow,
  acting: Acting,
): Promise<ReservationRow> {
  return inCeremony(ctx, before.ceremonyId, async (transaction) => {
    const row = await load(transaction, before.id);
    const canceled = cancelReservation(reservationOf(row), acting.reason ?? '');
    if ('refusal' in canceled) throw new Problem('CONFLICT', `It is ${row.state} already.`);
    const { state } = canceled.reservation;
    const after = await updateReservation(transaction.trx, row, { state });
    if (!after) throw new LostUpdate(`reservation ${row.id}`);
    tell(transaction, row, canceled.events, acting);
    await offerFree(ctx, transaction);
    return after;
  });
}

async function announce(
  transaction: CeremonyTransaction,
  { id, participantId, circuitId, from, until, limitMillis, note }: Promised & { id: number },
  acting: Acting,
): Promise<void> {
  const { trx, now } = transaction;
  const others = await plannedReservations(trx, circuitId);
  const wanted = { id, participantId, circuitId, from, until, limitMillis, state: 'PLANNED' as const };
  const made = reserve(wanted, others, note ?? acting.reason ?? '', now);
  if ('refusal' in made)
    throw new Problem(
      'CONFLICT',
      'It must end after it begins and after now, and overlap no other of the circuit.',
    );
  tell(transaction, { participantId, circuitId }, made.events, acting);
}

function tell(
  transaction: CeremonyTransaction,
  { participantId, circuitId }: Pick<Promised, 'participantId' | 'circuitId'>,
  events: Parameters<CeremonyTransaction['emit']>[0],
  acting: Acting,
): void {
  const by = told(acting);
  transaction.emit(
    events.map((event) => ({ ...event, data: { ...event.data, ...by } })),
    { participant: participantId, circuit: circuitId },
  );
}

async function load({ trx }: CeremonyTransaction, id: number): Promise<ReservationRow> {
  const row = await findReservation(trx, id);
  if (!row) throw new Problem('NOT_FOUND');
  return row;
}
