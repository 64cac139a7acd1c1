import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { verifyGenesis } from '@brebaje/groth16/genesis/verify-genesis';
import { openPtau } from '@brebaje/groth16/ptau/ptau';
import { PUBLISHED_PTAUS } from '@brebaje/groth16/ptau/published';
import { verifyPtau } from '@brebaje/groth16/ptau/verify-ptau';
import { openR1cs } from '@brebaje/groth16/r1cs/r1cs';
import { ARCHIVE_FILES } from '@brebaje/protocol/archive';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import type { StoredFile } from '../groth16/work-store.ts';
import { type OpenCircuit, openNamed, type Steps } from './check-circuit.ts';
import { Wrong } from './findings.ts';

/** A file that somebody gives beside the ceremony. */
export interface GivenFile {
  /** What they call it. */
  name: string;
  open(): Promise<StoredFile>;
}

/** A phase 1 that somebody gives. */
export interface Phase1File extends GivenFile {
  /** SHA-256 of it. */
  sha256: string;
  /** BLAKE2b-512, as ceremonies of phase 1 publish it. */
  blake2b: string;
  /** Whoever gives it knows it to be good: otherwise all of it is verified, once, unless it is a published one. */
  known: boolean;
}

/** Verifies phases 1 that are needed, each once. */
export class Phases {
  readonly #files: readonly Phase1File[];
  readonly #verified = new Map<string, string>();

  constructor(files: readonly Phase1File[]) {
    this.#files = files;
  }

  find(sha256: string): Phase1File | undefined {
    return this.#files.find((file) => file.sha256 === sha256);
  }

  get given(): boolean {
    return this.#files.length > 0;
  }

  /** What is known of it, in words. Throws Wrong. */
  async require(engine: WasmEngine, file: Phase1File, steps: Steps): Promise<string> {
    if (file.known) return 'a phase 1 that you vouch for';
    const published = PUBLISHED_PTAUS.find(({ blake2b }) => blake2b === file.blake2b);
    if (published) return `the phase 1 that was published at ${published.url}`;
    const before = this.#verified.get(file.sha256);
    if (before !== undefined) return before;
    const source = await file.open();
    try {
      const ptau = await openPtau(source);
      const { progress, signal } = steps;
      const verdict = await verifyPtau(ptau, engine, {
        ...(progress && { progress }),
        ...(signal && { signal }),
      });
      if (!verdict.ok) throw new Wrong(`the phase 1 in ${file.name} does not verify: ${verdict.text}`);
      const words = `a phase 1 that was verified (contributions: ${ptau.records.length})`;
      this.#verified.set(file.sha256, words);
      return words;
    } finally {
      await source.close();
    }
  }
}

/**
 * The genesis of a circuit is that of its r1cs over its phase 1. Answers what is known, in words; undefined when a
 * file is not there. Throws Wrong, Refused or a FileError.
 */
export async function requireGenesis(
  engine: WasmEngine,
  folder: ArchiveFolder,
  { circuit, metadata, whole }: OpenCircuit,
  phases: Phases,
  r1csFiles: ReadonlyMap<string, GivenFile>,
  steps: Steps = {},
): Promise<string | undefined> {
  const { r1cs, phase1 } = metadata;
  if (!r1cs || !phase1) return undefined;
  const powers = phases.find(phase1.sha256);
  if (!powers) return undefined;
  const files: StoredFile[] = [];
  try {
    const own = r1csFiles.get(r1cs.sha256);
    const name = ARCHIVE_FILES.r1cs(circuit.slug);
    if (!own && (await folder.size(name)) === undefined) return undefined;
    const source = own ? await own.open() : await openNamed(folder, name, files);
    if (own) files.push(source);
    const known = await phases.require(engine, powers, steps);
    const ptauFile = await powers.open();
    files.push(ptauFile);
    const [parsed, ptau] = [await openR1cs(source), await openPtau(ptauFile)];
    const { progress, signal } = steps;
    const verdict = await verifyGenesis(
      engine,
      { r1cs: parsed, ptau, zkey: whole },
      { ...(progress && { progress }), ...(signal && { signal }) },
    );
    if (!verdict.ok) throw new Wrong(`${verdict.text} (check ${verdict.check}, ${verdict.code})`);
    return known;
  } finally {
    for (const file of files) await file.close();
  }
}
