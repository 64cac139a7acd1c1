/** A participant's rows under the lock of their ceremony, and writing what a rule made of them. */
import type { AuditEvent } from '@brebaje/ceremony/lobby-types';
import type { Policy } from '@brebaje/ceremony/policy';
import type { QueueEntry, QueueTurn } from '@brebaje/ceremony/queue-types';
import { applyChange } from '../queue/apply.ts';
import { queueEntryOf, queueTurnOf, writeEntry } from '../queue/rows.ts';
import { openTurnOf } from '../queue/steps.ts';
import { Problem } from '../rest/problem.ts';
import { type CeremonyTransaction, inCeremony, writeTurn } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { forgetBlobs } from '../sequencer/forget-blobs.ts';
import { findParticipant } from '../sequencer/load.ts';
import { policyFor } from '../sequencer/rows.ts';
import { dropVerification } from '../sequencer/verification-jobs.ts';
import type { ParticipantRow, TurnRow } from '../store/schema.ts';

/** Where somebody stands, as rows and as the rules see them. */
export interface Standing {
  transaction: CeremonyTransaction;
  row: ParticipantRow;
  turn: TurnRow | undefined;
  member: QueueEntry;
  openTurn: QueueTurn | null;
  /** The rules that they came under. */
  policy: Policy;
}

/** Runs `work` on a participant in a transaction of their ceremony. */
export async function onParticipant<T>(
  ctx: ServerContext,
  { id, ceremonyId }: Pick<ParticipantRow, 'id' | 'ceremonyId'>,
  work: (standing: Standing) => Promise<T>,
): Promise<T> {
  await ctx.catchUp();
  return inCeremony(ctx, ceremonyId, async (transaction) => {
    const row = await findParticipant(transaction.trx, ctx.checkIns, id);
    if (!row) throw new Problem('NOT_FOUND');
    const turn = await openTurnOf(transaction.trx, id);
    return work(standingOf(transaction, row, turn));
  });
}

/** The same for rows that are known. */
export function standingOf(
  transaction: CeremonyTransaction,
  row: ParticipantRow,
  turn: TurnRow | undefined,
): Standing {
  const openTurn = turn ? queueTurnOf(turn) : null;
  const policy = policyFor(transaction, row);
  return { transaction, row, turn, member: queueEntryOf(row), openTurn, policy };
}

/** Writes what a rule answered, in a lobby or a queue; a slot that became free goes to the next. */
export async function applyTo(
  ctx: ServerContext,
  { transaction, row, turn }: Standing,
  change: { member: QueueEntry; turn?: QueueTurn | null; events: AuditEvent[] },
): Promise<ParticipantRow> {
  const closes = turn && change.turn?.phase === 'CLOSED';
  if (closes) await dropReceived(ctx, transaction, turn);
  if (transaction.policy.discipline === 'QUEUE') {
    const after = await applyChange(ctx, transaction, { participant: row, turn }, change);
    // A free slot may have been offered to the very same person.
    return (await findParticipant(transaction.trx, ctx.checkIns, row.id)) ?? after;
  }
  const after = await writeEntry(transaction, row, change.member);
  if (turn && change.turn) await writeTurn(transaction, turn, change.turn);
  const about = turn ? { circuit: turn.circuitId, turn: turn.id } : {};
  transaction.emit(change.events, { participant: row.id, ...about });
  transaction.afterCommit(() => {
    ctx.checkIns.forget(row.id);
    if (closes) ctx.slotFreed(transaction.ceremony.id);
  });
  return after;
}

/** What a turn has received is not verified any more when somebody ends it. */
async function dropReceived(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  turn: TurnRow,
): Promise<void> {
  if (turn.phase !== 'VERIFYING') return;
  await dropVerification(transaction.trx, turn.id);
  await forgetBlobs(ctx, transaction, [turn.receivedBlob]);
}

/** Events with who gave the order, where a coordinator overrides the ordinary course. */
export function orderedBy(events: readonly AuditEvent[], userId: number): AuditEvent[] {
  return events.map((event) =>
    event.type === 'coordinator.override' || event.type === 'turn.extended'
      ? { ...event, data: { ...event.data, by: userId } }
      : event,
  );
}
