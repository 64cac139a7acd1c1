import { reachedCount } from '@brebaje/ceremony/ceremony-status';
import { accept } from '@brebaje/ceremony/turn';
import { signReceipt } from '@brebaje/kzg/receipt';
import type { ContributeAnswer } from '../http/sequencer-port.ts';
import { recordBlob } from '../store/blobs.ts';
import { advanceHead } from '../store/circuits.ts';
import { findContribution, insertContribution, useKeys } from '../store/contributions.ts';
import type { SchemeVerdict } from '../verify/scheme.ts';
import { inCeremony, LostUpdate } from './ceremony-transaction.ts';
import { closeCeremony } from './close-ceremony.ts';
import type { ServerContext } from './context.ts';
import { forgetBlobs } from './forget-blobs.ts';
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
  const receipt = ctx.scheme.receipt(verifying.identity, verdict.record);
  const signed = { receipt, signature: signReceipt(receipt, privateKey) };
  const head = await ctx.blobs.put(verdict.head);
  return inCeremony(ctx, ceremony.id, async (transaction) => {
    const rows = await reload(ctx, transaction.trx, verifying);
    if (!rows) return undefined;
    const { trx, now, policy } = transaction;
    const position = turn.basePosition + 1;
    await recordBlob(trx, { ...head, kind: 'head', createdAt: now });
    const contribution = await insertContribution(trx, {
      ...signed,
      circuitId: circuit.id,
      position,
      participantId: turn.participantId,
      turnId: turn.id,
      baseBlob: turn.baseBlob,
      headBlob: head.hash,
      record: verdict.record,
      checks: JSON.stringify(verdict.checks),
      acceptedAt: now,
    });
    if (!contribution) throw new LostUpdate(`position ${position} of circuit ${circuit.id}`);
    const repeated = await useKeys(trx, contribution.id, ctx.scheme.oneTimeKeys(verdict.record));
    if (repeated.length > 0) throw new Error('a public key was accepted elsewhere at the same moment');
    const millis = now - turn.openedAt;
    const advanced = await advanceHead(trx, circuit.id, {
      base: turn.baseBlob,
      position,
      head: head.hash,
      millis,
    });
    if (!advanced) throw new LostUpdate(`head of circuit ${circuit.id}`);
    const change = accept(policy, memberOf(rows.participant), turnOf(rows.turn), now);
    await writeVerdict(ctx, transaction, rows, verifying.lease, {
      change,
      outcome: 'accepted',
      facts: { position, head: head.hash },
    });
    // The head before stays for one turn more: somebody may be reading it.
    const before = await findContribution(trx, circuit.id, turn.basePosition);
    await forgetBlobs(ctx, transaction, [before?.baseBlob]);
    if (reachedCount(policy, position)) await closeCeremony(transaction, 'count');
    transaction.afterCommit(() => ctx.heads.set(circuit.id, head.hash, verdict.served));
    return { kind: 'accepted', ...signed };
  });
}
