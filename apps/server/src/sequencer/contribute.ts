import { hasContributed } from '@brebaje/ceremony/session';
import { abort, receive } from '@brebaje/ceremony/turn';
import { FormatError } from '@brebaje/kzg/format-error';
import type { Call, ContributeAnswer, TurnAnswer } from '../http/sequencer-port.ts';
import { findBlob, recordBlob } from '../store/blobs.ts';
import { latestContributionOf } from '../store/contributions.ts';
import type { JobLease } from '../store/jobs.ts';
import { VerificationFault } from '../verify/verification-client.ts';
import { inCeremony, writeMember, writeTurn } from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';
import { excuseTurn, isStorageFault } from './excuse-turn.ts';
import { loadPlace, type Place } from './load.ts';
import { notingUpload } from './note-uploading.ts';
import { gateOf, memberOf, policyFor, turnOf } from './rows.ts';
import { queueVerification, verdictOf } from './verification-jobs.ts';

/**
 * Whether this person may post a contribution now; asked before a byte of it is read. Whoever's contribution
 * was accepted gets the receipt again, so that a lost answer loses nothing.
 */
export async function checkTurn(ctx: ServerContext, call: Call): Promise<TurnAnswer> {
  await ctx.catchUp();
  const place = await loadPlace(ctx.store.db, ctx.checkIns, call.ceremonyId, call.session.userId);
  if (!place?.participant) return { kind: 'refused', code: 'NOT_YOUR_TURN' };
  const { participant, turn, mine } = place;
  if (mine && turn?.phase === 'WORKING' && participant.status === 'CONTRIBUTING') return { kind: 'yours' };
  if (!hasContributed(memberOf(participant))) return { kind: 'refused', code: 'NOT_YOUR_TURN' };
  const accepted = await latestContributionOf(ctx.store.db, participant.id);
  // A contribution that was handed over has its receipt from the sequencer before.
  if (!accepted?.signature) return { kind: 'refused', code: 'NOT_YOUR_TURN' };
  return { kind: 'replay', receipt: accepted.receipt, signature: accepted.signature };
}

/**
 * Takes a contribution: read in quarantine, stored, then its turn set to VERIFYING, then checked. From that commit on
 * nothing the client does changes anything, and a crash only delays the verdict. Bytes that do not read as a
 * contribution are no verdict: the turn stays open.
 */
export async function contribute(
  ctx: ServerContext,
  call: Call & { body: AsyncIterable<Uint8Array> },
): Promise<ContributeAnswer> {
  const before = await checkTurn(ctx, call);
  if (before.kind === 'replay') return { ...before, kind: 'accepted' };
  if (before.kind === 'refused') return before;
  let stored: { hash: string; size: number };
  try {
    // Read before it has a name among the blobs: bytes of any kind may be those of a head that is just being
    // stored, and throwing them away must not take that away.
    const body = notingUpload(ctx, call, call.body);
    stored = await ctx.blobs.put(body, { check: (path) => ctx.schemes.KZG.read(path) });
  } catch (error) {
    if (error instanceof FormatError) return { kind: 'unparsable', error };
    if (error instanceof VerificationFault) return { kind: 'fault', text: error.message };
    if (isStorageFault(error)) await excuseCaller(ctx, call);
    throw error;
  }
  const received = await receiveContribution(ctx, call, stored);
  if (received === null) {
    await discard(ctx, stored.hash);
    return { kind: 'refused', code: 'NOT_YOUR_TURN' };
  }
  return verdictOf(ctx, received.turnId, received.lease);
}

async function excuseCaller(ctx: ServerContext, { ceremonyId, session }: Call): Promise<void> {
  const place = await loadPlace(ctx.store.db, ctx.checkIns, ceremonyId, session.userId);
  if (place?.turn && place.mine) await excuseTurn(ctx, place.turn.id);
}

/** Turns the open turn to VERIFYING with the stored bytes; null when it is not this person's any more. */
async function receiveContribution(
  ctx: ServerContext,
  call: Call,
  stored: { hash: string; size: number },
): Promise<{ turnId: number; lease: JobLease | null } | null> {
  return inCeremony(ctx, call.ceremonyId, async (transaction) => {
    const place = await loadPlace(transaction.trx, ctx.checkIns, call.ceremonyId, call.session.userId);
    const open = mineOpen(place);
    if (!open) return null;
    const { participant, turn, circuit } = open;
    const gate = gateOf(transaction.ceremony);
    const received = receive(gate, memberOf(participant), turnOf(turn), transaction.now);
    if ('refusal' in received) return null;
    await recordBlob(transaction.trx, { ...stored, kind: 'upload', createdAt: transaction.now });
    await writeMember(ctx, transaction, participant, received.member);
    await writeTurn(transaction, turn, received.turn, {
      receivedBlob: stored.hash,
      receivedAt: transaction.now,
    });
    const lease = await queueVerification(ctx, transaction, turn);
    transaction.emit(received.events, { participant: participant.id, circuit: circuit.id, turn: turn.id });
    return { turnId: turn.id, lease };
  });
}

/** The contributor gives the turn back. */
export async function abortTurn(
  ctx: ServerContext,
  call: Call,
): Promise<{ kind: 'aborted' } | { kind: 'refused'; code: 'NOT_YOUR_TURN' }> {
  await ctx.catchUp();
  const aborted = await inCeremony(ctx, call.ceremonyId, async (transaction) => {
    const place = await loadPlace(transaction.trx, ctx.checkIns, call.ceremonyId, call.session.userId);
    const open = mineOpen(place);
    if (!open) return false;
    const { participant, turn, circuit } = open;
    const { gate, now } = transaction;
    const policy = policyFor(transaction, participant);
    const lost = abort(policy, gate, memberOf(participant), turnOf(turn), now);
    if ('refusal' in lost) return false;
    await writeMember(ctx, transaction, participant, lost.member);
    await writeTurn(transaction, turn, lost.turn);
    transaction.emit(lost.events, { participant: participant.id, circuit: circuit.id, turn: turn.id });
    transaction.afterCommit(() => ctx.slotFreed(call.ceremonyId));
    return true;
  });
  return aborted ? { kind: 'aborted' } : { kind: 'refused', code: 'NOT_YOUR_TURN' };
}

function mineOpen(place: Place | undefined) {
  if (!place?.participant || !place.turn || !place.mine) return undefined;
  return { participant: place.participant, turn: place.turn, circuit: place.circuit };
}

/** Bytes that no row names. Two clients may have sent the same, so a named blob stays. */
async function discard(ctx: ServerContext, hash: string): Promise<void> {
  if (!(await findBlob(ctx.store.db, hash))) await ctx.blobs.remove(hash);
}
