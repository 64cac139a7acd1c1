import { joinBytes } from '@brebaje/curves/bytes';
import type { CurveName } from '@brebaje/curves/engine';
import { contributionHash, hashLines } from '@brebaje/groth16/chain/record-hash';
import { type ContributionRecord, parseRecords } from '@brebaje/groth16/zkey/records';
import { fromHex, toHex } from '@brebaje/kzg/hex';
import {
  ARCHIVE_FILES,
  type Archive,
  type ArchivedCircuit,
  type Groth16Metadata,
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
  expected: readonly string[],
): Promise<Manifest> {
  const text = await folder.readText(ARCHIVE_FILES.manifest, MOST_MANIFEST);
  if (text === undefined) throw new Wrong(`${ARCHIVE_FILES.manifest} is missing`);
  const hash = hashOf(new TextEncoder().encode(text));
  const other = expected.find((one) => one !== hash);
  if (other !== undefined) throw new Wrong(`its SHA-256 is ${hash}, and ${other} was expected`);
  if (logged && logged.manifest !== hash)
    throw new Wrong(`its SHA-256 is ${hash}; the log opened the ceremony with ${logged.manifest ?? 'none'}`);
  if (ceremony.manifestHash !== hash) throw new Wrong('it is not the one that the ceremony is known by');
  const json = jsonOf(text);
  const { data: document } = manifestDocumentSchema.safeParse(json);
  if (!document || canonical(json) !== text) throw new Wrong('it is no manifest in RFC 8785 JSON');
  for (const name of ['slug', 'scheme', 'title', 'test'] as const)
    if (document[name === 'slug' ? 'ceremony' : name] !== ceremony[name])
      throw new Wrong(`it is of another ceremony: the ${name} is another`);
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

/** Contributions from elsewhere, before the first of ours. */
export function adoptedOf({ adopted }: Groth16Metadata): number {
  return adopted?.records.length ?? 0;
}

/** Every contribution to a circuit, in order. Throws Wrong where one is missing or none. */
export async function* transcriptsOf(
  folder: ArchiveFolder,
  circuit: ArchivedCircuit,
): AsyncGenerator<TranscriptBody> {
  const { slug, contributions } = circuit;
  for (let position = adoptedOf(metadataOf(circuit)) + 1; position <= contributions; position++) {
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
  const metadata = metadataOf(circuit);
  const { curve, genesis, adopted } = metadata;
  const accepted = logged?.accepted.get(circuit.id) ?? [];
  const before = adoptedOf(metadata);
  let state = (adopted?.head ?? genesis).state;
  let head = adopted?.head.sha256 ?? circuit.genesis;
  let count = 0;
  for await (const transcript of transcriptsOf(folder, circuit)) {
    count++;
    const position = before + count;
    const wrong = (what: string) => new Wrong(`contribution ${position} ${what}`);
    if (transcript.circuit !== circuit.slug || transcript.position !== position)
      throw wrong('says that it is another one');
    if (transcript.previousState !== state) throw wrong('does not begin with the state before it');
    const record = recordOf(curve, transcript.record);
    const hash = contributionHash(curve, record);
    if (toHex(hash) !== transcript.contributionHash) throw wrong('has another hash than its record');
    if (hashLines(hash).join('\n') !== transcript.contributionHashLines.join('\n'))
      throw wrong('is printed with another hash than it has');
    if (record.name !== undefined && record.name !== '' && record.name !== transcript.publicName)
      throw wrong('names another person than its record');
    if (record.type !== 'person') throw wrong('is a beacon’s, and must be a person’s');
    if (logged) {
      const event = accepted[count - 1];
      const { slim, participantId, times } = transcript;
      const same =
        event?.position === position &&
        event.head === slim.sha256 &&
        event.participant === participantId &&
        Math.floor(event.at / 1000) === times.acceptedAt;
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
  const before = adoptedOf(metadataOf(circuit));
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
    if (accepted && said.seq !== accepted[position - before - 1]?.seq)
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
