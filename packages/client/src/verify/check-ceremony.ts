/** Verifies what a ceremony has left in a folder: by its own word or in an archive, it needs no server. */
import type { CurveName } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { ARCHIVE_FILES, type Archive, archiveSchema } from '@brebaje/protocol/archive';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import { metadataOf } from '../archive/fetch-files.ts';
import { jsonOf } from '../archive/read-transcript.ts';
import { ClientError } from '../client-error.ts';
import type { CircuitReceipt } from '../groth16/receipt.ts';
import type { KnownEvent } from '../rest/check-log.ts';
import { openCircuit, requireChain, requireStates, type Steps } from './check-circuit.ts';
import { type Phase1File, Phases, requireGenesis } from './check-genesis.ts';
import { type Included, lookFor } from './check-included.ts';
import { type Manifest, requireContributions, requireManifest, requireReceipts } from './check-record.ts';
import { requireSums } from './check-sums.ts';
import { type CheckName, type Finding, Findings, Wrong } from './findings.ts';
import { type Logged, readLog } from './read-log.ts';

export interface CheckOptions {
  /** Only what was said and decided, and no file. */
  quick?: boolean;
  /** Every contribution is verified against the state before it, where all states are there. */
  each?: boolean;
  /** The manifest's SHA-256, as it was published elsewhere. */
  expected?: string | undefined;
  known?: readonly KnownEvent[];
  receipts?: readonly CircuitReceipt[];
  phases?: readonly Phase1File[];
  /** r1cs files by their SHA-256. */
  r1cs?: ReadonlyMap<string, string>;
  /** An engine for a curve; whoever gives it closes it. */
  engine: (curve: CurveName) => Promise<WasmEngine>;
  tell?: (finding: Finding) => void;
  /** How far a check is. */
  progress?: (check: CheckName, circuit: string | undefined, done: number, total: number) => void;
  signal?: AbortSignal | undefined;
}

/** What is known of a ceremony after it was verified. */
export interface CheckedCeremony {
  /**
   * invalid: something is wrong. valid: everything holds, from circuits and phase 1 on. sound: every chain holds from
   * its genesis on, and nobody looked at whether that is the circuit's. record: only what was said holds.
   */
  grade: 'invalid' | 'record' | 'sound' | 'valid';
  /** Whether a result stands. */
  finalized: boolean;
  manifest: string | undefined;
  log: { events: number; head: string | undefined } | undefined;
  circuits: {
    slug: string;
    contributions: number;
    genesis: string;
    head: string;
    grade: 'sound' | 'valid' | undefined;
  }[];
  included: Included[];
  findings: readonly Finding[];
}

const MOST_CEREMONY = 64 << 20;

/** Reads `ceremony.json`. Throws RECORD_INVALID when the folder is no archive. */
export async function readArchive(folder: ArchiveFolder): Promise<Archive> {
  const text = await folder.readText(ARCHIVE_FILES.ceremony, MOST_CEREMONY);
  const { data } = archiveSchema.safeParse(text === undefined ? undefined : jsonOf(text));
  const slugs = new Set(data?.circuits.map(({ slug }) => slug.toLowerCase()));
  const names = new Set(data?.artifacts.map(({ name }) => name.toLowerCase()));
  // Two of one name would be one file.
  if (data && slugs.size === data.circuits.length && names.size === data.artifacts.length) return data;
  throw new ClientError('RECORD_INVALID', `${folder.path} holds no archive of a ceremony`, {
    next: `an archive has a file ${ARCHIVE_FILES.ceremony} that says what it is of`,
  });
}

/** Verifies a ceremony of circuits. What is wrong with it is in the findings. Throws faults of ours, and STOPPED. */
export async function checkCeremony(
  folder: ArchiveFolder,
  archive: Archive,
  options: CheckOptions,
): Promise<CheckedCeremony> {
  return new CeremonyCheck(folder, archive, options).run();
}

/** The part that ceremonies of every kind have. */
export async function checkDecided(
  findings: Findings,
  folder: ArchiveFolder,
  archive: Archive,
  { known, expected, progress, signal }: Pick<CheckOptions, 'known' | 'expected' | 'progress' | 'signal'>,
): Promise<{ logged: Logged | undefined; manifest: Manifest | undefined }> {
  if (archive.whole)
    await findings.of('sums', undefined, async () => {
      const bar = (done: number, total: number) => progress?.('sums', undefined, done, total);
      const sums = await requireSums(folder, { progress: bar, signal });
      return [sums, `${sums.size} files`];
    });
  const logged = await findings.of('log', undefined, async () => {
    const log = await readLog(folder, { ...(known && { known }), signal });
    return [log, `${log.events} events, the last one ${log.head}`];
  });
  if (archive.ceremony.status === 'SCHEDULED' || archive.ceremony.manifestHash === undefined) {
    findings.skip('manifest', 'there is none before the ceremony opens');
    return { logged, manifest: undefined };
  }
  const manifest = await findings.of('manifest', undefined, async () => {
    const found = await requireManifest(folder, archive, logged, expected);
    return [found, found.hash];
  });
  return { logged, manifest };
}

class CeremonyCheck {
  readonly #folder: ArchiveFolder;
  readonly #archive: Archive;
  readonly #options: CheckOptions;
  readonly #findings: Findings;
  readonly #phases: Phases;
  #logged: Logged | undefined;

  constructor(folder: ArchiveFolder, archive: Archive, options: CheckOptions) {
    this.#folder = folder;
    this.#archive = archive;
    this.#options = options;
    this.#findings = new Findings(options.tell);
    this.#phases = new Phases(options.phases ?? []);
  }

  async run(): Promise<CheckedCeremony> {
    const { circuits, ceremony } = this.#archive;
    const { logged, manifest } = await checkDecided(
      this.#findings,
      this.#folder,
      this.#archive,
      this.#options,
    );
    this.#logged = logged;
    const grades = new Map<string, 'sound' | 'valid' | undefined>();
    for (const circuit of circuits) {
      const { slug } = circuit;
      await this.#published(circuit, manifest);
      if (!this.#options.quick) grades.set(slug, await this.#files(circuit));
    }
    const included = await this.#included(manifest);
    const all = circuits.map(({ slug, contributions, genesis, head }) => ({
      slug,
      contributions,
      genesis,
      head,
      grade: grades.get(slug),
    }));
    return {
      grade: this.#grade(all.map(({ grade }) => grade)),
      finalized: ceremony.status === 'FINALIZED',
      manifest: manifest?.hash,
      log: logged && { events: logged.events, head: logged.head },
      circuits: all,
      included,
      findings: this.#findings.list,
    };
  }

  #grade(grades: readonly ('sound' | 'valid' | undefined)[]): CheckedCeremony['grade'] {
    // A contribution that is missing says nothing against what is there.
    if (this.#findings.failed.some(({ check }) => check !== 'included')) return 'invalid';
    if (this.#options.quick || grades.includes(undefined)) return 'record';
    return grades.every((grade) => grade === 'valid') ? 'valid' : 'sound';
  }

  async #published(circuit: Archive['circuits'][number], manifest: Manifest | undefined): Promise<void> {
    const { slug } = circuit;
    await this.#findings.of('contributions', slug, async () => {
      const count = await requireContributions(this.#folder, circuit, this.#logged);
      return [count, counted(count)];
    });
    if (!manifest) return this.#findings.skip('receipts', 'there is no manifest to compare them with', slug);
    await this.#findings.of('receipts', slug, async () => {
      const { signed, kept } = await requireReceipts(this.#folder, circuit, manifest, this.#logged);
      const others = kept === 0 ? '' : `; of ${kept} only the contributors have it`;
      return [signed, `${signed} signed by ${manifest.document.receiptAddress}${others}`];
    });
  }

  /** How far a circuit's chain holds; undefined: it does not, or nobody has contributed. */
  async #files(circuit: Archive['circuits'][number]): Promise<'sound' | 'valid' | undefined> {
    const { slug, contributions } = circuit;
    const engine = await this.#options.engine(metadataOf(circuit).curve);
    const open = await this.#findings.of('genesis', slug, async () => {
      const opened = await openCircuit(engine, this.#folder, circuit, this.#steps('genesis', slug));
      return [opened, 'the files of the manifest'];
    });
    if (!open) return undefined;
    try {
      const known = await this.#findings.of('genesis', slug, async () => {
        const steps = this.#steps('genesis', slug);
        const { r1cs = new Map() } = this.#options;
        const words = await requireGenesis(engine, this.#folder, open, this.#phases, r1cs, steps);
        return [words, words === undefined ? UNKNOWN : `that of its r1cs over ${words}`];
      });
      if (contributions === 0) {
        this.#findings.skip('chain', 'nobody has contributed yet', slug);
        return undefined;
      }
      await this.#findings.of('states', slug, async () => {
        const { each = false } = this.#options;
        const { states } = this.#archive;
        const count = await requireStates(engine, this.#folder, open, {
          ...this.#steps('states', slug),
          each,
          states,
        });
        const how = each && states === 'every' ? ', each verified against the one before' : '';
        return [count, states === 'every' ? `${count} of ${contributions}${how}` : 'the latest'];
      });
      const sound = await this.#findings.of('chain', slug, async () => {
        await requireChain(engine, this.#folder, open, this.#steps('chain', slug));
        return [true, `sound from this genesis, ${counted(contributions)}`];
      });
      return sound ? (known === undefined ? 'sound' : 'valid') : undefined;
    } finally {
      await open.close();
    }
  }

  async #included(manifest: Manifest | undefined): Promise<Included[]> {
    const { receipts = [] } = this.#options;
    const included: Included[] = [];
    for (const receipt of receipts) {
      if (!manifest) break;
      await this.#findings.of('included', undefined, async () => {
        const one = await lookFor(receipt, this.#folder, this.#archive, manifest);
        included.push(one);
        const where = `${one.circuit}, number ${one.position}`;
        if (!one.found) throw new Wrong(`yours is not in it: ${where}`);
        return [one, `yours is in it: ${where}`];
      });
    }
    return included;
  }

  #steps(check: CheckName, circuit: string): Steps {
    const { progress, signal } = this.#options;
    return { progress: (done, total) => progress?.(check, circuit, done, total), signal };
  }
}

const UNKNOWN = 'whether it is that of the circuit was not looked at: that takes r1cs and phase 1';

const counted = (count: number) => `${count} ${count === 1 ? 'contribution' : 'contributions'}`;
