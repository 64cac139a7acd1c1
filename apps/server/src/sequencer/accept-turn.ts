import { reachedCount } from '@brebaje/ceremony/ceremony-status';
import type { TurnChange } from '@brebaje/ceremony/lobby-types';
import { acceptInQueue } from '@brebaje/ceremony/queue';
import type { QueueTurnChange } from '@brebaje/ceremony/queue-types';
import { accept } from '@brebaje/ceremony/turn';
import { signReceipt } from '@brebaje/kzg/receipt';
import type { ContributeAnswer } from '../http/sequencer-port.ts';
import { offerFree } from '../queue/offers.ts';
import { inLine, queueEntryOf, queueTurnOf } from '../queue/rows.ts';
import { recordBlob } from '../store/blobs.ts';
import { advanceHead, circuitsOf } from '../store/circuits.ts';
import { findContribution, insertContribution, useKeys } from '../store/contributions.ts';
import type { CircuitRow, ParticipantRow, TurnRow } from '../store/schema.ts';
import { type SchemeVerdict, schemeOf } from '../verify/scheme.ts';
import { type CeremonyTransaction, inCeremony, LostUpdate } from './ceremony-transaction.ts';
import { closeCeremony } from './close-ceremony.ts';
import type { ServerContext } from './context.ts';
import { forgetBlobs } from './forget-blobs.ts';
import { commitmentOf } from './identity-commitment.ts';
import { writeVerdict } from './refuse-turn.ts';
import { memberOf, turnOf } from './rows.ts';
import { reload, type Verifying } from './verify-turn.ts';

/**
 * Accepts a contribution: its head's bytes first, then everything else in one transaction, the signed
 * receipt included. Nothing in it grows with the number of contributions. Undefined: decided already.
 */
export async function acceptTurn(
  ctx: ServerContext,
  verifying: Verifying,
  verdict: SchemeVerdict & { ok: true },
): Promise<ContributeAnswer | undefined> {
  const { ceremony, circuit, turn } = verifying;
  const { privateKey } = await ctx.keys.receiptKey(ceremony.slug);
  const scheme = schemeOf(ctx, ceremony);
  const stored = await storeHead(ctx, verdict.head);
  const head = stored?.hash ?? turn.receivedBlob;
  return inCeremony(ctx, ceremony.id, async (transaction) => {
    const rows = await reload(ctx, transaction.trx, verifying);
    if (!rows) return undefined;
    const { trx, now, policy } = transaction;
    const position = turn.basePosition + 1;
    const receipt = scheme.receipt({
      identity: verifying.identity,
      commitment: await commitmentOf(ctx, trx, turn.participantId, verifying.identity),
      record: verdict.record,
      manifest: transaction.ceremony.manifestHash,
      circuit: circuit.slug,
      position,
      previous: turn.baseBlob,
      head,
      file: turn.receivedBlob,
      time: now,
      // The acceptance is the first event of this transaction.
      seq: transaction.ceremony.lastSeq + 1,
    });
    const signed = { receipt, signature: signReceipt(receipt, privateKey) };
    if (stored) await recordBlob(trx, { ...stored, kind: 'head', createdAt: now });
    const contribution = await insertContribution(trx, {
      ...signed,
      circuitId: circuit.id,
      position,
      participantId: turn.participantId,
      turnId: turn.id,
      baseBlob: turn.baseBlob,
      headBlob: head,
      record: verdict.record,
      checks: JSON.stringify(verdict.checks),
      acceptedAt: now,
    });
    if (!contribution) throw new LostUpdate(`position ${position} of circuit ${circuit.id}`);
    const repeated = await useKeys(trx, contribution.id, scheme.oneTimeKeys(verdict.record));
    if (repeated.length > 0) throw new Error('a public key was accepted elsewhere at the same moment');
    const millis = now - (turn.startedAt ?? turn.openedAt);
    const advanced = await advanceHead(trx, circuit.id, {
      base: turn.baseBlob,
      position,
      head,
      millis,
      recent: rows.circuit.recentMillis,
    });
    if (!advanced) throw new LostUpdate(`head of circuit ${circuit.id}`);
    const change = await accepted(transaction, rows);
    await writeVerdict(ctx, transaction, rows, verifying.lease, {
      change,
      outcome: 'accepted',
      facts: { position, head },
    });
    if (scheme.keeps === 'head') {
      // The head before stays for one turn more: somebody may be reading it.
      const before = await findContribution(trx, circuit.id, turn.basePosition);
      await forgetBlobs(ctx, transaction, [before?.baseBlob]);
    }
    const shortest = Math.min(...(await circuitsOf(trx, ceremony.id)).map((each) => each.position));
    if (reachedCount(policy, shortest)) await closeCeremony(transaction, 'count');
    await offerFree(ctx, transaction);
    const { served } = verdict;
    if (served) transaction.afterCommit(() => ctx.heads.set(circuit.id, head, served));
    return { kind: 'accepted', ...signed };
  });
}

/** Stores a head that is not stored yet. */
async function storeHead(
  { blobs }: ServerContext,
  head: (SchemeVerdict & { ok: true })['head'],
): Promise<{ hash: string; size: number } | undefined> {
  if (head === 'upload') return undefined;
  if (head instanceof Uint8Array) return blobs.put(head);
  const stored = await blobs.put(head.chunks);
  if (stored.hash !== head.sha256) throw new Error('the disk gives other bytes than those that were checked');
  return stored;
}

/** What acceptance makes of participant and turn, by the ceremony's discipline. */
async function accepted(
  { trx, policy, ceremony, now }: CeremonyTransaction,
  { participant, turn, circuit }: { participant: ParticipantRow; turn: TurnRow; circuit: CircuitRow },
): Promise<TurnChange | QueueTurnChange> {
  if (policy.discipline === 'LOBBY') {
    const member = { ...memberOf(participant), circuitsDone: participant.circuitsDone + 1 };
    return accept(policy, member, turnOf(turn), now);
  }
  const circuits = (await circuitsOf(trx, ceremony.id)).map(inLine);
  const entry = queueEntryOf(participant);
  return acceptInQueue(policy, entry, queueTurnOf(turn), inLine(circuit), circuits, now);
}
