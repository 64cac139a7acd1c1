import { openZkey } from '@brebaje/groth16/zkey/zkey';
import { ARCHIVE_FILES, type Archive, type ArchivedCircuit } from '@brebaje/protocol/archive';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import { metadataOf } from '../archive/fetch-files.ts';
import type { StoredFile } from '../groth16/work-store.ts';
import { openNamed, requireHashes, requireRecords } from './check-circuit.ts';
import { adoptedOf } from './check-record.ts';
import { Wrong } from './findings.ts';
import type { Logged } from './read-log.ts';

/** Which file has the latest state of a circuit. */
export function lastStateOf({ ceremony }: Archive, circuit: ArchivedCircuit): string {
  const { slug, contributions } = circuit;
  if (ceremony.status === 'FINALIZED') return ARCHIVE_FILES.artifact(ARCHIVE_FILES.last(slug));
  const own = contributions > adoptedOf(metadataOf(circuit));
  return own ? ARCHIVE_FILES.state(slug, contributions) : ARCHIVE_FILES.adopted(slug);
}

/**
 * The latest state of a circuit is the one that the log names, and has the record of every contribution that was
 * published, byte for byte. Nothing is computed: that the state follows from them, the chain tells. Answers what the
 * state is. Throws Wrong or a FileError.
 */
export async function requireHeld(
  folder: ArchiveFolder,
  archive: Archive,
  circuit: ArchivedCircuit,
  logged: Logged | undefined,
): Promise<string> {
  const finalized = archive.ceremony.status === 'FINALIZED';
  const name = lastStateOf(archive, circuit);
  const last = ARCHIVE_FILES.last(circuit.slug);
  if (finalized && logged && logged.artifacts?.get(last) !== circuit.head)
    throw new Wrong(`${last} is not the file that the log names`);
  const files: StoredFile[] = [];
  try {
    const source = await openNamed(folder, name, files);
    await requireHashes(folder, source, name, { sha256: circuit.head });
    const zkey = await openZkey(source, { kind: 'slim' });
    await requireRecords(folder, { circuit, metadata: metadataOf(circuit) }, zkey, finalized ? 1 : 0);
    return finalized ? 'the result' : 'the latest state';
  } finally {
    for (const file of files) await file.close();
  }
}
