/** The files of a ceremony into the folder that has its record: resumed where a run ended, each compared with its hash. */
import { sizesOf } from '@brebaje/groth16/curve';
import {
  ARCHIVE_FILES,
  type Archive,
  type ArchivedCircuit,
  type Groth16Metadata,
  groth16MetadataSchema,
} from '@brebaje/protocol/archive';
import { FILES } from '@brebaje/protocol/routes';
import { ClientError } from '../client-error.ts';
import { fetchFile, type NamedFile } from '../groth16/fetch-file.ts';
import { printable } from '../plain.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ArchiveFolder } from './archive-folder.ts';
import { isComposed } from './compose-last.ts';
import { readTranscript } from './read-transcript.ts';

export interface FetchFilesOptions {
  /** What circuits were made of, and what provers run beside the key. */
  sources: boolean;
  /** The phases 1 that the server keeps. */
  phase1?: boolean;
  /** Which files are wanted, by their names in the archive; all unless given. */
  only?: (name: string) => boolean;
  /** Hears before anything is fetched how many bytes are missing, as far as is known; may throw. */
  plan?: (bytes: number) => Promise<void>;
  received?: (name: string, bytes: number, total: number | undefined) => void;
  note?: (text: string) => void;
  signal?: AbortSignal | undefined;
}

interface Needed {
  name: string;
  sha256: string;
  /** What it is called on the server. */
  called: string;
  /** Bytes: as they are known, or at most. */
  size?: number;
  most: number;
  /** Servers need not have it. */
  optional?: boolean;
}

/** A record has a name and a beacon of at most 1 KiB together, and points of less. */
const MOST_RECORD_BYTES = 4096;
/** No r1cs and no compiled circuit is larger. */
const MOST_SOURCE_BYTES = 64 * 2 ** 30;
/** Of 2^28 constraints, prepared; on BLS12-381. */
const MOST_PTAU_BYTES = 512 * 2 ** 30;

/** Fetches what is missing. Throws RECORD_INVALID for other bytes than were named, TOO_LARGE, UNREACHABLE… */
export async function fetchFiles(
  world: Surroundings,
  archive: Archive,
  folder: ArchiveFolder,
  options: FetchFilesOptions,
): Promise<void> {
  const { only = () => true } = options;
  const needed = (await neededFiles(archive, folder, options)).filter(({ name }) => only(name));
  let missing = 0;
  for (const { name, size = 0 } of needed) {
    const here = (await folder.size(name)) ?? (await folder.size(`${name}.part`)) ?? 0;
    missing += Math.max(0, size - here);
  }
  await options.plan?.(missing);
  for (const file of needed) await fetchOne(world, archive.server, file, folder, options);
}

async function fetchOne(
  world: Surroundings,
  server: string,
  file: Needed,
  folder: ArchiveFolder,
  options: FetchFilesOptions,
): Promise<void> {
  const { name, called, sha256, size, most } = file;
  const named = {
    url: `${server}${FILES}/${sha256}/${encodeURIComponent(called)}`,
    sha256,
    most,
    ...(size === undefined ? {} : { size }),
  };
  try {
    await fetchFile(world, folder, named, name, {
      received: (bytes, total) => options.received?.(called, bytes, total),
      patience: 60_000,
      signal: options.signal,
    });
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    if (error.code === 'STATE_INVALID') throw invalid(`${called} is not what its hash says`, error);
    if (error.status !== 404) throw error;
    if (!file.optional) throw invalid(`it does not have ${called}`, error);
    options.note?.(`the server does not have ${called}`);
  }
}

async function neededFiles(
  archive: Archive,
  folder: ArchiveFolder,
  { sources, phase1 = false }: FetchFilesOptions,
): Promise<Needed[]> {
  const stored = archive.artifacts.filter((artifact) => !isComposed(artifact));
  const results = stored.map(({ name, sha256, size }) => ({
    name: ARCHIVE_FILES.artifact(name),
    called: name,
    sha256,
    size,
    most: size,
  }));
  if (archive.ceremony.scheme !== 'GROTH16') return results;
  const circuits: Needed[] = [];
  for (const circuit of archive.circuits) {
    const metadata = metadataOf(circuit);
    circuits.push(...partsOf(circuit, metadata), ...(await statesOf(archive, circuit, metadata, folder)));
    if (sources) circuits.push(...sourcesOf(circuit, metadata));
    if (phase1) circuits.push(...phaseOf(metadata));
  }
  return [...circuits, ...results];
}

/** Throws RECORD_INVALID. */
export function metadataOf({ slug, metadata }: ArchivedCircuit): Groth16Metadata {
  const { data } = groth16MetadataSchema.safeParse(metadata);
  if (data) return data;
  throw invalid(`what it says of the circuit ${slug} is not what a circuit is`);
}

function partsOf({ slug, genesis }: ArchivedCircuit, metadata: Groth16Metadata): Needed[] {
  const { sha256, size } = metadata.immutable;
  return [
    { name: ARCHIVE_FILES.immutable(slug), called: `${slug}.immutable.zkey`, sha256, size, most: size },
    {
      name: ARCHIVE_FILES.state(slug, 0),
      called: `${slug}_00000.slim.zkey`,
      sha256: genesis,
      most: mostStateBytes(metadata, 0),
    },
  ];
}

function sourcesOf({ slug }: ArchivedCircuit, { r1cs, wasm }: Groth16Metadata): Needed[] {
  return Object.entries({ r1cs, wasm }).flatMap(([kind, file]) =>
    file === undefined
      ? []
      : [
          {
            name: ARCHIVE_FILES[kind as 'r1cs' | 'wasm'](slug),
            called: `${slug}.${kind}`,
            sha256: file.sha256,
            most: file.size ?? MOST_SOURCE_BYTES,
            ...(file.size === undefined ? {} : { size: file.size }),
            optional: true,
          },
        ],
  );
}

/** The phase 1 of a circuit as its server gives it; undefined where it does not keep it. */
export function phaseAt(server: string, metadata: Groth16Metadata): NamedFile | undefined {
  const [needed] = phaseOf(metadata);
  if (!needed) return undefined;
  const { called, sha256, most } = needed;
  return { url: `${server}${FILES}/${sha256}/${encodeURIComponent(called)}`, sha256, most };
}

function phaseOf({ phase1 }: Groth16Metadata): Needed[] {
  if (!phase1?.kept) return [];
  const { sha256 } = phase1;
  const called = `${sha256}.ptau`;
  return [{ name: ARCHIVE_FILES.ptau(sha256), called, sha256, most: MOST_PTAU_BYTES, optional: true }];
}

async function statesOf(
  { states, ceremony }: Archive,
  { slug, contributions }: ArchivedCircuit,
  metadata: Groth16Metadata,
  folder: ArchiveFolder,
): Promise<Needed[]> {
  const before = metadata.adopted?.records.length ?? 0;
  const needed: Needed[] = [];
  // The last state of a result has everything that the one before it has.
  if (states === 'latest' && ceremony.status === 'FINALIZED') return needed;
  const adopted = metadata.adopted?.head;
  if (adopted && (states === 'every' || contributions === before))
    needed.push({
      name: ARCHIVE_FILES.adopted(slug),
      called: `${slug}_adopted.slim.zkey`,
      sha256: adopted.sha256,
      most: mostStateBytes(metadata, before),
    });
  const first = states === 'every' ? before + 1 : Math.max(before + 1, contributions);
  for (let position = first; position <= contributions; position++) {
    const transcript = await readTranscript(folder, slug, position);
    if (!transcript) throw invalid(`contribution ${position} to ${slug} is missing`);
    const { sha256, size } = transcript.slim;
    const most = mostStateBytes(metadata, position);
    if (size > most) throw invalid(`contribution ${position} to ${slug} is larger than it can be`);
    const called = `${slug}_${String(position).padStart(5, '0')}.slim.zkey`;
    needed.push({ name: ARCHIVE_FILES.state(slug, position), called, sha256, size, most });
  }
  return needed;
}

/** Bytes of a slim zkey after so many contributions, rounded up. */
export function mostStateBytes({ curve, points }: Groth16Metadata, contributions: number): number {
  return points * sizesOf(curve).G1 + 4096 + contributions * MOST_RECORD_BYTES;
}

function invalid(what: string, cause?: unknown): ClientError {
  return new ClientError('RECORD_INVALID', `the server’s record is not whole: ${printable(what)}`, {
    next: 'keep what was said about it elsewhere, and tell the ceremony’s people',
    cause,
  });
}

/** The phases 1 that are in the folder, by their names. */
export async function keptPhases(archive: Archive, folder: ArchiveFolder): Promise<string[]> {
  const names = new Set<string>();
  if (archive.ceremony.scheme !== 'GROTH16') return [];
  for (const circuit of archive.circuits) {
    const { phase1 } = metadataOf(circuit);
    if (phase1) names.add(ARCHIVE_FILES.ptau(phase1.sha256));
  }
  const there: string[] = [];
  for (const name of names) if ((await folder.size(name)) !== undefined) there.push(name);
  return there;
}
