/** Clocks of the queues after time in which nobody could be heard: downtime, a stepped clock, a pause, a halt. */
import { FOREVER } from '@brebaje/ceremony/lobby-types';
import { ANSWER_COUNTS } from '@brebaje/ceremony/presence';
import { resumeReservation } from '@brebaje/ceremony/reservation';
import { resumeQueueTurn, standstill } from '@brebaje/ceremony/work-clock';
import { LostUpdate } from '../sequencer/ceremony-transaction.ts';
import type { Gap } from '../sequencer/resume-clocks.ts';
import { policyOf } from '../sequencer/rows.ts';
import { circuitsOf, updateCircuit } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { openTurnOfCircuit, updateTurn } from '../store/turns.ts';
import { plannedReservations } from './candidates.ts';
import { setReservationUntil } from './reservation-rows.ts';
import { queueTurnOf } from './rows.ts';

/**
 * Moves what runs in the queues of one ceremony over a gap: `resumeEntry` and `resumeQueueTurn` of the rules,
 * for everybody in one statement. A chain that is halted meanwhile gets its time when it goes on.
 */
export async function resumeQueues(trx: Db, ceremony: CeremonyRow, gap: Gap): Promise<void> {
  await moveEntries(trx, ceremony.id, gap);
  const policy = policyOf(ceremony);
  for (const circuit of await circuitsOf(trx, ceremony.id)) {
    const back = gap.millis < 0;
    if (back && circuit.haltedAt !== null)
      await updateCircuit(trx, circuit, { haltedAt: circuit.haltedAt + gap.millis });
    const millis = back ? gap.millis : standstill(gap.since, circuit.haltedAt, gap.now);
    const row = await openTurnOfCircuit(trx, circuit.id);
    if (row && millis !== 0) {
      const turn = resumeQueueTurn(policy, queueTurnOf(row), millis, gap.since, gap.now);
      if (!(await updateTurn(trx, row, turn))) throw new LostUpdate(`turn ${row.id}`);
    }
    for (const { row: planned, ...reservation } of await plannedReservations(trx, circuit.id)) {
      const { until } = resumeReservation(reservation, gap.since, gap.now);
      if (until !== reservation.until) await setReservationUntil(trx, planned.id, until);
    }
  }
}

/** Whoever was present still is; the order of the queue and running penalties follow a step back. */
async function moveEntries(trx: Db, ceremonyId: number, { millis, since }: Gap): Promise<void> {
  const before = millis > 0 ? since + ANSWER_COUNTS : Number.MAX_SAFE_INTEGER;
  await trx
    .updateTable('participant')
    .set(({ eb }) => ({ presentUntil: eb('presentUntil', '+', millis) }))
    .where('ceremonyId', '=', ceremonyId)
    .where('presentUntil', '<=', before)
    .execute();
  if (millis >= 0) return;
  await trx
    .updateTable('participant')
    .set(({ eb }) => ({ queuedAt: eb('queuedAt', '+', millis), enteredAt: eb('enteredAt', '+', millis) }))
    .where('ceremonyId', '=', ceremonyId)
    .where('status', 'in', ['WAITING', 'READY', 'CONTRIBUTING'])
    .execute();
  await trx
    .updateTable('participant')
    .set(({ eb }) => ({ barredUntil: eb('barredUntil', '+', millis) }))
    .where('ceremonyId', '=', ceremonyId)
    .where('barredUntil', '<', FOREVER)
    .execute();
}
