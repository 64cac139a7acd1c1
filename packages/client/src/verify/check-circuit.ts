import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { type GenesisSums, sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { contributionHash } from '@brebaje/groth16/chain/record-hash';
import { immutableHash, stateHash } from '@brebaje/groth16/chain/state-hash';
import { type ByteSource, streamOf } from '@brebaje/groth16/files/source';
import type { Beacon } from '@brebaje/groth16/random/generators';
import { verifyContribution } from '@brebaje/groth16/verify/verify-contribution';
import { verifyZkey } from '@brebaje/groth16/verify/verify-zkey';
import { composeZkey, openImmutable } from '@brebaje/groth16/zkey/compose';
import { type ContributionRecord, recordBytes } from '@brebaje/groth16/zkey/records';
import { openZkey, type Zkey } from '@brebaje/groth16/zkey/zkey';
import { fromHex, toHex } from '@brebaje/kzg/hex';
import { ARCHIVE_FILES, type ArchivedCircuit, type Groth16Metadata } from '@brebaje/protocol/archive';
import type { TranscriptBody } from '@brebaje/protocol/rest/transcripts';
import type { ArchiveFolder, Hashing } from '../archive/archive-folder.ts';
import { metadataOf } from '../archive/fetch-files.ts';
import { readTranscript } from '../archive/read-transcript.ts';
import type { StoredFile } from '../groth16/work-store.ts';
import { adoptedOf, transcriptsOf } from './check-record.ts';
import { Wrong } from './findings.ts';

export interface Steps {
  progress?: ((done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** A circuit whose files are open. */
export interface OpenCircuit {
  readonly circuit: ArchivedCircuit;
  readonly metadata: Groth16Metadata;
  /** What no contribution changes. */
  readonly immutable: Parameters<typeof composeZkey>[1];
  readonly genesis: Zkey;
  /** What everything after it is compared with. */
  readonly sums: GenesisSums;
  /** The whole genesis, composed of the two. */
  readonly whole: Zkey;
  close(): Promise<void>;
}

/**
 * Opens what a circuit begins with: the files of the manifest, by every hash that it gives. Throws Wrong, a FileError
 * or Refused.
 */
export async function openCircuit(
  engine: WasmEngine,
  folder: ArchiveFolder,
  circuit: ArchivedCircuit,
  steps: Steps = {},
): Promise<OpenCircuit> {
  const metadata = metadataOf(circuit);
  const { slug } = circuit;
  const files: StoredFile[] = [];
  const close = async () => {
    for (const file of files) await file.close();
  };
  try {
    const [slim, part] = [ARCHIVE_FILES.state(slug, 0), ARCHIVE_FILES.immutable(slug)];
    const source = await openNamed(folder, slim, files);
    const other = await openNamed(folder, part, files);
    const { sha256, blake2b } = metadata.genesis;
    await requireHashes(folder, source, slim, { sha256, blake2b });
    await requireHashes(folder, other, part, { sha256: metadata.immutable.sha256 });
    await requireSources(folder, slug, metadata);
    if (circuit.genesis !== metadata.genesis.sha256) throw new Wrong('the manifest names two geneses');
    const genesis = await openZkey(source, { kind: 'slim' });
    const immutable = { source: other, sections: await openImmutable(other) };
    const whole = await openZkey(composeZkey(genesis, immutable));
    if (genesis.header.curve !== metadata.curve || engine.curve !== metadata.curve)
      throw new Wrong(`the genesis is on ${genesis.header.curve}, and not on ${metadata.curve}`);
    if (toHex(await stateHash(genesis)) !== metadata.genesis.state)
      throw new Wrong('the stateHash of the genesis is another one');
    if (toHex(await immutableHash(whole)) !== metadata.immutable.hash)
      throw new Wrong('the immutableHash of the genesis is another one');
    const sums = await sumGenesis(engine, genesis, only(steps));
    return { circuit, metadata, immutable, genesis, sums, whole, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a circuit is made of and what provers run, where it is there, is what the manifest names. */
async function requireSources(
  folder: ArchiveFolder,
  slug: string,
  { r1cs, wasm }: Groth16Metadata,
): Promise<void> {
  for (const [kind, named] of Object.entries({ r1cs, wasm })) {
    const name = ARCHIVE_FILES[kind as 'r1cs' | 'wasm'](slug);
    const files: StoredFile[] = [];
    if (!named || (await folder.size(name)) === undefined) continue;
    try {
      await requireHashes(folder, await openNamed(folder, name, files), name, { sha256: named.sha256 });
    } finally {
      for (const file of files) await file.close();
    }
  }
}

/** Hides what is undefined from options that know no undefined. */
function only({ progress, signal }: Steps) {
  return { ...(progress && { progress }), ...(signal && { signal }) };
}

/** Opens a file of the folder. Throws Wrong when it is missing. */
export async function openNamed(
  folder: ArchiveFolder,
  name: string,
  files: { push(file: StoredFile): unknown },
): Promise<StoredFile> {
  if ((await folder.size(name)) === undefined) throw new Wrong(`${name} is missing`);
  const file = await folder.open(name);
  files.push(file);
  return file;
}

/** Throws Wrong unless a file has these hashes. */
export async function requireHashes(
  hashing: Hashing,
  source: ByteSource,
  name: string,
  expected: { sha256: string; blake2b?: string; size?: number },
): Promise<void> {
  const [sha256, blake2b] = [hashing.sha256(), hashing.blake2b()];
  if (expected.size !== undefined && source.size !== expected.size)
    throw new Wrong(`${name} has ${source.size} bytes, and not ${expected.size}`);
  for await (const bytes of streamOf(source)) {
    sha256.update(bytes);
    if (expected.blake2b !== undefined) blake2b.update(bytes);
  }
  if (sha256.hex() !== expected.sha256) throw new Wrong(`${name} has another SHA-256`);
  if (expected.blake2b !== undefined && blake2b.hex() !== expected.blake2b)
    throw new Wrong(`${name} has another BLAKE2b-512`);
}

/**
 * Every state that is there has the hashes that were published and the records of the chain up to it. `each`: every
 * contribution is verified against the one before, too. Answers how many there are. Throws Wrong.
 */
export async function requireStates(
  engine: WasmEngine,
  folder: ArchiveFolder,
  { circuit, metadata, sums }: OpenCircuit,
  { each, states, progress, signal }: Steps & { each: boolean; states: 'every' | 'latest' },
): Promise<number> {
  const records: string[] = [];
  let before: Pick<Zkey, 'records'> = { records: { circuitHash: sums.circuitHash, list: [], offsets: [] } };
  let count = 0;
  const { adopted } = metadata;
  if (adopted && states === 'every') {
    const files: StoredFile[] = [];
    try {
      const name = ARCHIVE_FILES.adopted(circuit.slug);
      const zkey = await requireState(folder, await openNamed(folder, name, files), name, metadata, {
        slim: adopted.head,
        state: adopted.head.state,
        records,
      });
      before = { records: zkey.records };
    } finally {
      for (const file of files) await file.close();
    }
  }
  for await (const transcript of transcriptsOf(folder, circuit)) {
    signal?.throwIfAborted();
    records.push(transcript.record);
    const { position } = transcript;
    const name = ARCHIVE_FILES.state(circuit.slug, position);
    const wanted = states === 'every' || position === circuit.contributions;
    if (!wanted) continue;
    const files: StoredFile[] = [];
    try {
      const zkey = await requireState(folder, await openNamed(folder, name, files), name, metadata, {
        ...transcript,
        records,
      });
      if (each && states === 'every') {
        const immutable = fromHex(metadata.immutable.hash)!;
        const verdict = await verifyContribution(engine, { genesis: sums, immutable, ...before }, zkey);
        if (!verdict.ok) throw new Wrong(`${name}: ${verdict.text}`);
      }
      before = { records: zkey.records };
      count++;
      progress?.(position, circuit.contributions);
    } finally {
      for (const file of files) await file.close();
    }
  }
  return count;
}

/** A state that has the hashes and the records that were published. */
async function requireState(
  hashing: Hashing,
  source: StoredFile,
  name: string,
  metadata: Groth16Metadata,
  expected: Pick<TranscriptBody, 'state'> & {
    slim: { sha256: string; blake2b: string; size?: number };
    /** Ours, in hex. */
    records: readonly string[];
  },
): Promise<Zkey> {
  await requireHashes(hashing, source, name, expected.slim);
  const zkey = await openZkey(source, { kind: 'slim' });
  const ours = requireAdopted(zkey, metadata);
  const { records } = expected;
  if (ours.length !== records.length || ours.some((record, i) => toHex(recordBytes(record)) !== records[i]))
    throw new Wrong(`the records in ${name} are not those that were published`);
  if (toHex(await stateHash(zkey)) !== expected.state)
    throw new Wrong(`the stateHash of ${name} is another one`);
  return zkey;
}

/** The records of a zkey after those from elsewhere, which are as the manifest has them. Throws Wrong. */
function requireAdopted({ header, records }: Zkey, { adopted }: Groth16Metadata): ContributionRecord[] {
  const known = adopted?.records ?? [];
  for (const [i, { contributionHash: hash, type }] of known.entries()) {
    const record = records.list[i];
    if (!record || record.type !== type || toHex(contributionHash(header.curve, record)) !== hash)
      throw new Wrong(`record ${i + 1} is not the one that the manifest names`);
  }
  return records.list.slice(known.length);
}

/**
 * The latest state of a chain from its genesis on: every record, δ in both groups, every point of L and H; and that
 * it is what was published last. Throws Wrong.
 */
export async function requireChain(
  engine: WasmEngine,
  folder: ArchiveFolder,
  { circuit, metadata, sums }: OpenCircuit,
  steps: Steps = {},
): Promise<void> {
  const { slug, contributions } = circuit;
  const own = contributions > adoptedOf(metadata);
  const name = own ? ARCHIVE_FILES.state(slug, contributions) : ARCHIVE_FILES.adopted(slug);
  const files: StoredFile[] = [];
  try {
    const source = await openNamed(folder, name, files);
    const transcript = own ? await readTranscript(folder, slug, contributions) : undefined;
    const latest = own
      ? transcript && { ...transcript.slim, state: transcript.state }
      : metadata.adopted?.head;
    if (!latest) throw new Wrong(`contribution ${contributions} is missing, or no contribution`);
    await requireHashes(folder, source, name, latest);
    const zkey = await openZkey(source, { kind: 'slim' });
    const { stateHash: state } = await requireSound(engine, { sums, metadata }, zkey, null, steps);
    if (toHex(state) !== latest.state) throw new Wrong('the latest state is not the one that was accepted');
    await requireRecords(folder, { circuit, metadata }, zkey);
  } finally {
    for (const file of files) await file.close();
  }
}

/** A zkey that is sound from the circuit's genesis. `beacon`: what its last record is; null: a person's. */
export async function requireSound(
  engine: WasmEngine,
  { sums, metadata }: Pick<OpenCircuit, 'sums' | 'metadata'>,
  zkey: Zkey,
  beacon: Beacon | null,
  steps: Steps,
): Promise<{ stateHash: Uint8Array; contributionHashes: readonly Uint8Array[] }> {
  const immutable = fromHex(metadata.immutable.hash)!;
  const verdict = await verifyZkey(engine, { genesis: sums, immutable }, zkey, { ...steps, beacon });
  if (verdict.ok) return verdict;
  throw new Wrong(`${verdict.text} (check ${verdict.check}, ${verdict.code})`);
}

/** The records of a zkey are those that were published, byte for byte, and then `more`. Throws Wrong. */
export async function requireRecords(
  folder: ArchiveFolder,
  { circuit, metadata }: Pick<OpenCircuit, 'circuit' | 'metadata'>,
  zkey: Zkey,
  more = 0,
): Promise<void> {
  const ours = requireAdopted(zkey, metadata);
  const before = adoptedOf(metadata);
  const count = circuit.contributions - before;
  if (ours.length !== count + more)
    throw new Wrong(`it has ${ours.length} contributions, and ${count + more} are to be in it`);
  for await (const { position, record } of transcriptsOf(folder, circuit))
    if (toHex(recordBytes(ours[position - before - 1]!)) !== record)
      throw new Wrong(`its record ${position} is not the one that was published`);
}
