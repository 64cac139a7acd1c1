/** Free slots and whom they are offered to. */
import { selects } from '@brebaje/ceremony/gate';
import { offer } from '@brebaje/ceremony/queue';
import { nextOffer } from '@brebaje/ceremony/queue-order';
import type { QueueTurn } from '@brebaje/ceremony/queue-types';
import { type CeremonyTransaction, inCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { openTurn } from '../sequencer/hand-out.ts';
import { policyFor } from '../sequencer/rows.ts';
import { circuitsOf } from '../store/circuits.ts';
import type { CircuitRow } from '../store/schema.ts';
import { openTurnOfCircuit } from '../store/turns.ts';
import { candidatesFor, plannedReservations } from './candidates.ts';
import { writeEntry } from './rows.ts';
import { wake } from './wake.ts';

/**
 * Offers every free slot of the ceremony to whoever is next. Part of any transaction that may have freed a
 * slot or made somebody next; it changes nothing when there is nothing to offer.
 */
export async function offerFree(ctx: ServerContext, transaction: CeremonyTransaction): Promise<void> {
  const { trx, policy, gate, ceremony } = transaction;
  if (policy.discipline !== 'QUEUE' || !selects(policy, gate) || ctx.disk.short()) return;
  for (const circuit of await circuitsOf(trx, ceremony.id)) await offerSlot(ctx, transaction, circuit);
}

/** The same in a transaction of its own, for what has happened elsewhere. */
export function offerNext(ctx: ServerContext, ceremonyId: number): Promise<void> {
  return inCeremony(ctx, ceremonyId, (transaction) => offerFree(ctx, transaction));
}

async function offerSlot(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  circuit: CircuitRow,
): Promise<void> {
  const { trx, policy, gate, now } = transaction;
  if (circuit.haltedAt !== null || (await openTurnOfCircuit(trx, circuit.id))) return;
  const reservations = await plannedReservations(trx, circuit.id);
  const candidates = await candidatesFor(trx, policy, circuit.id, reservations, now);
  const { entry, reservation } = nextOffer(policy, gate, circuit, candidates, reservations, now);
  if (!entry) return;
  const { row, yields: _, ...member } = entry;
  const offered = offer(policyFor(transaction, row), member, reservation, now);
  await writeEntry(transaction, row, offered.member);
  const turn = await openTurn(ctx, transaction, circuit, row.id, offered.turn satisfies QueueTurn);
  transaction.emit(offered.events, { participant: row.id, circuit: circuit.id, turn });
  wake(ctx, transaction, row.id);
}

/** Whether an offer may be due: asked each second, without a transaction. */
export async function mayOffer(ctx: ServerContext, ceremonyId: number, now: number): Promise<boolean> {
  const free = await ctx.store.db
    .selectFrom('circuit')
    .select('circuit.id')
    .where('circuit.ceremonyId', '=', ceremonyId)
    .where('circuit.haltedAt', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('turn')
            .select('turn.id')
            .whereRef('turn.circuitId', '=', 'circuit.id')
            .where('turn.phase', '<>', 'CLOSED'),
        ),
      ),
    )
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('participant')
          .select('participant.id')
          .whereRef('participant.circuitId', '=', 'circuit.id')
          .where('participant.status', '=', 'WAITING')
          .where('participant.presentUntil', '>=', now),
      ),
    )
    .executeTakeFirst();
  return free !== undefined;
}
