/** Verifies what a ceremony has left in a folder: by its own word or in an archive, it needs no server. */
import type { CurveName } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { type DrandChain, QUICKNET } from '@brebaje/groth16/beacon/drand';
import type { Archive, FinalDocument } from '@brebaje/protocol/archive';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import { metadataOf } from '../archive/fetch-files.ts';
import type { CircuitReceipt } from '../groth16/receipt.ts';
import { type OpenCircuit, openCircuit, requireChain, requireStates, type Steps } from './check-circuit.ts';
import { checkDecided, type DecidedOptions } from './check-decided.ts';
import { requireBeacon, requireEnd, requireExports, requireFinal } from './check-final.ts';
import { type GivenFile, type Phase1File, Phases, requireGenesis } from './check-genesis.ts';
import { requireHeld } from './check-held.ts';
import { type Included, lookForAll } from './check-included.ts';
import { type Manifest, requireContributions, requireReceipts } from './check-record.ts';
import { type CheckName, type Finding, Findings, Wrong } from './findings.ts';
import type { Logged } from './read-log.ts';

/**
 * What is looked at beside what was said and decided. `records`: that the last state has every contribution. `chain`:
 * every state, from the genesis to the result. `circuit`: that the genesis is the circuit's. `exports`: the keys.
 */
export type CheckPart = 'records' | 'chain' | 'circuit' | 'exports';

/** All of it: whoever verifies the chain need not look for records. */
const WHOLE: ReadonlySet<CheckPart> = new Set(['chain', 'circuit', 'exports']);

export interface CheckOptions extends DecidedOptions {
  /** Everything that can be looked at unless given. */
  parts?: ReadonlySet<CheckPart>;
  /** Every contribution is verified against the state before it, where all states are there. */
  each?: boolean;
  receipts?: readonly CircuitReceipt[];
  phases?: readonly Phase1File[];
  /** r1cs files by their SHA-256. */
  r1cs?: ReadonlyMap<string, GivenFile>;
  /** An engine for a curve; whoever gives it closes it. */
  engine: (curve: CurveName) => Promise<WasmEngine>;
  /** The network that beacons are of; quicknet unless a test has its own. */
  drand?: DrandChain;
  tell?: (finding: Finding) => void;
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

/** Verifies a ceremony of circuits. What is wrong with it is in the findings. Throws faults of ours, and STOPPED. */
export async function checkCeremony(
  folder: ArchiveFolder,
  archive: Archive,
  options: CheckOptions,
): Promise<CheckedCeremony> {
  return new CeremonyCheck(folder, archive, options).run();
}

class CeremonyCheck {
  readonly #folder: ArchiveFolder;
  readonly #archive: Archive;
  readonly #options: CheckOptions;
  readonly #parts: ReadonlySet<CheckPart>;
  readonly #findings: Findings;
  readonly #phases: Phases;
  #logged: Logged | undefined;
  #final: FinalDocument | undefined;

  constructor(folder: ArchiveFolder, archive: Archive, options: CheckOptions) {
    this.#folder = folder;
    this.#archive = archive;
    this.#options = options;
    this.#parts = options.parts ?? WHOLE;
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
    await this.#result(manifest);
    const grades = new Map<string, 'sound' | 'valid' | undefined>();
    for (const circuit of circuits) {
      const { slug } = circuit;
      await this.#published(circuit, manifest);
      if (this.#parts.has('records')) await this.#records(circuit);
      if (this.#looks('chain', 'circuit', 'exports')) grades.set(slug, await this.#files(circuit));
    }
    const { receipts = [] } = this.#options;
    const included = await lookForAll(this.#findings, receipts, {
      folder: this.#folder,
      archive: this.#archive,
      manifest,
      logged: this.#logged,
    });
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
    if (this.#findings.invalid) return 'invalid';
    if (!this.#parts.has('chain') || grades.includes(undefined)) return 'record';
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

  #looks(...parts: CheckPart[]): boolean {
    return parts.some((part) => this.#parts.has(part));
  }

  async #records(circuit: Archive['circuits'][number]): Promise<void> {
    const { slug, contributions } = circuit;
    if (contributions === 0) return this.#findings.skip('records', 'nobody has contributed yet', slug);
    await this.#findings.of('records', slug, async () => {
      const where = await requireHeld(this.#folder, this.#archive, circuit, this.#logged);
      return [true, `${counted(contributions)} in ${where}`];
    });
  }

  /** How far a circuit's chain holds; undefined: it does not, or nobody has contributed. */
  async #files(circuit: Archive['circuits'][number]): Promise<'sound' | 'valid' | undefined> {
    const { slug } = circuit;
    const engine = await this.#options.engine(metadataOf(circuit).curve);
    const open = await this.#findings.of('genesis', slug, async () => {
      const opened = await openCircuit(engine, this.#folder, circuit, this.#steps('genesis', slug));
      return [opened, 'the files of the manifest'];
    });
    if (!open) return undefined;
    try {
      const known = this.#parts.has('circuit') ? await this.#circuit(engine, open) : undefined;
      const sound = await this.#sound(engine, open);
      return sound ? (known === undefined ? 'sound' : 'valid') : undefined;
    } finally {
      await open.close();
    }
  }

  async #circuit(engine: WasmEngine, open: OpenCircuit): Promise<string | undefined> {
    const { slug } = open.circuit;
    return this.#findings.of('circuit', slug, async () => {
      const { r1cs = new Map() } = this.#options;
      const steps = this.#steps('circuit', slug);
      const words = await requireGenesis(engine, this.#folder, open, this.#phases, r1cs, steps);
      return [words, words === undefined ? UNKNOWN : `its genesis is that of its r1cs over ${words}`];
    });
  }

  async #sound(engine: WasmEngine, open: OpenCircuit): Promise<true | undefined> {
    const finalized = this.#archive.ceremony.status === 'FINALIZED';
    if (this.#parts.has('chain')) await this.#states(engine, open);
    if (finalized) return this.#end(engine, open);
    return this.#parts.has('chain') ? this.#chain(engine, open) : undefined;
  }

  async #states(engine: WasmEngine, open: OpenCircuit): Promise<void> {
    const { slug, contributions } = open.circuit;
    const { states, ceremony } = this.#archive;
    const { each = false } = this.#options;
    if (contributions === 0) return;
    if (states === 'latest' && ceremony.status === 'FINALIZED')
      return this.#findings.skip('states', 'the last one is in the result, and no other is here', slug);
    await this.#findings.of('states', slug, async () => {
      const steps = this.#steps('states', slug);
      const count = await requireStates(engine, this.#folder, open, { ...steps, each, states });
      const how = each && states === 'every' ? ', each verified against the one before' : '';
      return [count, states === 'every' ? `${count} state${count === 1 ? '' : 's'}${how}` : 'the latest'];
    });
  }

  async #chain(engine: WasmEngine, open: OpenCircuit): Promise<true | undefined> {
    const { slug, contributions } = open.circuit;
    if (contributions === 0) {
      this.#findings.skip('chain', 'nobody has contributed yet', slug);
      return undefined;
    }
    return this.#findings.of('chain', slug, async () => {
      await requireChain(engine, this.#folder, open, this.#steps('chain', slug));
      return [true, `sound from this genesis, ${counted(contributions)}`];
    });
  }

  /** The chain to its end: the beacon, the last state, the keys. */
  async #end(engine: WasmEngine, open: OpenCircuit): Promise<true | undefined> {
    const { slug, contributions } = open.circuit;
    const final = this.#final;
    const end = final?.circuits.find((circuit) => circuit.slug === slug);
    if (!final || !end) {
      this.#findings.skip('chain', 'there is no result that could be compared', slug);
      return undefined;
    }
    const { beacon } = final;
    const chain = async () => {
      const steps = this.#steps('chain', slug);
      await requireEnd(engine, this.#folder, open, { end, beacon }, steps);
      return [true as const, `sound from this genesis to the beacon, ${counted(contributions)}`] as const;
    };
    const sound = this.#parts.has('chain') ? await this.#findings.of('chain', slug, chain) : undefined;
    if (!this.#parts.has('exports')) return sound;
    const exported = await this.#findings.of('exports', slug, async () => {
      const names = await requireExports(engine, this.#folder, open, end);
      return [true as const, names.join(', ')];
    });
    return sound && exported;
  }

  /** What the ceremony ended with, once for all circuits. */
  async #result(manifest: Manifest | undefined): Promise<void> {
    const logged = this.#logged;
    const claimed = this.#archive.ceremony.status === 'FINALIZED';
    const ended = logged?.finalizedAt !== undefined;
    if (logged && claimed !== ended)
      await this.#findings.of('result', undefined, async () => {
        throw new Wrong(`the log says that the ceremony is ${ended ? 'finalized' : 'not finalized'}`);
      });
    if (!this.#looks('chain', 'exports') || !claimed || (logged && !ended)) return;
    if (!manifest || !logged) return this.#findings.skip('result', 'log and manifest would have to hold');
    const final = await this.#findings.of('result', undefined, async () => {
      const found = await requireFinal(this.#folder, this.#archive, manifest, logged);
      const { length } = found.circuits;
      return [found, `the files that the log names, of ${length} circuit${length === 1 ? '' : 's'}`];
    });
    this.#final = final;
    if (!final || !this.#parts.has('chain')) return;
    await this.#findings.of('beacon', undefined, async () => {
      const { checked, text } = requireBeacon(final, manifest, logged, this.#options.drand ?? QUICKNET);
      return [checked || undefined, text];
    });
  }

  #steps(check: CheckName, circuit: string): Steps {
    const { progress, signal } = this.#options;
    return { progress: (done, total) => progress?.(check, circuit, done, total), signal };
  }
}

const UNKNOWN = 'whether the genesis is that of the circuit was not looked at: that takes r1cs and phase 1';

const counted = (count: number) => `${count} ${count === 1 ? 'contribution' : 'contributions'}`;
