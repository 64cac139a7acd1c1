/** Taking somebody out of a ceremony, and back in. What was accepted stays: such people are only hidden. */

import { FOREVER } from '@brebaje/ceremony/lobby-types';
import { remove } from '@brebaje/ceremony/overrides';
import type { Policy } from '@brebaje/ceremony/policy';
import { nextCircuit } from '@brebaje/ceremony/queue';
import { cancelReservation } from '@brebaje/ceremony/reservation';
import { lostWork } from '@brebaje/ceremony/returning';
import { hasContributed } from '@brebaje/ceremony/session';
import { enroll, transition } from '@brebaje/ceremony/transitions';
import { sql } from 'kysely';
import { setReservationState } from '../queue/reservation-rows.ts';
import { inLine, queueEntryOf, reservationOf } from '../queue/rows.ts';
import { Problem, unrefused } from '../rest/problem.ts';
import type { CeremonyTransaction } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { policyFor } from '../sequencer/rows.ts';
import { circuitsOf } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import { updateParticipant } from '../store/participants.ts';
import type { ParticipantRow } from '../store/schema.ts';
import { eraseProfile } from './profile.ts';
import { applyTo, onParticipant, standingOf } from './standing.ts';

export interface Removing {
  who: 'participant' | 'coordinator' | 'operator';
  /** Number of the user. */
  by: number;
  reason: string;
}

/** Whether somebody was taken out, in distinction to hidden. */
export function isRemoved({ archivedAt, cause }: Pick<ParticipantRow, 'archivedAt' | 'cause'>): boolean {
  return archivedAt !== null && cause === 'REMOVED';
}

/**
 * Takes a participant out of every queue and frees an open turn. By themselves: they may come back. By a
 * coordinator: only a coordinator lets them back. What they told about themselves is erased.
 * @throws Problem HISTORY_IS_KEPT when a contribution of theirs was accepted
 */
export function removeParticipant(
  ctx: ServerContext,
  participant: ParticipantRow,
  { who, by, reason }: Removing,
): Promise<void> {
  return onParticipant(ctx, participant, async (standing) => {
    const { transaction, row, member, openTurn, policy } = standing;
    const { trx, now } = transaction;
    if (hasContributed(member) || member.circuitsDone > 0 || (await hasContribution(trx, row.id)))
      throw new Problem('HISTORY_IS_KEPT');
    if (isRemoved(row)) return;
    const removed = unrefused(
      remove(policy, member, openTurn, reason, who, now),
      'The contribution is being verified: wait for the verdict, or end the turn first.',
    );
    const events = removed.events.map((event) =>
      event.type === 'participant.removed' && who !== 'participant'
        ? { ...event, data: { ...event.data, by } }
        : event,
    );
    await eraseProfile(trx, row.id);
    await giveUpPromises(transaction, row.id, { who, by, reason });
    await applyTo(ctx, standing, { ...removed, events });
    if (who === 'participant' && (await leavesNothing(trx, row))) {
      await trx.deleteFrom('participant').where('id', '=', row.id).execute();
      return;
    }
    await hide(trx, row.id, { barred: who !== 'participant', now });
  });
}

/** Turns that were promised to them are announced no longer. */
async function giveUpPromises(
  { trx, emit }: CeremonyTransaction,
  participantId: number,
  { who, by, reason }: Removing,
): Promise<void> {
  const promised = await trx
    .selectFrom('reservation')
    .selectAll()
    .where('participantId', '=', participantId)
    .where('state', '=', 'PLANNED')
    .execute();
  for (const row of promised) {
    const canceled = cancelReservation(reservationOf(row), reason);
    if ('refusal' in canceled) continue;
    await setReservationState(trx, row.id, canceled.reservation.state);
    const told = who === 'participant' ? { who } : { who, by };
    emit(
      canceled.events.map((event) => ({ ...event, data: { ...event.data, ...told } })),
      { participant: participantId, circuit: row.circuitId },
    );
  }
}

/** An older transcript's contributor may have a contribution without the status of one who contributed here. */
async function hasContribution(trx: Db, participantId: number): Promise<boolean> {
  const found = await trx
    .selectFrom('contribution')
    .select('id')
    .where('participantId', '=', participantId)
    .executeTakeFirst();
  return found !== undefined;
}

/** Nobody will miss the row of somebody who registered and never came. */
async function leavesNothing(trx: Db, row: ParticipantRow): Promise<boolean> {
  if (row.status !== 'CREATED' || row.enteredAt !== null || row.barredUntil !== null) return false;
  for (const table of ['turn', 'reservation', 'infraction'] as const) {
    const found = await trx
      .selectFrom(table)
      .select(sql<number>`1`.as('one'))
      .where('participantId', '=', row.id)
      .executeTakeFirst();
    if (found) return false;
  }
  return true;
}

async function hide(trx: Db, id: number, { barred, now }: { barred: boolean; now: number }): Promise<void> {
  await trx
    .updateTable('participant')
    .set(({ eb }) => ({
      archivedAt: now,
      cause: 'REMOVED',
      version: eb('version', '+', 1),
      ...(barred ? { barredUntil: FOREVER } : {}),
    }))
    .where('id', '=', id)
    .execute();
}

/**
 * Lets somebody who was taken out come back: at the end of the first queue, or in a lobby with their next
 * check-in. Whom a coordinator took out only a coordinator lets back.
 */
export async function restore(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  row: ParticipantRow,
  { coordinates, by }: { coordinates: boolean; by: number },
): Promise<ParticipantRow> {
  const { trx, now, ceremony } = transaction;
  const policy = policyFor(transaction, row);
  if (!coordinates) refuseBarred(policy, row, now);
  // Of somebody who left a lobby the next check-in asks when the one before was.
  const cause = policy.discipline === 'LOBBY' && row.status === 'TIMEDOUT' && !coordinates ? row.cause : null;
  const back = await updateParticipant(trx, row, { archivedAt: null, cause, barredUntil: null });
  if (!back) throw new Problem('CHANGED_MEANWHILE');
  if (coordinates)
    transaction.emit(
      [
        {
          type: 'coordinator.override',
          data: { override: 'readmit', reason: 'enrolled again', cause: 'REMOVED', who: 'coordinator', by },
        },
      ],
      { participant: row.id },
    );
  if (back.status === 'CREATED') {
    const { event } = enroll(coordinates ? 'coordinator' : 'participant');
    const told = coordinates ? { ...event.data, by } : event.data;
    transaction.emit([{ ...event, data: told }], { participant: row.id });
  }
  const first = nextCircuit((await circuitsOf(trx, ceremony.id)).map(inLine));
  if (policy.discipline !== 'QUEUE' || back.status === 'CREATED' || !first) return back;
  const entry = queueEntryOf(back);
  const moved = transition(
    entry,
    'WAITING',
    'server',
    { cause: null, ...lostWork(entry) },
    { cause: 'REMOVED' },
  );
  const member = { ...moved.member, circuitId: first.id, queuedAt: now };
  return applyTo(
    ctx,
    { ...standingOf(transaction, back, undefined), member },
    { member, events: [moved.event] },
  );
}

/** Leaving is no way around what a lost turn costs. */
function refuseBarred(policy: Policy, { barredUntil, attempts }: ParticipantRow, now: number): void {
  if (barredUntil !== null && barredUntil > now)
    throw new Problem(
      'BARRED',
      barredUntil === FOREVER
        ? 'A coordinator took you out of this ceremony, or you lost the turns that there were.'
        : 'You left in the middle of a turn: its penalty runs.',
    );
  if (policy.discipline === 'QUEUE' && attempts > 0 && !policy.returnAfterPenalty)
    throw new Problem('BARRED', 'Whoever lost a turn does not come back to this ceremony.');
}
