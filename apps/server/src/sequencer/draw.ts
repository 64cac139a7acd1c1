import { drawSlot, redrawSlot } from '@brebaje/ceremony/draw';
import { selects } from '@brebaje/ceremony/gate';
import { handOut } from '@brebaje/ceremony/turn';
import type { HandedOut } from '../http/sequencer-port.ts';
import { countWaiters, waitersInOrder } from '../store/check-ins.ts';
import type { ParticipantRow } from '../store/schema.ts';
import { openTurnOfCircuit } from '../store/turns.ts';
import { type CeremonyTransaction, inCeremony, writeCircuit, writeMember } from './ceremony-transaction.ts';
import { type ServerContext, uniform } from './context.ts';
import { openTurn } from './hand-out.ts';
import { loadCircuit } from './load.ts';
import { memberOf, policyFor } from './rows.ts';

/**
 * Decides who may have a free slot, and gives it at once when a held request has won. Needed once when a slot
 * frees (`freed`), whoever is there: only then everybody has the same chance. As long as it stays free it is
 * looked at again; that is harmless at any other time.
 */
export async function drawFreeSlot(
  ctx: ServerContext,
  ceremonyId: number,
  { freed }: { freed: boolean },
): Promise<void> {
  if (ctx.disk.short()) return;
  const circuit = await loadCircuit(ctx.store.db, ceremonyId);
  if (circuit.haltedAt !== null) return;
  if (!freed && circuit.slotFor === null && ctx.held.waiting(ceremonyId).length === 0) return;
  if (await openTurnOfCircuit(ctx.store.db, circuit.id)) return;
  const served = await ctx.heads.get(circuit);
  // The counts come from the rows, so the check-ins of this second go there first.
  await ctx.checkIns.flush();
  await inCeremony(ctx, ceremonyId, (transaction) => draw(ctx, transaction, circuit.headBlob, served, freed));
}

async function draw(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  servedBlob: string,
  served: HandedOut,
  freed: boolean,
): Promise<void> {
  const { trx, policy, gate, now } = transaction;
  const ceremonyId = transaction.ceremony.id;
  const circuit = await loadCircuit(trx, ceremonyId);
  if (circuit.headBlob !== servedBlob || !selects(policy, gate)) return;
  if (await openTurnOfCircuit(trx, circuit.id)) return;
  const waiting = await countWaiters(trx, ceremonyId);
  const facts = {
    held: ctx.held.waiting(ceremonyId).length,
    waiting,
    polling: transaction.ceremony.waiting - waiting,
  };
  const random = uniform(ctx);
  const slotFor =
    freed && circuit.slotFor === null ? drawSlot(facts, random) : redrawSlot(circuit.slotFor, facts, random);
  const winner = slotFor === 'held' ? await longestHeld(ctx, transaction) : undefined;
  if (!winner) {
    const kept = slotFor === 'poll' ? 'poll' : null;
    if (kept !== circuit.slotFor) await writeCircuit(transaction, circuit, { slotFor: kept });
    return;
  }
  const statistics = { turnsDone: circuit.turnsDone, turnsMillis: circuit.turnsMillis };
  const out = handOut(policyFor(transaction, winner), memberOf(winner), now, statistics);
  await writeMember(ctx, transaction, winner, out.member);
  const turn = await openTurn(ctx, transaction, circuit, winner.id, out.turn);
  transaction.emit(out.events, { participant: winner.id, circuit: circuit.id, turn });
  transaction.afterCommit(() => {
    ctx.held.give(ceremonyId, winner.id, served);
  });
}

/** Of the requests that this process holds, the participant who entered the lobby first. */
async function longestHeld(
  ctx: ServerContext,
  { trx, ceremony }: CeremonyTransaction,
): Promise<ParticipantRow | undefined> {
  for await (const row of waitersInOrder(trx, ceremony.id))
    if (ctx.held.has(ceremony.id, row.id)) return ctx.checkIns.read(row);
  return undefined;
}
