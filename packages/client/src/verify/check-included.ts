import type { Archive } from '@brebaje/protocol/archive';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import { readTranscript } from '../archive/read-transcript.ts';
import { ClientError } from '../client-error.ts';
import {
  type CircuitReceipt,
  checkCircuitReceipt,
  type ReceiptContent,
  readCircuitReceipt,
} from '../groth16/receipt.ts';
import type { Manifest } from './check-record.ts';
import { type Findings, Wrong } from './findings.ts';
import type { Logged } from './read-log.ts';

/** Where a contribution stands for which somebody has a receipt. */
export interface Included {
  circuit: string;
  position: number;
  contributionHash: string;
  /** Whether it is in it. */
  found: boolean;
}

/** What a receipt says; a receipt that is none of this ceremony's is wrong. */
export function genuine<Content>(check: () => Content): Content {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    throw new Wrong(error.message);
  }
}

/** A receipt is signed by the manifest's address, over this manifest. Throws Wrong. */
function requireOwn(kept: CircuitReceipt, { hash, document }: Manifest): ReceiptContent {
  return genuine(() => {
    const said = readCircuitReceipt(kept.receipt);
    const { receiptAddress } = document;
    return checkCircuitReceipt(kept, { ...said, receiptAddress, manifest: hash });
  });
}

/**
 * Looks for the contribution of a receipt: published at its position, and accepted by the event of the log that the
 * receipt names.
 */
async function lookFor(
  said: ReceiptContent,
  folder: ArchiveFolder,
  { circuits }: Archive,
  logged: Logged | undefined,
): Promise<Included> {
  const { circuit, position, contributionHash } = said;
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
}

/** Looks for the contribution of each receipt. Nothing is found where the manifest does not hold. */
export async function lookForAll(
  findings: Findings,
  receipts: readonly CircuitReceipt[],
  where: {
    folder: ArchiveFolder;
    archive: Archive;
    manifest: Manifest | undefined;
    logged: Logged | undefined;
  },
): Promise<Included[]> {
  const { folder, archive, manifest, logged } = where;
  const included: Included[] = [];
  for (const receipt of receipts) {
    if (!manifest) break;
    const said = await findings.of('receipt', undefined, async () => {
      const content = requireOwn(receipt, manifest);
      const { circuit, position } = content;
      const signed = `signed by ${manifest.document.receiptAddress}`;
      return [content, `of number ${position} to ${circuit}, ${signed}`];
    });
    if (!said) continue;
    await findings.of('included', undefined, async () => {
      const one = await lookFor(said, folder, archive, logged);
      included.push(one);
      const where = `${one.circuit}, number ${one.position}`;
      if (!one.found) throw new Wrong(`yours is not in it: ${where}`);
      return [one, `yours is in it: ${where}`];
    });
  }
  return included;
}
