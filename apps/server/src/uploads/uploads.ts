/** An upload from its beginning to its last part; `complete.ts` hands it in. */
import type { uploadSchema } from '@brebaje/protocol/rest/uploads';
import { MAX_PARTS, PART_BYTES } from '@brebaje/protocol/rest/uploads';
import type { z } from 'zod';
import { prefixOf } from '../http/public-url.ts';
import { openTurnOf } from '../queue/steps.ts';
import { Problem } from '../rest/problem.ts';
import { toSeconds } from '../rest/seconds.ts';
import { inCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { DiskShort } from '../sequencer/excuse-turn.ts';
import { findBlob } from '../store/blobs.ts';
import { findCircuit } from '../store/circuits.ts';
import { touchDraft } from '../store/drafts.ts';
import type { ParticipantRow, UploadRow } from '../store/schema.ts';
import { findTurn } from '../store/turns.ts';
import { schemeOf } from '../verify/scheme.ts';
import { discardUploads } from './discard.ts';
import { isGone, PartSizeDiffers, PartsSealed, type StoredPart } from './part-store.ts';
import { countUploads, findUpload, insertUpload, isOfTurn, type UploadPlan } from './rows.ts';
import { addressKey, isSigned, type SignedPart, signPart } from './signed-address.ts';

/** Long enough for a part over a line of 20 kbit/s. */
const ADDRESS_LIVES = 3_600;

/** Uploads in one turn: each is a row. */
const MOST_ATTEMPTS = 100;

/** Parts of one upload that are received at once: each holds a file open. */
const MOST_AT_ONCE = 16;

/** Bytes that arrive are noted at most this often. */
const NOTED_EVERY = 5_000;

/**
 * Begins an upload for the open turn of this person; what an earlier one of the same turn held is discarded.
 * Throws NOT_YOUR_TURN, TOO_LARGE, UNAVAILABLE.
 */
export function beginUpload(
  ctx: ServerContext,
  participant: ParticipantRow,
  { kind, size }: { kind: 'slim' | 'whole'; size: number },
): Promise<UploadRow> {
  return inCeremony(ctx, participant.ceremonyId, async (transaction) => {
    const { trx, ceremony, policy, now } = transaction;
    const turn = await openTurnOf(trx, participant.id);
    const circuit = turn && (await findCircuit(trx, turn.circuitId));
    if (policy.discipline !== 'QUEUE' || turn?.phase !== 'WORKING' || !circuit)
      throw new Problem('NOT_YOUR_TURN');
    const base = await findBlob(trx, turn.baseBlob);
    const metadata = JSON.parse(circuit.metadata) as unknown;
    const longest = schemeOf(ctx, ceremony).longestUpload(base?.size ?? 0, kind, metadata);
    if (size > Math.min(longest, PART_BYTES * MAX_PARTS))
      throw new Problem('TOO_LARGE', `A contribution to this circuit has at most ${longest} bytes.`);
    // The parts and the whole are there together for a moment.
    const free = ctx.disk.free();
    if (free !== null && free < 2 * size) throw new DiskShort();
    if ((await countUploads(trx, turn.id)) >= MOST_ATTEMPTS)
      throw new Problem('CONFLICT', 'Too many uploads were begun in this turn.');
    await discardUploads(ctx, transaction, turn.id);
    const plan: UploadPlan = { partSize: PART_BYTES };
    return insertUpload(trx, {
      participantId: participant.id,
      turnId: turn.id,
      kind,
      size,
      state: 'OPEN',
      parts: JSON.stringify(plan),
      createdAt: now,
    });
  });
}

/** How the whole is cut: the size of each part by its number, from 1. */
export function planOf({ size, parts }: Pick<UploadRow, 'size' | 'parts'>) {
  const { partSize } = JSON.parse(parts) as UploadPlan;
  const count = Math.ceil(size / partSize);
  const sizeOf = (number: number) => (number < count ? partSize : size - (count - 1) * partSize);
  return { partSize, count, sizeOf };
}

export async function shownUpload(ctx: ServerContext, row: UploadRow): Promise<z.input<typeof uploadSchema>> {
  const { id, participantId, turnId, draftId, kind, size, state, createdAt } = row;
  const { partSize } = planOf(row);
  const parts = state === 'OPEN' ? await ctx.parts.list(id) : [];
  return {
    id,
    ...(participantId === null ? {} : { participantId }),
    ...(turnId === null ? {} : { turnId }),
    ...(draftId === null ? {} : { draftId }),
    kind: kind as z.input<typeof uploadSchema>['kind'],
    size,
    partSize,
    state,
    createdAt: toSeconds(createdAt),
    parts,
  };
}

/** Signs an address for each of these parts. Throws UPLOAD_CLOSED, INVALID_REQUEST. */
export async function signParts(ctx: ServerContext, row: UploadRow, numbers: readonly number[]) {
  if (row.state !== 'OPEN' || (await takenFor(ctx, row)) === null) throw new Problem('UPLOAD_CLOSED');
  const { count, sizeOf } = planOf(row);
  if (numbers.some((number) => number > count))
    throw new Problem('INVALID_REQUEST', `The upload has ${count} parts.`);
  const expiresAt = toSeconds(ctx.clock.now()) + ADDRESS_LIVES;
  const signed = [];
  for (const number of new Set(numbers)) {
    const size = sizeOf(number);
    const url = await addressOf(ctx, { upload: row.id, number, size, expires: expiresAt });
    signed.push({ number, size, url, expiresAt });
  }
  return signed;
}

/** In storage where it takes parts itself, else here. */
async function addressOf(ctx: ServerContext, part: SignedPart): Promise<string> {
  const { upload, number, size, expires } = part;
  try {
    const direct = await ctx.parts.address(upload, number, size, ADDRESS_LIVES);
    if (direct !== null) return direct;
  } catch (error) {
    if (isGone(error) || error instanceof PartsSealed) throw new Problem('UPLOAD_CLOSED');
    throw error;
  }
  const query = `expires=${expires}&size=${size}&signature=${signPart(addressKey(ctx.keys), part)}`;
  return `${prefixOf(ctx.config)}/uploads/${upload}/parts/${number}?${query}`;
}

/** Parts that are being received, by upload. */
const receiving = new WeakMap<ServerContext, Map<number, number>>();

/** Stores a part that was sent to a signed address. Throws a Problem, and what the source throws. */
export async function putPart(
  ctx: ServerContext,
  part: { upload: number; number: number; size: number; expires: number; signature: string },
  announced: number | undefined,
  source: () => AsyncIterable<Uint8Array>,
): Promise<StoredPart> {
  const { upload, number, size, expires, signature } = part;
  if (!isSigned(addressKey(ctx.keys), part, signature)) throw new Problem('SIGNATURE_INVALID');
  if (toSeconds(ctx.clock.now()) > expires) throw new Problem('SIGNATURE_EXPIRED');
  if (announced !== undefined && announced !== size)
    throw new Problem('PART_SIZE_DIFFERS', `${announced} bytes are announced, the address is for ${size}.`);
  const row = await findUpload(ctx.store.db, upload);
  const note = row?.state === 'OPEN' ? await takenFor(ctx, row) : null;
  if (note === null) throw new Problem('UPLOAD_CLOSED');
  return oneOfFew(ctx, upload, async () => {
    try {
      return await ctx.parts.put(upload, number, size, source(), note);
    } catch (error) {
      if (error instanceof PartSizeDiffers) throw new Problem('PART_SIZE_DIFFERS', error.message);
      if (error instanceof PartsSealed) throw new Problem('UPLOAD_CLOSED');
      // Handed in or discarded while the bytes came: its folder is gone.
      if (isGone(error) && (await findUpload(ctx.store.db, upload))?.state !== 'OPEN')
        throw new Problem('UPLOAD_CLOSED');
      throw error;
    }
  });
}

/** What notes that bytes arrive; null: nobody needs them any more. */
async function takenFor(ctx: ServerContext, row: UploadRow): Promise<(() => void) | null> {
  if (row.draftId !== null) return noteDraftProgress(ctx, row.draftId);
  const turn = isOfTurn(row) ? await findTurn(ctx.store.db, row.turnId) : undefined;
  return turn?.phase === 'WORKING' ? noteProgress(ctx, turn.id) : null;
}

async function oneOfFew<T>(ctx: ServerContext, upload: number, work: () => Promise<T>): Promise<T> {
  const counts = receiving.get(ctx) ?? new Map<number, number>();
  receiving.set(ctx, counts);
  const count = counts.get(upload) ?? 0;
  if (count >= MOST_AT_ONCE)
    throw new Problem('RATE_LIMITED', `At most ${MOST_AT_ONCE} parts of an upload at once.`);
  counts.set(upload, count + 1);
  try {
    return await work();
  } finally {
    const left = (counts.get(upload) ?? 1) - 1;
    if (left === 0) counts.delete(upload);
    else counts.set(upload, left);
  }
}

/**
 * Notes now and then that bytes of a turn's upload arrive: at the limit they let it go on for a while. Beside
 * the row's version: it must not make anybody's transaction fail.
 */
export function noteProgress(ctx: ServerContext, turnId: number): () => Promise<void> {
  return nowAndThen(ctx, (now) =>
    ctx.store.db
      .updateTable('turn')
      .set({ progressAt: now })
      .where('id', '=', turnId)
      .where('phase', '=', 'WORKING')
      .execute(),
  );
}

/** The same for a file of a circuit: what nobody works on for long is removed. */
export function noteDraftProgress(ctx: ServerContext, draftId: number): () => Promise<void> {
  return nowAndThen(ctx, (now) => touchDraft(ctx.store.db, draftId, now));
}

function nowAndThen(ctx: ServerContext, note: (now: number) => Promise<unknown>): () => Promise<void> {
  let notedAt: number | null = null;
  return async () => {
    const now = ctx.clock.now();
    if (notedAt !== null && Math.abs(now - notedAt) < NOTED_EVERY) return;
    notedAt = now;
    await note(now).catch((error: unknown) => ctx.log.warn({ err: error }, 'progress could not be noted'));
  };
}
