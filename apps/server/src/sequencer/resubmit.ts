import { readFile } from 'node:fs/promises';
import { hasContributed } from '@brebaje/ceremony/session';
import { enroll, transition } from '@brebaje/ceremony/transitions';
import { handOut, receive, timeOutTurn } from '@brebaje/ceremony/turn';
import { parseContribution } from '@brebaje/kzg/contribution';
import { receiptText, verifyReceipt } from '@brebaje/kzg/receipt';
import { z } from 'zod';
import { recordBlob } from '../store/blobs.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { enrolParticipant, findParticipantOf } from '../store/participants.ts';
import type { CeremonyRow, CircuitRow, ParticipantRow } from '../store/schema.ts';
import { findTurn, openTurnOfCircuit } from '../store/turns.ts';
import { findOrCreateUser } from '../store/users.ts';
import { acceptTurn } from './accept-turn.ts';
import { CommandRefused } from './ceremony-commands.ts';
import { type CeremonyTransaction, inCeremony, writeMember, writeTurn } from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';
import { openTurn } from './hand-out.ts';
import { withIdentity } from './identity-commitment.ts';
import { accountOf } from './identity-text.ts';
import { findParticipant, loadCircuit } from './load.ts';
import { gateOf, memberOf, turnOf } from './rows.ts';
import { leaseVerification } from './verification-jobs.ts';

const Receipt = z.object({ receipt: z.string(), signature: z.string() });
const ReceiptText = z.strictObject({ identity: z.string(), witness: z.array(z.string()) });

const REASON = 'the server was restored from a backup made before this contribution was accepted';

/**
 * Accepts again what was accepted after the backup that this server was restored from: a contribution whose
 * receipt carries our signature and that extends the head. The ceremony must be paused; contributions are
 * handed in in the order of their positions. Returns the position.
 */
export async function resubmit(
  ctx: ServerContext,
  ceremonyId: number,
  files: { contribution: string; receipt: string },
): Promise<number> {
  const ceremony = await findCeremony(ctx.store.db, ceremonyId);
  if (ceremony?.status !== 'PAUSED')
    throw new CommandRefused('contributions are handed in again while the ceremony is paused');
  const circuit = await loadCircuit(ctx.store.db, ceremonyId);
  const bytes = await readFile(files.contribution);
  const identity = await checkReceipt(ceremony, await readFile(files.receipt, 'utf8'), bytes);
  const stored = await ctx.blobs.put(bytes);
  const before = { blob: circuit.headBlob, metadata: JSON.parse(circuit.metadata) };
  const verdict = await ctx.schemes.KZG.verify(before, stored.hash, identity);
  if (!verdict.ok)
    throw new CommandRefused(
      `it does not extend the head (position ${circuit.position}): ${verdict.text}. ` +
        `Number ${circuit.position + 1} comes next: earlier ones go first`,
    );
  const received = await inCeremony(ctx, ceremonyId, (transaction) =>
    receiveAgain(ctx, transaction, { circuit, identity, stored }),
  );
  const participant = await findParticipant(ctx.store.db, ctx.checkIns, received.participantId);
  const turn = await findTurn(ctx.store.db, received.turnId);
  if (!participant || !turn) throw new Error(`turn ${received.turnId} has gone`);
  const answer = await acceptTurn(
    ctx,
    {
      ceremony,
      circuit,
      participant,
      turn: { ...turn, receivedBlob: stored.hash },
      identity,
      lease: received.lease,
    },
    verdict,
  );
  if (answer?.kind !== 'accepted') throw new CommandRefused('the turn was decided by somebody else');
  return circuit.position + 1;
}

/** The identity that our signature ties to these public keys. */
async function checkReceipt(ceremony: CeremonyRow, text: string, contribution: Uint8Array): Promise<string> {
  try {
    const { receipt, signature } = Receipt.parse(JSON.parse(text));
    const { identity } = ReceiptText.parse(JSON.parse(receipt));
    const { contributions } = parseContribution(contribution);
    const pubkeys = contributions.map((sub) => sub.potPubkey);
    if (!verifyReceipt(receipt, signature, ceremony.receiptAddress))
      throw new CommandRefused('the receipt is not signed by this ceremony');
    if (receipt !== receiptText(identity, pubkeys))
      throw new CommandRefused('the receipt is for another contribution');
    return identity;
  } catch (error) {
    if (error instanceof CommandRefused) throw error;
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new CommandRefused(
      `not a receipt and its contribution (contribution.json is named first, receipt.json second): ${why}`,
    );
  }
}

async function receiveAgain(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  {
    circuit,
    identity,
    stored,
  }: { circuit: CircuitRow; identity: string; stored: { hash: string; size: number } },
) {
  const { trx, policy, now } = transaction;
  const gate = gateOf(transaction.ceremony);
  const person = await personOf(ctx, transaction, identity);
  await endForeignTurn(ctx, transaction, circuit, person.id);
  let open = await openTurnOfCircuit(trx, circuit.id);
  let row = person;
  if (!open) {
    const lost = person.status === 'TIMEDOUT' || person.status === 'EXHUMED';
    const back = lost ? transition(memberOf(person), 'WAITING', 'operator') : undefined;
    if (back) transaction.emit([back.event], { participant: person.id });
    const out = handOut(policy, back?.member ?? memberOf(person), now);
    const current = await loadCircuit(trx, transaction.ceremony.id);
    const turnId = await openTurn(ctx, transaction, current, person.id, out.turn);
    await writeMember(ctx, transaction, person, out.member);
    transaction.emit(out.events, { participant: person.id, circuit: circuit.id, turn: turnId });
    row = { ...person, ...out.member, version: person.version + 1 };
    open = await findTurn(trx, turnId);
  }
  if (!open) throw new Error('the turn has gone');
  const received = receive(gate, memberOf(row), turnOf(open), now);
  if ('refusal' in received)
    throw new CommandRefused('a contribution of this person is being verified already');
  await recordBlob(trx, { ...stored, kind: 'upload', createdAt: now });
  await writeMember(ctx, transaction, row, received.member);
  await writeTurn(transaction, open, received.turn, { receivedBlob: stored.hash, receivedAt: now });
  const lease = await leaseVerification(ctx, transaction, open);
  const note = {
    type: 'coordinator.override',
    data: { override: 'resubmit', reason: REASON, who: 'operator' },
  };
  transaction.emit([note, ...received.events], { participant: row.id, circuit: circuit.id, turn: open.id });
  return { turnId: open.id, participantId: row.id, lease };
}

/** A turn that was open when the backup was made and is not this person's ends without blame. */
async function endForeignTurn(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  circuit: CircuitRow,
  participantId: number,
): Promise<void> {
  const turn = await openTurnOfCircuit(transaction.trx, circuit.id);
  if (!turn || turn.participantId === participantId) return;
  if (turn.phase === 'VERIFYING')
    throw new CommandRefused('another contribution is being verified: wait for it');
  const holder = await findParticipant(transaction.trx, ctx.checkIns, turn.participantId);
  if (!holder) throw new Error(`turn ${turn.id} has lost its participant`);
  const member = { ...memberOf(holder), cause: 'BLOCKING_VERIFICATION' as const };
  const ended = timeOutTurn(transaction.policy, member, turnOf(turn), REASON, transaction.now);
  await writeMember(ctx, transaction, holder, ended.member);
  await writeTurn(transaction, turn, ended.turn);
  transaction.emit(ended.events, { participant: holder.id, circuit: circuit.id, turn: turn.id });
}

async function personOf(
  ctx: ServerContext,
  { trx, ceremony, now, emit }: CeremonyTransaction,
  identity: string,
): Promise<ParticipantRow> {
  const { user, identity: row } = await findOrCreateUser(trx, accountOf(identity), now);
  const known = await findParticipantOf(trx, user.id, ceremony.id);
  if (known && hasContributed(memberOf(known)))
    throw new CommandRefused('a contribution of this person is in the chain already');
  if (known) return known;
  const enrolled = enroll();
  const { participant } = await enrolParticipant(trx, {
    ...enrolled.member,
    userId: user.id,
    ceremonyId: ceremony.id,
    identityId: row.id,
    enteredAt: now,
    createdAt: now,
  });
  emit(withIdentity(ctx, [enrolled.event], identity), { participant: participant.id });
  return participant;
}
