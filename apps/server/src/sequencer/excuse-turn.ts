/** Storage that takes or gives nothing is a fault of ours: whoever is at work has their whole time again. */
import { excuse } from '@brebaje/ceremony/faults';
import { turnAllowance } from '@brebaje/ceremony/turn-allowance';
import { writeChange } from '../queue/apply.ts';
import { queueEntryOf, queueTurnOf } from '../queue/rows.ts';
import { Problem } from '../rest/problem.ts';
import { BlobMissing } from '../store/blob-files.ts';
import { findCircuit } from '../store/circuits.ts';
import { findParticipant as findStored } from '../store/participants.ts';
import type { CircuitRow, TurnRow } from '../store/schema.ts';
import { StorageUnreachable } from '../store/storage-fault.ts';
import { findTurn, isOpen } from '../store/turns.ts';
import { type CeremonyTransaction, inCeremony, writeMember, writeTurn } from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';
import { findParticipant } from './load.ts';
import { memberOf, policyFor, turnOf } from './rows.ts';

/** What the operating system answers when a disk is full, broken, gone or not ours to use. */
const STORAGE: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EDQUOT',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
  'ESTALE',
]);

/** There is no room for what somebody is about to send. */
export class DiskShort extends Problem {
  constructor() {
    super('UNAVAILABLE', 'The server is short of disk space.');
  }
}

/** Whether an error is the storage's; nothing that a client sends or leaves out makes one. */
export function isStorageFault(error: unknown): boolean {
  if (error instanceof DiskShort || error instanceof BlobMissing || error instanceof StorageUnreachable)
    return true;
  return error instanceof Error && 'code' in error && STORAGE.has(error.code);
}

/** Does what somebody at work asks for; when storage fails, their clock begins again before the error goes on. */
export async function excusing<T>(
  ctx: ServerContext,
  turnId: number | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (turnId !== undefined && isStorageFault(error)) await excuseTurn(ctx, turnId);
    throw error;
  }
}

/** Whoever is at work on these bytes could not read them. Never throws. */
export async function excuseReaders(ctx: ServerContext, hash: string): Promise<void> {
  const turns = await ctx.store.db
    .selectFrom('turn')
    .select('id')
    .where(isOpen)
    .where('baseBlob', '=', hash)
    .execute()
    .catch(() => []);
  for (const { id } of turns) await excuseTurn(ctx, id);
}

/** Lets the clock of a turn begin again. Never throws: a database that fails as well stops the sweep, too. */
export async function excuseTurn(ctx: ServerContext, turnId: number): Promise<void> {
  try {
    const turn = await findTurn(ctx.store.db, turnId);
    const circuit = turn && (await findCircuit(ctx.store.db, turn.circuitId));
    if (!circuit) return;
    await inCeremony(ctx, circuit.ceremonyId, async (transaction) => {
      const now = await findTurn(transaction.trx, turnId);
      const chain = await findCircuit(transaction.trx, circuit.id);
      // A chain that is halted moves its clock on when it goes on.
      if (!now || !chain || chain.haltedAt !== null) return;
      await (transaction.policy.discipline === 'QUEUE' ? inQueue : inLobby)(ctx, transaction, now, chain);
    });
  } catch (error) {
    ctx.log.error({ err: error, turn: turnId }, 'a fault of ours could not be made up for');
  }
}

async function inQueue(ctx: ServerContext, transaction: CeremonyTransaction, turn: TurnRow): Promise<void> {
  const participant = await findStored(transaction.trx, turn.participantId);
  if (!participant) return;
  const { gate, now } = transaction;
  const open = { ...queueTurnOf(turn), warnedAt: null };
  const change = excuse(gate, queueEntryOf(participant), open, turn.limitMillis, now);
  if (change) await writeChange(ctx, transaction, { participant, turn }, change);
}

async function inLobby(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  turn: TurnRow,
  circuit: CircuitRow,
): Promise<void> {
  const participant = await findParticipant(transaction.trx, ctx.checkIns, turn.participantId);
  if (!participant) return;
  const { gate, now } = transaction;
  const { turnsDone, turnsMillis } = circuit;
  const limit = turnAllowance(policyFor(transaction, participant), { turnsDone, turnsMillis });
  const change = excuse(gate, memberOf(participant), turnOf(turn), limit, now);
  if (!change) return;
  await writeMember(ctx, transaction, participant, change.member);
  await writeTurn(transaction, turn, change.turn);
  transaction.emit(change.events, { participant: participant.id, circuit: circuit.id, turn: turn.id });
}
