import { ARCHIVE_FILES, type Archive } from '@brebaje/protocol/archive';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import { readTranscript } from '../archive/read-transcript.ts';
import { ClientError } from '../client-error.ts';
import { type CircuitReceipt, checkCircuitReceipt, readCircuitReceipt } from '../groth16/receipt.ts';
import type { Manifest } from './check-record.ts';
import { Wrong } from './findings.ts';
import type { Logged } from './read-log.ts';

/** Where a contribution stands for which somebody has a receipt. */
export interface Included {
  circuit: string;
  position: number;
  contributionHash: string;
  /** Whether it is in it. */
  found: boolean;
}

/**
 * Looks for the contribution of a receipt: published at its position, and accepted by the event of the log that the
 * receipt names. Throws Wrong when the receipt is none of this ceremony's.
 */
export async function lookFor(
  kept: CircuitReceipt,
  folder: ArchiveFolder,
  { circuits }: Archive,
  { hash, document }: Manifest,
  logged: Logged | undefined,
): Promise<Included> {
  try {
    const said = readCircuitReceipt(kept.receipt);
    const { circuit, position, contributionHash } = said;
    checkCircuitReceipt(kept, { ...said, receiptAddress: document.receiptAddress, manifest: hash });
    const own = circuits.find((one) => one.slug === circuit);
    const there = own && (await readTranscript(folder, own.slug, position));
    const event = own && logged?.accepted.get(own.id)?.find((one) => one.position === position);
    const found =
      (!logged || event?.seq === said.seq) &&
      there?.contributionHash === contributionHash &&
      there.state === said.state &&
      there.record === said.record &&
      there.previousState === said.previousState;
    return { circuit, position, contributionHash, found };
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    throw new Wrong(`your receipt cannot be looked for in ${ARCHIVE_FILES.manifest}: ${error.message}`);
  }
}
