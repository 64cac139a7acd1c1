import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openFile } from '@brebaje/groth16/files/file-source';
import { CommandRefused } from '../sequencer/ceremony-commands.ts';
import { inCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { recordBlob } from '../store/blobs.ts';
import { circuitsOf, createCircuit } from '../store/circuits.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { IMMUTABLE_KIND, type StoredGenesis, storeGenesis } from '../verify/groth16-metadata.ts';

/** A circuit and the phase 1 that its genesis is made of; files on the server's machine. */
export interface NewCircuit {
  slug: string;
  r1cs: string;
  ptau: string;
  /** SHA-256 or BLAKE2b-512 of the ptau, hex; null: it is verified whole. */
  ptauHash: string | null;
}

/** Of 2^28 constraints on a small machine. */
const LONGEST_MILLIS = 7 * 86_400_000;

/**
 * Makes a circuit's genesis, verifies it, and puts it at the end of a ceremony that has not opened yet; what it is
 * made of becomes part of the manifest. Throws CommandRefused.
 */
export async function addCircuit(
  ctx: ServerContext,
  ceremony: CeremonyRow,
  circuit: NewCircuit,
): Promise<{ id: number; sequence: number; genesis: string; points: number }> {
  refuseUnfit(ceremony, circuit.slug, await circuitsOf(ctx.store.db, ceremony.id));
  return withGenesis(ctx, circuit, (made) => insertCircuit(ctx, ceremony.id, circuit.slug, made));
}

function insertCircuit(ctx: ServerContext, ceremonyId: number, slug: string, made: StoredGenesis) {
  return inCeremony(ctx, ceremonyId, async ({ trx, ceremony, now: createdAt, emit }) => {
    const others = await circuitsOf(trx, ceremonyId);
    refuseUnfit(ceremony, slug, others);
    await recordBlob(trx, { ...made.slim, kind: 'genesis', createdAt });
    await recordBlob(trx, { ...made.immutable, kind: IMMUTABLE_KIND, createdAt });
    const { id, sequence } = await createCircuit(trx, {
      ceremonyId,
      sequence: Math.max(0, ...others.map((other) => other.sequence)) + 1,
      slug,
      metadata: JSON.stringify(made.metadata),
      genesisBlob: made.slim.hash,
      headBlob: made.slim.hash,
    });
    const change = { field: 'circuits', new: { slug, genesis: made.slim.hash } };
    emit([{ type: 'ceremony.amended', data: { changes: [change], who: 'operator', from: createdAt } }]);
    return { id, sequence, genesis: made.slim.hash, points: made.metadata.points };
  });
}

function refuseUnfit(ceremony: CeremonyRow, slug: string, circuits: { slug: string }[]): void {
  if (ceremony.scheme !== 'GROTH16')
    throw new CommandRefused(`a ${ceremony.scheme} ceremony has no circuits to add`);
  if (ceremony.status !== 'SCHEDULED')
    throw new CommandRefused(`the ceremony is ${ceremony.status}: its circuits are fixed since it opened`);
  if (circuits.some((other) => other.slug === slug))
    throw new CommandRefused(`the ceremony has a circuit ${slug} already`);
}

/** Makes and stores the genesis of a circuit for `use`, which gives its bytes rows. */
async function withGenesis<Result>(
  ctx: ServerContext,
  { r1cs, ptau, ptauHash }: NewCircuit,
  use: (made: StoredGenesis) => Promise<Result>,
): Promise<Result> {
  const scratch = await mkdtemp(join(resolve(ctx.config.data), 'quarantine', 'genesis-'));
  try {
    const output = join(scratch, 'genesis.zkey');
    const answer = await ctx.verification.ask(
      { kind: 'groth16-genesis', files: { r1cs, ptau, ptauHash, output } },
      { timeoutMillis: LONGEST_MILLIS },
    );
    if (!answer.ok) throw new CommandRefused(answer.text);
    const file = await openFile(output);
    try {
      const stored = await storeGenesis(ctx.blobs, file);
      const { r1cs, phase1 } = answer;
      const result = await use({ ...stored, metadata: { ...stored.metadata, r1cs, phase1 } });
      // Until then no row named these bytes, and whoever deleted the last ceremony that did took them along.
      const kept = [stored.slim, stored.immutable].map(({ hash }) => ctx.blobs.size(hash));
      if ((await Promise.all(kept)).includes(undefined)) await storeGenesis(ctx.blobs, file);
      return result;
    } finally {
      await file.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
