import { seen } from '@brebaje/ceremony/presence';
import { nextOffer } from '@brebaje/ceremony/queue-order';
import { candidatesFor, plannedReservations } from '../queue/candidates.ts';
import { queueEntryOf } from '../queue/rows.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { findCircuit } from '../store/circuits.ts';
import { openTurnOfCircuit } from '../store/turns.ts';
import type { Standing } from './standing.ts';

/** Whether the free slot would go to this person if they said now that they are there. */
export async function isNext(ctx: ServerContext, { transaction, row }: Standing): Promise<boolean> {
  const { trx, policy, gate, now } = transaction;
  if (policy.discipline !== 'QUEUE' || row.status !== 'WAITING' || row.circuitId === null) return false;
  const circuit = await findCircuit(trx, row.circuitId);
  if (!circuit || ctx.disk.short() || (await openTurnOfCircuit(trx, circuit.id))) return false;
  const expected = await trx
    .selectFrom('invitation')
    .select(['from', 'until'])
    .where('id', '=', row.invitationId ?? 0)
    .executeTakeFirst();
  const reservations = await plannedReservations(trx, circuit.id);
  const others = await candidatesFor(trx, policy, circuit.id, reservations, now);
  const there = { ...seen(policy, queueEntryOf(row, expected), 'ACTION', now), row };
  const candidates = [...others.filter(({ id }) => id !== row.id), there];
  return nextOffer(policy, gate, circuit, candidates, reservations, now).entry?.id === row.id;
}
