import { openFile } from '@brebaje/groth16/files/file-source';
import { openZkey } from '@brebaje/groth16/zkey/zkey';
import { told } from '../ceremonies/acting.ts';
import { Problem } from '../rest/problem.ts';
import { inCeremony, LostUpdate } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { forgetBlobs, forgetPtaus } from '../sequencer/forget-blobs.ts';
import { recordBlob } from '../store/blobs.ts';
import { circuitsOf, createCircuit } from '../store/circuits.ts';
import { findDraft, updateDraft } from '../store/drafts.ts';
import { finishJob, type JobLease } from '../store/jobs.ts';
import type { DraftRow } from '../store/schema.ts';
import {
  type Groth16Metadata,
  IMMUTABLE_KIND,
  type StoredGenesis,
  storeGenesis,
  storeSlim,
} from '../verify/groth16-metadata.ts';
import { reading } from '../verify/reading-files.ts';
import type { GenesisAnswer } from '../verify/verification-messages.ts';
import { aboutOf, filesOf, requireChangeable } from './drafts.ts';

type Made = Extract<GenesisAnswer, { ok: true }>;

/** A circuit whose bytes are stored: its genesis, and the state that the chain goes on from. */
type Stored = StoredGenesis & { head: StoredGenesis['slim'] };

/**
 * Stores a verified genesis, and the verified state that a chain from elsewhere has reached, and makes a circuit of
 * the draft. Throws CIRCUITS_FIXED, and LostUpdate when another process has the job.
 */
export async function storeCircuit(
  ctx: ServerContext,
  draft: DraftRow,
  lease: JobLease,
  made: Made,
  paths: { genesis: string; zkey: string | null },
): Promise<void> {
  const stored = await storeBytes(ctx, made, paths);
  await insertCircuit(ctx, draft, lease, made, stored);
  // Until then no row named these bytes, and whoever deleted the last ceremony that did took them along.
  const kept = [stored.slim, stored.immutable, stored.head].map(({ hash }) => ctx.blobs.size(hash));
  if ((await Promise.all(kept)).includes(undefined)) await storeBytes(ctx, made, paths);
}

async function storeBytes(
  { blobs }: ServerContext,
  { adopted }: Made,
  paths: { genesis: string; zkey: string | null },
): Promise<Stored> {
  const genesis = await reading([paths.genesis], ([file]) => storeGenesis(blobs, file!));
  if (paths.zkey === null) return { ...genesis, head: genesis.slim };
  const file = await openFile(paths.zkey);
  try {
    const head = await storeSlim(blobs, await openZkey(file));
    const metadata = { ...genesis.metadata, adopted: { records: adopted, head: head.state } };
    return { ...genesis, metadata, head: head.slim };
  } finally {
    await file.close();
  }
}

function insertCircuit(
  ctx: ServerContext,
  { id, ceremonyId }: DraftRow,
  lease: JobLease,
  { r1cs, phase1, adopted }: Made,
  { slim, immutable, head, metadata }: Stored,
): Promise<void> {
  return inCeremony(ctx, ceremonyId, async (transaction) => {
    const { trx, ceremony, now, emit } = transaction;
    if (!(await finishJob(trx, lease, { state: 'DONE', result: null })))
      throw new LostUpdate(`job ${lease.id}`);
    const draft = await findDraft(trx, id);
    if (draft?.state !== 'WORKING') throw new LostUpdate(`draft ${id}`);
    requireChangeable(ceremony);
    const others = await circuitsOf(trx, ceremonyId);
    if (others.some(({ slug }) => slug === draft.slug))
      throw new Problem('CONFLICT', `the ceremony has a circuit ${draft.slug} already`);
    const files = filesOf(draft);
    const { keepPtau, name, description, source, acting } = aboutOf(draft);
    const whole: Groth16Metadata = {
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...metadata,
      r1cs,
      phase1: { ...phase1, kept: keepPtau },
      ...(source === undefined ? {} : { source }),
      ...(files.wasm === undefined ? {} : { wasm: files.wasm }),
    };
    await recordBlob(trx, { ...slim, kind: 'genesis', createdAt: now });
    await recordBlob(trx, { ...immutable, kind: IMMUTABLE_KIND, createdAt: now });
    if (head.hash !== slim.hash) await recordBlob(trx, { ...head, kind: 'adopted', createdAt: now });
    const circuit = await createCircuit(trx, {
      ceremonyId,
      sequence: draft.sequence,
      slug: draft.slug,
      metadata: JSON.stringify(whole),
      genesisBlob: slim.hash,
      headBlob: head.hash,
      position: adopted.length,
    });
    await updateDraft(trx, draft, { state: 'READY', circuitId: circuit.id, problem: null, files: '{}' });
    if (!keepPtau) await forgetPtaus(ctx, transaction, [files.ptau?.sha256]);
    await forgetBlobs(ctx, transaction, [files.genesis?.sha256, files.zkey?.sha256]);
    const change = { field: 'circuits', new: { slug: draft.slug, genesis: slim.hash } };
    emit([{ type: 'ceremony.amended', data: { changes: [change], ...told(acting), from: now } }]);
  });
}
