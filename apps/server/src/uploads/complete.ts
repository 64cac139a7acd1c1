/** Handing an upload in: its parts become one file, and its turn VERIFYING. */
import { receive } from '@brebaje/ceremony/turn';
import { FormatError } from '@brebaje/kzg/format-error';
import { writeChange } from '../queue/apply.ts';
import { queueEntryOf, queueTurnOf } from '../queue/rows.ts';
import { Problem } from '../rest/problem.ts';
import { shownName } from '../rest/shown-name.ts';
import { inCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { queueVerification, verdictOf } from '../sequencer/verification-jobs.ts';
import { findBlob, recordBlob } from '../store/blobs.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { findCircuit } from '../store/circuits.ts';
import { findParticipant } from '../store/participants.ts';
import type { TurnRow, UploadRow } from '../store/schema.ts';
import { findTurn } from '../store/turns.ts';
import { schemeOf, Unreadable } from '../verify/scheme.ts';
import { VerificationFault } from '../verify/verification-client.ts';
import { isGone, type StoredPart } from './part-store.ts';
import { noting, oncePerUpload } from './put-together.ts';
import { findUpload, isOfTurn, setUploadState, type TurnUpload } from './rows.ts';
import { noteProgress, planOf } from './uploads.ts';

export interface HandedIn {
  turnId: number;
  state: 'NONE' | 'VERIFYING';
  size: number;
  sha256: string;
}

const once = oncePerUpload<HandedIn>();

/**
 * Hands an upload in. Asked again it answers the same. Throws PARTS_DIFFER, NOT_A_CONTRIBUTION (the turn goes
 * on), UPLOAD_CLOSED, NOT_YOUR_TURN, UNAVAILABLE.
 */
export function completeUpload(
  ctx: ServerContext,
  upload: TurnUpload,
  parts: readonly { number: number; etag: string }[],
): Promise<HandedIn> {
  return once(ctx, upload.id, () => complete(ctx, upload.id, parts));
}

async function complete(
  ctx: ServerContext,
  uploadId: number,
  parts: readonly { number: number; etag: string }[],
): Promise<HandedIn> {
  const { db } = ctx.store;
  const upload = await findUpload(db, uploadId);
  const turn = upload && isOfTurn(upload) && (await findTurn(db, upload.turnId));
  if (!upload || !isOfTurn(upload) || !turn) throw new Problem('NOT_FOUND');
  if (upload.state === 'COMPLETE') return again(upload, turn);
  if (upload.state !== 'OPEN') throw new Problem('UPLOAD_CLOSED');
  if (turn.phase !== 'WORKING') throw new Problem('NOT_YOUR_TURN');
  const whole = expected(upload, await ctx.parts.list(upload.id), parts);
  const stored = await putTogether(ctx, upload, turn, whole);
  const received = await handIn(ctx, upload, stored);
  if (received) return { turnId: turn.id, state: 'VERIFYING', size: stored.size, sha256: stored.hash };
  // Bytes that no row names; another upload may have brought the same.
  if (!(await findBlob(db, stored.hash))) await ctx.blobs.remove(stored.hash);
  const now = await findUpload(db, upload.id);
  throw new Problem(now?.state === 'OPEN' ? 'NOT_YOUR_TURN' : 'UPLOAD_CLOSED');
}

/** The answer lost on its way, given again. */
function again(upload: UploadRow, turn: TurnRow): HandedIn {
  if (turn.receivedBlob === null)
    throw new Problem('UPLOAD_CLOSED', 'The check could not run, by a fault of ours: upload it once more.');
  const state = turn.phase === 'VERIFYING' ? 'VERIFYING' : 'NONE';
  return { turnId: turn.id, state, size: upload.size, sha256: turn.receivedBlob };
}

/** All parts in order, as the caller names them and as they are here. */
export function expected(
  upload: UploadRow,
  stored: readonly StoredPart[],
  named: readonly { number: number; etag: string }[],
): StoredPart[] {
  const { count, sizeOf } = planOf(upload);
  if (named.length !== count) throw new Problem('PARTS_DIFFER', `The upload has ${count} parts.`);
  const etags = new Map(named.map(({ number, etag }) => [number, etag.replaceAll('"', '').toLowerCase()]));
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const found = stored.find(
      (part) => part.number === number && part.etag.toLowerCase() === etags.get(number),
    );
    if (!found || found.size !== sizeOf(number))
      throw new Problem('PARTS_DIFFER', `Part ${number} is not here as you name it.`);
    return found;
  });
}

/** One file in quarantine, hashed in the same pass and read as a contribution; from then on a blob. */
async function putTogether(
  ctx: ServerContext,
  upload: UploadRow,
  turn: TurnRow,
  parts: readonly StoredPart[],
): Promise<{ hash: string; size: number }> {
  const { db } = ctx.store;
  const circuit = await findCircuit(db, turn.circuitId);
  const participant = await findParticipant(db, turn.participantId);
  const ceremony = participant && (await findCeremony(db, participant.ceremonyId));
  if (!ceremony || !circuit) throw new Problem('NOT_FOUND');
  const scheme = schemeOf(ctx, ceremony);
  const handingIn = {
    base: { blob: turn.baseBlob, metadata: JSON.parse(circuit.metadata) },
    name: shownName(participant),
  };
  const source = noting(ctx.parts.read(upload.id, parts), noteProgress(ctx, turn.id));
  try {
    return await ctx.blobs.put(source, {
      maxBytes: upload.size,
      check: (path) => scheme.read(path, handingIn),
    });
  } catch (error) {
    if (error instanceof FormatError || error instanceof Unreadable)
      throw new Problem('NOT_A_CONTRIBUTION', error.message);
    if (error instanceof VerificationFault) throw new Problem('UNAVAILABLE', error.message);
    if (isGone(error)) throw new Problem('PARTS_DIFFER', 'A part was sent once more meanwhile.');
    throw error;
  }
}

/** VERIFYING with the stored bytes, and the job that checks them, in one commit. False: no longer this turn's. */
async function handIn(
  ctx: ServerContext,
  upload: TurnUpload,
  stored: { hash: string; size: number },
): Promise<boolean> {
  const participant = await findParticipant(ctx.store.db, upload.participantId);
  if (!participant) return false;
  return inCeremony(ctx, participant.ceremonyId, async (transaction) => {
    const { trx, gate, now } = transaction;
    const turn = await findTurn(trx, upload.turnId);
    const row = await findParticipant(trx, upload.participantId);
    if (!turn || !row || (await findUpload(trx, upload.id))?.state !== 'OPEN') return false;
    const received = receive(gate, queueEntryOf(row), queueTurnOf(turn), now);
    if ('refusal' in received) return false;
    await recordBlob(trx, { ...stored, kind: 'upload', createdAt: now });
    await writeChange(ctx, transaction, { participant: row, turn }, received, {
      receivedBlob: stored.hash,
      receivedAt: now,
    });
    await setUploadState(trx, upload.id, 'OPEN', 'COMPLETE');
    const lease = await queueVerification(ctx, transaction, turn);
    transaction.afterCommit(() => {
      if (lease)
        verdictOf(ctx, turn.id, lease).catch((error: unknown) => {
          // Stopping: the next start takes it up.
          if (!ctx.stopping.aborted) ctx.log.error({ err: error, turn: turn.id }, 'verification failed');
        });
      return ctx.parts.remove(upload.id).catch((error: unknown) => {
        ctx.log.warn({ err: error, upload: upload.id }, 'parts could not be removed');
      });
    });
    return true;
  });
}
