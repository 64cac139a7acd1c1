/** What a participant of a ceremony moves. */
import { findBlob } from '../store/blobs.ts';
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow, CircuitRow } from '../store/schema.ts';
import type { KzgMetadata } from '../verify/kzg-scheme.ts';
import { contributionSize } from './means.ts';

/** Bytes, by our clients. */
interface MovedBytes {
  download: number;
  upload: number;
}

type Row = Pick<CircuitRow, 'metadata' | 'genesisBlob' | 'headBlob'>;

/** Of somebody who contributes next, to all circuits. */
export async function movedBytes(
  db: Db,
  { scheme }: Pick<CeremonyRow, 'scheme'>,
  circuits: Row[],
): Promise<MovedBytes> {
  const each = await Promise.all(
    circuits.map((circuit) => (scheme === 'KZG' ? ofPowers(circuit) : ofCircuit(db, circuit))),
  );
  return {
    download: each.reduce((sum, { download }) => sum + download, 0),
    upload: each.reduce((sum, { upload }) => sum + upload, 0),
  };
}

function ofPowers({ metadata }: Row): MovedBytes {
  const bytes = contributionSize((JSON.parse(metadata) as KzgMetadata).sizes);
  return { download: bytes, upload: bytes };
}

async function ofCircuit(db: Db, { genesisBlob, headBlob }: Row): Promise<MovedBytes> {
  const sizeOf = async (hash: string) => (await findBlob(db, hash))?.size ?? 0;
  const state = await sizeOf(headBlob);
  // What comes next is larger by its record, a few hundred bytes.
  return {
    download: genesisBlob === headBlob ? state : (await sizeOf(genesisBlob)) + state,
    upload: state,
  };
}
