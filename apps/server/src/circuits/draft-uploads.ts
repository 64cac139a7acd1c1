/** Files of circuits on their way to the server: the same parts and addresses as contributions have. */
import { type DraftFile, MAX_PARTS, PART_BYTES } from '@brebaje/protocol/rest/uploads';
import { Problem } from '../rest/problem.ts';
import { inCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { DiskShort } from '../sequencer/excuse-turn.ts';
import { forgetBlobs, forgetPtaus } from '../sequencer/forget-blobs.ts';
import { findBlob, recordBlob } from '../store/blobs.ts';
import { findDraft, updateDraft } from '../store/drafts.ts';
import type { DraftRow, UploadRow } from '../store/schema.ts';
import { expected } from '../uploads/complete.ts';
import { isGone, type StoredPart } from '../uploads/part-store.ts';
import { noting, oncePerUpload } from '../uploads/put-together.ts';
import { findUpload, insertUpload, promisedBytes, setUploadState, type UploadPlan } from '../uploads/rows.ts';
import { noteDraftProgress } from '../uploads/uploads.ts';
import { VerificationFault } from '../verify/verification-client.ts';
import { filesOf, requireChangeable, requireIdle } from './drafts.ts';
import { OtherKind, requireKind } from './require-kind.ts';

/** Uploads of one draft: each is a row. */
const MOST_UPLOADS = 100;

/** The longest file of a kind that this server takes. */
export function longestFile({ config }: Pick<ServerContext, 'config'>, kind: DraftFile): number {
  const longest = kind === 'r1cs' || kind === 'wasm' ? config.maxCircuitSize : config.maxPtauSize;
  return Math.min(longest, PART_BYTES * MAX_PARTS);
}

/**
 * Begins to upload a file of a draft; what an earlier upload of the same kind held is discarded. Throws CONFLICT,
 * CIRCUITS_FIXED, TOO_LARGE, UNAVAILABLE.
 */
export function beginDraftUpload(
  ctx: ServerContext,
  { id, ceremonyId }: Pick<DraftRow, 'id' | 'ceremonyId'>,
  { kind, size }: { kind: DraftFile; size: number },
): Promise<UploadRow> {
  return inCeremony(ctx, ceremonyId, async (transaction) => {
    const { trx, ceremony, now } = transaction;
    requireChangeable(ceremony);
    const draft = await findDraft(trx, id);
    if (!draft) throw new Problem('NOT_FOUND');
    requireIdle(draft);
    const longest = longestFile(ctx, kind);
    if (size > longest)
      throw new Problem('TOO_LARGE', `This server takes a ${kind} of at most ${longest} bytes.`);
    // The parts and the whole are there together for a moment; and what others were promised stays theirs.
    const free = ctx.disk.free();
    const needed = 2 * size + (await promisedBytes(trx, now, { draftId: id, kind }));
    if (free !== null && free < needed) throw new DiskShort();
    const earlier = await trx
      .selectFrom('upload')
      .select(['id', 'kind', 'state'])
      .where('draftId', '=', id)
      .execute();
    if (earlier.length >= MOST_UPLOADS)
      throw new Problem('CONFLICT', 'Too many uploads were begun: delete the draft and begin again.');
    for (const one of earlier)
      if (
        one.state === 'OPEN' &&
        one.kind === kind &&
        (await setUploadState(trx, one.id, 'OPEN', 'DISCARDED'))
      )
        transaction.afterCommit(() => removeParts(ctx, one.id));
    await updateDraft(trx, draft, { touchedAt: now });
    const plan: UploadPlan = { partSize: PART_BYTES };
    return insertUpload(trx, {
      draftId: id,
      kind,
      size,
      state: 'OPEN',
      parts: JSON.stringify(plan),
      createdAt: now,
    });
  });
}

/** The sweep finds what could not be removed. */
export function removeParts(ctx: ServerContext, upload: number): Promise<void> {
  return ctx.parts.remove(upload).catch((error: unknown) => {
    ctx.log.warn({ err: error, upload }, 'parts could not be removed');
  });
}

interface Stored {
  draftId: number;
  size: number;
  sha256: string;
}

const once = oncePerUpload<Stored>();

/**
 * Makes a file of an upload's parts, and the draft's own. Asked again it answers the same. Throws PARTS_DIFFER,
 * NOT_SUCH_A_FILE, UPLOAD_CLOSED, CIRCUITS_FIXED, CONFLICT.
 */
export function completeDraftUpload(
  ctx: ServerContext,
  upload: UploadRow,
  parts: readonly { number: number; etag: string }[],
): Promise<Stored> {
  return once(ctx, upload.id, () => complete(ctx, upload.id, parts));
}

async function complete(
  ctx: ServerContext,
  uploadId: number,
  parts: readonly { number: number; etag: string }[],
): Promise<Stored> {
  const { db } = ctx.store;
  const upload = await findUpload(db, uploadId);
  const draft = upload?.draftId ? await findDraft(db, upload.draftId) : undefined;
  if (!upload || !draft) throw new Problem('NOT_FOUND');
  const kind = upload.kind as DraftFile;
  if (upload.state === 'COMPLETE') return again(draft, upload);
  if (upload.state !== 'OPEN') throw new Problem('UPLOAD_CLOSED');
  requireIdle(draft);
  const whole = expected(upload, await ctx.parts.list(upload.id), parts);
  const file = await putTogether(ctx, upload, whole, kind);
  const taken = await take(ctx, draft, upload, { sha256: file.hash, size: file.size });
  if (taken) return { draftId: draft.id, size: file.size, sha256: file.hash };
  // Bytes that no row names; another upload may have brought the same.
  if (!(await findBlob(db, file.hash))) await ctx.blobs.remove(file.hash);
  throw new Problem('UPLOAD_CLOSED');
}

/** The answer lost on its way, given again. */
function again(draft: DraftRow, upload: UploadRow): Stored {
  const file = filesOf(draft)[upload.kind as DraftFile];
  if (!file) throw new Problem('UPLOAD_CLOSED');
  return { draftId: draft.id, ...file };
}

async function putTogether(
  ctx: ServerContext,
  upload: UploadRow,
  parts: readonly StoredPart[],
  kind: DraftFile,
): Promise<{ hash: string; size: number }> {
  const note = noteDraftProgress(ctx, upload.draftId ?? 0);
  try {
    return await ctx.blobs.put(noting(ctx.parts.read(upload.id, parts), note), {
      maxBytes: upload.size,
      check: (path) => requireKind(ctx, path, kind),
    });
  } catch (error) {
    if (error instanceof OtherKind) throw new Problem('NOT_SUCH_A_FILE', error.message);
    if (error instanceof VerificationFault) throw new Problem('UNAVAILABLE', error.message);
    if (isGone(error)) throw new Problem('PARTS_DIFFER', 'A part was sent once more meanwhile.');
    throw error;
  }
}

/** The draft names the file from now on. False: the upload is no longer the draft's. */
function take(
  ctx: ServerContext,
  { id, ceremonyId }: DraftRow,
  upload: UploadRow,
  file: { sha256: string; size: number },
): Promise<boolean> {
  return inCeremony(ctx, ceremonyId, async (transaction) => {
    const { trx, ceremony, now } = transaction;
    const draft = await findDraft(trx, id);
    if (!draft || (await findUpload(trx, upload.id))?.state !== 'OPEN') return false;
    requireChangeable(ceremony);
    requireIdle(draft);
    const files = filesOf(draft);
    const kind = upload.kind as DraftFile;
    const before = files[kind]?.sha256;
    await recordBlob(trx, { hash: file.sha256, size: file.size, kind, createdAt: now });
    const changed = { ...files, [kind]: file };
    await updateDraft(trx, draft, { files: JSON.stringify(changed), touchedAt: now });
    await setUploadState(trx, upload.id, 'OPEN', 'COMPLETE');
    const forget = kind === 'ptau' ? forgetPtaus : forgetBlobs;
    if (before !== file.sha256) await forget(ctx, transaction, [before]);
    transaction.afterCommit(() => removeParts(ctx, upload.id));
    return true;
  });
}
