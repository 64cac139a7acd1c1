/** Registering a circuit: its draft is made, changed, started, stopped and given up. */
import type { CircuitSource } from '@brebaje/protocol/rest/circuit-source';
import type { DraftBody } from '@brebaje/protocol/rest/drafts';
import type { Acting } from '../ceremonies/acting.ts';
import { Problem } from '../rest/problem.ts';
import { requireVersion } from '../rest/row-version.ts';
import { type CeremonyTransaction, inCeremony, LostUpdate } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { forgetBlobs, forgetPtaus } from '../sequencer/forget-blobs.ts';
import { circuitsOf } from '../store/circuits.ts';
import { draftsOf, findDraft, insertDraft, updateDraft } from '../store/drafts.ts';
import type { Db } from '../store/open-store.ts';
import type { DraftRow } from '../store/schema.ts';
import { setUploadState } from '../uploads/rows.ts';
import { removeParts } from './draft-uploads.ts';
import {
  aboutOf,
  type DraftAbout,
  type DraftFiles,
  filesOf,
  requireChangeable,
  requireIdle,
} from './drafts.ts';
import { dropGenesis, queueGenesis } from './genesis-jobs.ts';
import { findPtau } from './known-ptaus.ts';

/** Circuits of one ceremony, and those that are being registered. */
const MOST_CIRCUITS = 200;

/** Begins to register a circuit, behind the others. Throws CIRCUITS_FIXED, CONFLICT, NOT_FOUND. */
export function createDraft(
  ctx: ServerContext,
  ceremonyId: number,
  { slug, ptau, ...about }: DraftBody,
  acting: Acting,
): Promise<DraftRow> {
  return inCeremony(ctx, ceremonyId, async ({ trx, ceremony, now }) => {
    requireChangeable(ceremony);
    const circuits = await circuitsOf(trx, ceremonyId);
    const drafts = await draftsOf(trx, ceremonyId);
    const others = [...circuits, ...drafts];
    if (others.some((other) => other.slug === slug))
      throw new Problem('CONFLICT', `The ceremony has a circuit ${slug} already.`);
    if (others.length >= MOST_CIRCUITS)
      throw new Problem('CONFLICT', `A ceremony has at most ${MOST_CIRCUITS} circuits.`);
    const files: DraftFiles = ptau === undefined ? {} : { ptau: await known(trx, ptau) };
    return insertDraft(trx, {
      ceremonyId,
      slug,
      sequence: Math.max(0, ...others.map(({ sequence }) => sequence)) + 1,
      about: JSON.stringify({ ...about, keepPtau: about.keepPtau ?? true, acting } satisfies DraftAbout),
      files: JSON.stringify(files),
      state: 'FILES',
      createdAt: now,
      touchedAt: now,
    });
  });
}

async function known(trx: Db, hash: string): Promise<{ sha256: string; size: number }> {
  const found = await findPtau(trx, hash);
  if (!found) throw new Problem('NOT_FOUND', 'The server has no phase 1 of this hash: upload it.');
  return found;
}

/** What a change asks for; null takes a field away. */
export interface DraftChanges {
  name?: string | null | undefined;
  description?: string | null | undefined;
  source?: CircuitSource | null | undefined;
  ptau?: string | undefined;
  /** Where the server has it. */
  ptauIfKnown?: string | undefined;
  ptauHash?: string | null | undefined;
  keepPtau?: boolean | undefined;
}

/** What is said, with changes: undefined leaves a field as it is. */
export function changed<T extends object>(
  about: T,
  changes: { [K in keyof T]?: T[K] | null | undefined },
): T {
  const said = Object.entries(changes).filter(([, value]) => value !== undefined);
  const merged = { ...about, ...Object.fromEntries(said) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)) as T;
}

/** Changes a draft that nobody works on. Throws CIRCUITS_FIXED, CONFLICT, NOT_FOUND. */
export function changeDraft(
  ctx: ServerContext,
  row: Pick<DraftRow, 'id' | 'ceremonyId'>,
  { ptau, ptauIfKnown, ...about }: DraftChanges,
  ifMatch?: number,
): Promise<DraftRow> {
  return inDraft(ctx, row, async (transaction, draft) => {
    requireVersion(draft, ifMatch);
    requireChangeable(transaction.ceremony);
    requireIdle(draft);
    const files = filesOf(draft);
    const before = files.ptau?.sha256;
    const { trx } = transaction;
    const given =
      ptau === undefined ? ptauIfKnown && (await findPtau(trx, ptauIfKnown)) : await known(trx, ptau);
    const after: DraftFiles = given ? { ...files, ptau: given } : files;
    const written = await write(transaction, draft, {
      about: JSON.stringify(changed<DraftAbout>(aboutOf(draft), about)),
      files: JSON.stringify(after),
    });
    if (before !== after.ptau?.sha256) await forgetPtaus(ctx, transaction, [before]);
    return written;
  });
}

/** Queues the job. One that is queued or over is confirmed. Throws FILES_MISSING, CIRCUITS_FIXED. */
export function startDraft(ctx: ServerContext, row: Pick<DraftRow, 'id' | 'ceremonyId'>): Promise<DraftRow> {
  return inDraft(ctx, row, async (transaction, draft) => {
    if (draft.state === 'WORKING' || draft.state === 'READY') return draft;
    requireChangeable(transaction.ceremony);
    const { r1cs, ptau, genesis, zkey } = filesOf(draft);
    const missing = [
      ...(r1cs ? [] : ['r1cs']),
      ...(ptau ? [] : ['ptau']),
      ...(zkey && !genesis ? ['genesis, which the zkey began with'] : []),
    ];
    if (missing.length > 0)
      throw new Problem('FILES_MISSING', `${draft.slug} has no ${missing.join(', no ')}.`);
    const working = await write(transaction, draft, { state: 'WORKING', problem: null });
    await queueGenesis(transaction.trx, working, transaction.now);
    return working;
  });
}

/** Stops the job; the files stay. A draft that nobody works on is confirmed. */
export function cancelDraft(ctx: ServerContext, row: Pick<DraftRow, 'id' | 'ceremonyId'>): Promise<DraftRow> {
  return inDraft(ctx, row, async (transaction, draft) => {
    if (draft.state !== 'WORKING') return draft;
    transaction.afterCommit(await dropGenesis(ctx, transaction.trx, draft.id));
    return write(transaction, draft, { state: 'FILES' });
  });
}

/** Gives a draft up with its files. Throws CONFLICT when it has become a circuit. */
export function removeDraft(ctx: ServerContext, row: Pick<DraftRow, 'id' | 'ceremonyId'>): Promise<void> {
  return inDraft(ctx, row, async (transaction, draft) => {
    if (draft.state === 'READY') requireIdle(draft);
    await deleteDraft(ctx, transaction, draft);
  });
}

/** Deletes a draft's rows, in the transaction that holds its ceremony. */
export async function deleteDraft(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  draft: DraftRow,
): Promise<void> {
  const { trx, afterCommit } = transaction;
  afterCommit(await dropGenesis(ctx, trx, draft.id));
  const uploads = await trx.selectFrom('upload').select('id').where('draftId', '=', draft.id).execute();
  for (const { id } of uploads)
    if (await setUploadState(trx, id, 'OPEN', 'DISCARDED')) afterCommit(() => removeParts(ctx, id));
  await trx.deleteFrom('upload').where('draftId', '=', draft.id).execute();
  await trx.deleteFrom('draft').where('id', '=', draft.id).execute();
  const { ptau, ...others } = filesOf(draft);
  await forgetPtaus(ctx, transaction, [ptau?.sha256]);
  await forgetBlobs(
    ctx,
    transaction,
    Object.values(others).map(({ sha256 }) => sha256),
  );
}

function inDraft<T>(
  ctx: ServerContext,
  { id, ceremonyId }: Pick<DraftRow, 'id' | 'ceremonyId'>,
  use: (transaction: CeremonyTransaction, draft: DraftRow) => Promise<T>,
): Promise<T> {
  return inCeremony(ctx, ceremonyId, async (transaction) => {
    const draft = await findDraft(transaction.trx, id);
    if (!draft) throw new Problem('NOT_FOUND');
    return use(transaction, draft);
  });
}

async function write(
  { trx, now }: CeremonyTransaction,
  draft: DraftRow,
  changes: Parameters<typeof updateDraft>[2],
): Promise<DraftRow> {
  const written = await updateDraft(trx, draft, { ...changes, touchedAt: now });
  if (!written) throw new LostUpdate(`draft ${draft.id}`);
  return written;
}
