import { joinBytes } from '@brebaje/curves/bytes';
import type { CurveName } from '@brebaje/curves/engine';
import { contributionHash, hashLines } from '@brebaje/groth16/chain/record-hash';
import { type ContributionRecord, parseRecords } from '@brebaje/groth16/zkey/records';
import { fromHex, toHex } from '@brebaje/kzg/hex';
import {
  ARCHIVE_FILES,
  type Archive,
  type ArchivedCircuit,
  type ManifestDocument,
  manifestDocumentSchema,
} from '@brebaje/protocol/archive';
import type { TranscriptBody } from '@brebaje/protocol/rest/transcripts';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import { metadataOf } from '../archive/fetch-files.ts';
import { jsonOf, readTranscript } from '../archive/read-transcript.ts';
import { ClientError } from '../client-error.ts';
import { hashOf } from '../fingerprint.ts';
import { checkCircuitReceipt, type ReceiptContent, type ReceiptFacts } from '../groth16/receipt.ts';
import { canonical } from '../rest/check-log.ts';
import { Wrong } from './findings.ts';
import type { Logged } from './read-log.ts';

const MOST_MANIFEST = 16 << 20;

/** A manifest, and the hash that names the ceremony. */
export interface Manifest {
  hash: string;
  document: ManifestDocument;
}

/** The manifest, which is what everything else rests on. Throws Wrong. */
export async function requireManifest(
  folder: ArchiveFolder,
  { ceremony, circuits }: Archive,
  logged: Logged | undefined,
  expected: string | undefined,
): Promise<Manifest> {
  const text = await folder.readText(ARCHIVE_FILES.manifest, MOST_MANIFEST);
  if (text === undefined) throw new Wrong(`${ARCHIVE_FILES.manifest} is missing`);
  const hash = hashOf(new TextEncoder().encode(text));
  if (expected !== undefined && expected !== hash)
    throw new Wrong(`its SHA-256 is ${hash}, and ${expected} was expected`);
  if (logged && logged.manifest !== hash)
    throw new Wrong(`its SHA-256 is ${hash}; the log opened the ceremony with ${logged.manifest ?? 'none'}`);
  if (ceremony.manifestHash !== hash) throw new Wrong('it is not the one that the ceremony is known by');
  const json = jsonOf(text);
  const { data: document } = manifestDocumentSchema.safeParse(json);
  if (!document || canonical(json) !== text) throw new Wrong('it is no manifest in RFC 8785 JSON');
  if (document.ceremony !== ceremony.slug || document.scheme !== ceremony.scheme)
    throw new Wrong('it is of another ceremony');
  if (document.receiptAddress !== ceremony.receiptAddress)
    throw new Wrong(`receipts are signed by ${document.receiptAddress}, and not by what the server says`);
  const fixed = document.circuits.toSorted((a, b) => a.sequence - b.sequence);
  for (const [i, circuit] of circuits.entries()) {
    const own = fixed[i];
    const same =
      own?.slug === circuit.slug &&
      own.genesis === circuit.genesis &&
      canonical(own.metadata) === canonical(circuit.metadata);
    if (!same) throw new Wrong(`the circuit ${circuit.slug} is not as it was fixed`);
  }
  if (fixed.length !== circuits.length) throw new Wrong('a circuit of it is missing');
  return { hash, document };
}

/** Every contribution to a circuit, in order. Throws Wrong where one is missing or none. */
export async function* transcriptsOf(
  folder: ArchiveFolder,
  { slug, contributions }: ArchivedCircuit,
): AsyncGenerator<TranscriptBody> {
  for (let position = 1; position <= contributions; position++) {
    const transcript = await readTranscript(folder, slug, position);
    if (!transcript) throw new Wrong(`contribution ${position} is missing, or no contribution`);
    yield transcript;
  }
}

/**
 * What was published of each contribution to a circuit agrees with itself, with the one before, and with the log.
 * Answers how many there are. Throws Wrong.
 */
export async function requireContributions(
  folder: ArchiveFolder,
  circuit: ArchivedCircuit,
  logged: Logged | undefined,
): Promise<number> {
  const { curve, genesis } = metadataOf(circuit);
  const accepted = logged?.accepted.get(circuit.id) ?? [];
  let state = genesis.state;
  let head = circuit.genesis;
  let count = 0;
  for await (const transcript of transcriptsOf(folder, circuit)) {
    count++;
    const wrong = (what: string) => new Wrong(`contribution ${count} ${what}`);
    if (transcript.circuit !== circuit.slug || transcript.position !== count)
      throw wrong('says that it is another one');
    if (transcript.previousState !== state) throw wrong('does not begin with the state before it');
    const record = recordOf(curve, transcript.record);
    const hash = contributionHash(curve, record);
    if (toHex(hash) !== transcript.contributionHash) throw wrong('has another hash than its record');
    if (hashLines(hash).join('\n') !== transcript.contributionHashLines.join('\n'))
      throw wrong('is printed with another hash than it has');
    if (record.type !== 'person') throw wrong('is a beacon’s, and must be a person’s');
    if (logged) {
      const event = accepted[count - 1];
      const same = event?.position === count && event.head === transcript.slim.sha256;
      if (!same) throw wrong('is not the one that the log accepted');
    }
    state = transcript.state;
    head = transcript.slim.sha256;
  }
  if (logged && accepted.length !== count)
    throw new Wrong(`the log accepted ${accepted.length} contributions, and ${count} are published`);
  // A beacon may have come after the last of them.
  if (circuit.head !== head && !logged?.artifacts) throw new Wrong('the chain ends in another state');
  return count;
}

/** One record of section 10, in hex. Throws a FileError. */
export function recordOf(curve: CurveName, hex: string): ContributionRecord {
  const section = joinBytes([new Uint8Array(64), Uint8Array.of(1, 0, 0, 0), fromHex(hex)!]);
  return parseRecords(curve, section).list[0]!;
}

/** What became of the receipts of a circuit. */
export interface Receipts {
  signed: number;
  /** Contributions whose receipt only the contributor has. */
  kept: number;
}

/** Every receipt is signed by the manifest's address, and says what was published. Throws Wrong. */
export async function requireReceipts(
  folder: ArchiveFolder,
  circuit: ArchivedCircuit,
  { hash, document }: Manifest,
  logged: Logged | undefined,
): Promise<Receipts> {
  const accepted = logged?.accepted.get(circuit.id);
  const found = { signed: 0, kept: 0 };
  for await (const transcript of transcriptsOf(folder, circuit)) {
    const { position, receipt } = transcript;
    if (!receipt) {
      found.kept++;
      continue;
    }
    const wrong = (what: string) => new Wrong(`the receipt of contribution ${position}: ${what}`);
    const { previousState, state, record, contributionHash, whole, slim } = transcript;
    const said = receiptOf(receipt, {
      receiptAddress: document.receiptAddress,
      manifest: hash,
      circuit: circuit.slug,
      position,
      previousState,
      state,
      record,
      contributionHash,
      fileSha256: whole?.sha256 ?? slim.sha256,
    });
    if (typeof said === 'string') throw wrong(said);
    if (hashOf(new TextEncoder().encode(receipt.text)) !== receipt.sha256) throw wrong('it has another hash');
    if (accepted && said.seq !== accepted[position - 1]?.seq)
      throw wrong('it is of another event of the log');
    found.signed++;
  }
  return found;
}

/** What a receipt says; or what is wrong with it. */
function receiptOf(
  { text, signature }: { text: string; signature: string },
  facts: ReceiptFacts,
): ReceiptContent | string {
  try {
    return checkCircuitReceipt({ receipt: text, signature }, facts);
  } catch (error) {
    if (error instanceof ClientError) return error.message;
    throw error;
  }
}
