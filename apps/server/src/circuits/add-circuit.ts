/** Registering a circuit with files on the server's machine. */
import { createReadStream } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { DraftBody } from '@brebaje/protocol/rest/drafts';
import { DRAFT_FILES, type DraftFile } from '@brebaje/protocol/rest/uploads';
import { Problem } from '../rest/problem.ts';
import { CommandRefused } from '../sequencer/ceremony-commands.ts';
import { inCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { recordBlob } from '../store/blobs.ts';
import { findCircuit } from '../store/circuits.ts';
import { findDraft, updateDraft } from '../store/drafts.ts';
import type { CeremonyRow, DraftRow } from '../store/schema.ts';
import type { Groth16Metadata } from '../verify/groth16-metadata.ts';
import { createDraft, removeDraft, startDraft } from './change-drafts.ts';
import { filesOf } from './drafts.ts';
import { genesisEnds } from './genesis-jobs.ts';
import { OtherKind, requireKind } from './require-kind.ts';

/** Paths on the server's machine by what the files are; `ptau` may be the hash of one that the server has. */
export type CircuitPaths = { [K in DraftFile]?: string | undefined };

/**
 * Registers a circuit and waits for its genesis. Files are stored as blobs, so that the work goes on after a crash.
 * Nothing is left of a circuit that cannot be made. Throws CommandRefused.
 */
export async function addCircuit(
  ctx: ServerContext,
  ceremony: CeremonyRow,
  about: DraftBody,
  { ptau, ...paths }: CircuitPaths,
): Promise<{ id: number; sequence: number; genesis: string; points: number; adopted: number }> {
  const known = ptau !== undefined && !isAbsolute(ptau);
  const draft = await refusing(
    createDraft(ctx, ceremony.id, known ? { ...about, ptau } : about, { who: 'operator' }),
  );
  try {
    for (const kind of DRAFT_FILES) {
      const path = kind === 'ptau' ? (known ? undefined : ptau) : paths[kind];
      if (path !== undefined) await takeFile(ctx, draft, kind, path);
    }
    await refusing(startDraft(ctx, draft));
    await genesisEnds(ctx, draft.id);
    const ended = await findDraft(ctx.store.db, draft.id);
    const circuit = ended?.circuitId ? await findCircuit(ctx.store.db, ended.circuitId) : undefined;
    if (!circuit) throw new CommandRefused(ended?.problem ?? 'it was stopped');
    const { points, adopted } = JSON.parse(circuit.metadata) as Groth16Metadata;
    const { id, sequence, genesisBlob: genesis } = circuit;
    return { id, sequence, genesis, points, adopted: adopted?.records.length ?? 0 };
  } catch (error) {
    // Stopping: the next start takes the work up.
    if (!ctx.stopping.aborted)
      await removeDraft(ctx, draft).catch((reason: unknown) =>
        ctx.log.warn(
          { err: reason, draft: draft.slug },
          'a circuit that cannot be made could not be removed',
        ),
      );
    throw error;
  }
}

async function takeFile(ctx: ServerContext, { id, ceremonyId }: DraftRow, kind: DraftFile, path: string) {
  try {
    await requireKind(ctx, path, kind);
  } catch (error) {
    throw error instanceof OtherKind ? new CommandRefused(error.message) : error;
  }
  const { hash: sha256, size } = await ctx.blobs.put(createReadStream(path, { highWaterMark: 1 << 20 }));
  await inCeremony(ctx, ceremonyId, async ({ trx, now }) => {
    const draft = await findDraft(trx, id);
    if (!draft) throw new CommandRefused('the circuit was removed meanwhile');
    await recordBlob(trx, { hash: sha256, size, kind, createdAt: now });
    const files = JSON.stringify({ ...filesOf(draft), [kind]: { sha256, size } });
    await updateDraft(trx, draft, { files, touchedAt: now });
  });
}

async function refusing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Problem) throw new CommandRefused(error.message);
    throw error;
  }
}
