/** Phase 1 files that this server has, or knows. */
import { findBlob } from '../store/blobs.ts';
import type { Db } from '../store/open-store.ts';
import type { Groth16Metadata } from '../verify/groth16-metadata.ts';

/** What the circuits of this server say of a phase 1 with one of its hashes. */
async function told(db: Db, hash: string): Promise<NonNullable<Groth16Metadata['phase1']>[]> {
  const rows = await db
    .selectFrom('circuit')
    .select('metadata')
    .where('metadata', 'like', `%"${hash}"%`)
    .execute();
  return rows.flatMap(({ metadata }) => {
    const { phase1 } = JSON.parse(metadata) as Partial<Groth16Metadata>;
    return phase1 && [phase1.sha256, phase1.blake2b].includes(hash) ? [phase1] : [];
  });
}

/** The blob of a phase 1 by its SHA-256 or BLAKE2b-512; undefined: the server does not have it. */
export async function findPtau(db: Db, hash: string): Promise<{ sha256: string; size: number } | undefined> {
  const hashes = hash.length === 64 ? [hash] : (await told(db, hash)).map(({ sha256 }) => sha256);
  for (const sha256 of new Set(hashes)) {
    const blob = await findBlob(db, sha256);
    if (blob?.kind === 'ptau') return { sha256, size: blob.size };
  }
  return undefined;
}

/** Whether this server has verified it whole for another circuit. */
export async function wasVerified(db: Db, sha256: string): Promise<boolean> {
  return (await told(db, sha256)).some(({ checked }) => checked === 'whole');
}
