import type { Turn } from '@brebaje/ceremony/lobby-types';
import { exhume } from '@brebaje/ceremony/turn';
import type { CircuitRow } from '../store/schema.ts';
import { openTurn as insertTurn, latestTurnOfCircuit } from '../store/turns.ts';
import { type CeremonyTransaction, LostUpdate, writeCircuit, writeMember } from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';
import { findParticipant } from './load.ts';
import { memberOf } from './rows.ts';

/**
 * Opens a turn on the circuit's head and returns its number. The database itself refuses a second open turn
 * of the chain or of the participant.
 */
export async function openTurn(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  circuit: CircuitRow,
  participantId: number,
  turn: Turn,
): Promise<number> {
  const last = await latestTurnOfCircuit(transaction.trx, circuit.id);
  const opened = await insertTurn(transaction.trx, {
    ...turn,
    circuitId: circuit.id,
    participantId,
    baseBlob: circuit.headBlob,
    basePosition: circuit.position,
  });
  if (!opened) throw new LostUpdate(`open turn of circuit ${circuit.id}`);
  await writeCircuit(transaction, circuit, { slotFor: null });
  if (last && last.outcome !== 'accepted' && last.participantId !== participantId) {
    const loser = await findParticipant(transaction.trx, ctx.checkIns, last.participantId);
    if (loser?.status === 'TIMEDOUT') {
      const exhumed = exhume(memberOf(loser));
      await writeMember(ctx, transaction, loser, exhumed.member);
      transaction.emit(exhumed.events, { participant: loser.id, turn: last.id });
    }
  }
  return opened.id;
}
