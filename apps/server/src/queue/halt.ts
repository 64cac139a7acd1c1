/** One chain that takes nobody: by our faults in a row, or because somebody says so. */
import { haltChain, resumeChain } from '@brebaje/ceremony/faults';
import { resumeQueueTurn, standstill } from '@brebaje/ceremony/work-clock';
import { Problem } from '../rest/problem.ts';
import {
  type CeremonyTransaction,
  inCeremony,
  LostUpdate,
  writeCircuit,
  writeTurn,
} from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { queueVerification, verdictOf } from '../sequencer/verification-jobs.ts';
import { findCircuit } from '../store/circuits.ts';
import type { CircuitRow } from '../store/schema.ts';
import { openTurnOfCircuit } from '../store/turns.ts';
import { offerFree } from './offers.ts';
import { healthOf, queueTurnOf } from './rows.ts';

interface Command {
  reason: string;
  who: 'coordinator' | 'operator';
}

/** Halts a chain. An open turn stands still. Throws CONFLICT when it is halted already. */
export function haltCircuit(
  ctx: ServerContext,
  circuit: CircuitRow,
  { reason, who }: Command,
): Promise<CircuitRow> {
  return inCeremony(ctx, circuit.ceremonyId, async (transaction) => {
    const row = await load(transaction, circuit.id);
    if (row.haltedAt !== null) throw new Problem('CONFLICT', 'The circuit is halted already.');
    const halted = haltChain(healthOf(row), reason, transaction.now);
    await writeCircuit(transaction, row, halted.health);
    transaction.emit(
      halted.events.map((event) => ({ ...event, data: { ...event.data, who } })),
      { circuit: row.id },
    );
    return load(transaction, row.id);
  });
}

/**
 * Lets a halted chain go on: the open turn has the time it had left, what was received and could not be
 * verified is verified again, and a free slot is offered. Throws CONFLICT when it is not halted.
 */
export function resumeCircuit(
  ctx: ServerContext,
  circuit: CircuitRow,
  { reason, who }: Command,
): Promise<CircuitRow> {
  return inCeremony(ctx, circuit.ceremonyId, async (transaction) => {
    const { policy, ceremony } = transaction;
    const row = await load(transaction, circuit.id);
    if (row.haltedAt === null) throw new Problem('CONFLICT', 'The circuit is not halted.');
    const { health, events } = resumeChain(healthOf(row), reason, who);
    await writeCircuit(transaction, row, health);
    transaction.emit(events, { circuit: row.id });
    if (policy.discipline === 'QUEUE') await resumeTurn(ctx, transaction, row, row.haltedAt);
    else transaction.afterCommit(() => ctx.slotFreed(ceremony.id));
    await offerFree(ctx, transaction);
    return load(transaction, row.id);
  });
}

async function resumeTurn(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  circuit: CircuitRow,
  since: number,
): Promise<void> {
  const { trx, policy, ceremony, now } = transaction;
  const row = await openTurnOfCircuit(trx, circuit.id);
  if (!row) return;
  const millis = standstill(since, ceremony.pausedAt, now);
  await writeTurn(transaction, row, resumeQueueTurn(policy, queueTurnOf(row), millis, since, now));
  if (row.phase !== 'VERIFYING') return;
  const pending = await trx
    .selectFrom('job')
    .select('id')
    .where('kind', '=', 'verify')
    .where('subject', 'like', `turn/${row.id}/%`)
    .where('state', 'in', ['QUEUED', 'RUNNING'])
    .executeTakeFirst();
  // A check that is running still was not what the chain was halted for.
  if (pending) return;
  const lease = await queueVerification(ctx, transaction, row);
  transaction.afterCommit(() => {
    verdictOf(ctx, row.id, lease).catch((error: unknown) => {
      if (!ctx.stopping.aborted) ctx.log.error({ err: error, turn: row.id }, 'verification failed');
    });
  });
}

async function load({ trx }: CeremonyTransaction, id: number): Promise<CircuitRow> {
  const row = await findCircuit(trx, id);
  if (!row) throw new LostUpdate(`circuit ${id}`);
  return row;
}
