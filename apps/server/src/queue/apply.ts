import type { AuditEvent } from '@brebaje/ceremony/lobby-types';
import type { QueueMember, QueueTurn } from '@brebaje/ceremony/queue-types';
import { type CeremonyTransaction, writeTurn } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import type { ParticipantRow, TurnRow } from '../store/schema.ts';
import { discardUploads } from '../uploads/discard.ts';
import { offerFree } from './offers.ts';
import { writeEntry } from './rows.ts';
import { wake } from './wake.ts';

/** A participant and the turn that a rule was asked about. */
export interface Affected {
  participant: ParticipantRow;
  turn?: TurnRow | undefined;
}

/** What a rule of the queues answered; `turn` null or absent: it has nothing to do with one. */
export interface Change {
  member: QueueMember;
  turn?: QueueTurn | null;
  events: AuditEvent[];
}

/**
 * Writes what a rule of the queues answered: participant, turn, events, and facts of ours beside the turn.
 * The uploads of a turn that it closes are discarded.
 */
export async function writeChange(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  { participant, turn }: Affected,
  change: Change,
  facts: Parameters<typeof writeTurn>[3] = {},
): Promise<ParticipantRow> {
  const circuit = turn?.circuitId ?? participant.circuitId ?? change.member.circuitId;
  const after = await writeEntry(transaction, participant, change.member);
  if (turn && change.turn) {
    await writeTurn(transaction, turn, change.turn, facts);
    if (change.turn.phase === 'CLOSED') await discardUploads(ctx, transaction, turn.id);
  }
  transaction.emit(change.events, {
    participant: participant.id,
    ...(circuit === null ? {} : { circuit }),
    ...(turn ? { turn: turn.id } : {}),
  });
  wake(ctx, transaction, participant.id);
  return after;
}

/** The same, and then free slots are offered to whoever is next. */
export async function applyChange(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  affected: Affected,
  change: Change,
  facts: Parameters<typeof writeTurn>[3] = {},
): Promise<ParticipantRow> {
  const after = await writeChange(ctx, transaction, affected, change, facts);
  await offerFree(ctx, transaction);
  return after;
}
