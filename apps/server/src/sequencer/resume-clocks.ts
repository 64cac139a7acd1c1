import { resumeTurn } from '@brebaje/ceremony/clock';
import { FOREVER } from '@brebaje/ceremony/lobby-types';
import { checkInBounds, MAX_WAIT } from '@brebaje/ceremony/policy';
import { turnAllowance } from '@brebaje/ceremony/turn-allowance';
import { sql } from 'kysely';

import { resumeQueues } from '../queue/resume-queue.ts';
import { findCircuit } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import { findParticipant } from '../store/participants.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { openTurns, updateTurn } from '../store/turns.ts';
import { LostUpdate } from './ceremony-transaction.ts';
import { pastPoliciesOf, policyFor, policyOf, turnOf } from './rows.ts';

/** Time in which a ceremony's people could not be heard: downtime, a stepped clock, a pause. */
export interface Gap {
  /** Negative: the clock was stepped back. */
  millis: number;
  /** The last moment before it. */
  since: number;
  now: number;
  /** The process was started anew: no request is held any more. */
  restarted: boolean;
}

/**
 * Gives everybody in the lobby a fresh interval and moves the open turn's deadline: `resumeMember` and
 * `resumeTurn` of the rules, for a whole lobby in one statement.
 */
export async function resumeClocks(trx: Db, ceremony: CeremonyRow, gap: Gap): Promise<void> {
  const policy = policyOf(ceremony);
  if (policy.discipline === 'QUEUE') return resumeQueues(trx, ceremony, gap);
  const back = Math.min(gap.millis, 0);
  // Some came under another interval: nobody gets less than was promised.
  const policies = [policy, ...pastPoliciesOf(ceremony).map((past) => past.policy)];
  const due = gap.now + Math.max(...policies.map((each) => checkInBounds(each).upper));
  await trx
    .updateTable('participant')
    .set(({ eb }) => ({
      checkInDueAt: gap.restarted
        ? due
        : sql<number>`case when "heldSince" is null then ${sql.lit(due)} else ${sql.lit(due + MAX_WAIT)} end`,
      ...(back === 0
        ? {}
        : {
            enteredAt: eb('enteredAt', '+', back),
            checkedInAt: eb('checkedInAt', '+', back),
            waitsSince: eb('waitsSince', '+', back),
          }),
      ...(gap.restarted ? { heldSince: null } : { heldSince: eb('heldSince', '+', back) }),
    }))
    .where('ceremonyId', '=', ceremony.id)
    .where('status', '=', 'WAITING')
    .where('checkInDueAt', 'is not', null)
    .execute();
  if (back !== 0) {
    await trx
      .updateTable('participant')
      .set(({ eb }) => ({ barredUntil: eb('barredUntil', '+', back) }))
      .where('ceremonyId', '=', ceremony.id)
      .where('barredUntil', '<', FOREVER)
      .execute();
  }
  for (const row of await openTurns(trx, ceremony.id)) {
    const circuit = await findCircuit(trx, row.circuitId);
    const statistics = circuit && { turnsDone: circuit.turnsDone, turnsMillis: circuit.turnsMillis };
    const holder = await findParticipant(trx, row.participantId);
    const allowance = turnAllowance(policyFor({ ceremony, now: gap.now }, holder), statistics);
    const turn = resumeTurn(turnOf(row), gap.millis, gap.since, allowance, gap.now);
    if (!(await updateTurn(trx, row, turn))) throw new LostUpdate(`turn ${row.id}`);
  }
}
