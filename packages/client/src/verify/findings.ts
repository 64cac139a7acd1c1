/** What was looked at in a ceremony, in the order in which it is told. */
export const CHECKS = {
  sums: 'every file has the hash that SHA256SUMS gives',
  log: 'no event is missing, changed or out of order',
  manifest: 'it is what the log fixed when the ceremony opened, and the circuits are those in it',
  contributions: 'positions have no gap, every state follows the one before, and the log accepted the same',
  receipts: 'each is signed by the address in the manifest, over that contribution',
  genesis: 'circuits begin with what the manifest names',
  circuit: 'the genesis follows from the circuit and its phase 1',
  states: 'every state has its hashes and the records of the chain',
  chain: 'the latest state is sound from its genesis, and its records are those that were published',
  beacon: 'the value that ends the ceremony is the one agreed on, and nobody knew it before',
  records: 'the last state has every contribution that was published',
  result: 'the result is the last state of the chains that were verified',
  exports: 'keys and contracts follow from the result',
  receipt: 'yours is signed by the address in the manifest, and is of this ceremony',
  included: 'what you look for is in it',
  transcript: 'the chain, the signatures and the powers of the transcript',
} as const;

export type CheckName = keyof typeof CHECKS;

/** Whether a check is of what somebody looks for: when it fails, that says nothing against the ceremony. */
export const isOfSought = (check: CheckName): boolean => check === 'receipt' || check === 'included';

/** What came of one check, of the ceremony or of one circuit. */
export interface Finding {
  readonly check: CheckName;
  readonly circuit?: string;
  /** skipped: there is nothing to look at yet, or it was not asked for. */
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** A sentence: what was found, what is wrong, or why it was left out. */
  readonly text: string;
}

/** Ends a check: this is wrong. */
export class Wrong extends Error {
  override readonly name = 'Wrong';
}

/** Collects findings; a check that throws {@link Wrong} has failed, and the next ones go on. */
export class Findings {
  readonly list: Finding[] = [];
  readonly #tell: ((finding: Finding) => void) | undefined;

  constructor(tell?: (finding: Finding) => void) {
    this.#tell = tell;
  }

  /** Runs a check. Its sentence comes with what it found; undefined: there was nothing to look at, or it failed. */
  async of<Result>(
    check: CheckName,
    circuit: string | undefined,
    look: () => Promise<readonly [result: Result | undefined, text: string]>,
  ): Promise<Result | undefined> {
    try {
      const [result, text] = await look();
      const outcome = result === undefined ? 'skipped' : 'passed';
      this.#add({ check, outcome, text, ...(circuit === undefined ? {} : { circuit }) });
      return result;
    } catch (error) {
      const text = wrongOf(error);
      if (text === undefined) throw error;
      this.#add({ check, outcome: 'failed', text, ...(circuit === undefined ? {} : { circuit }) });
      return undefined;
    }
  }

  skip(check: CheckName, text: string, circuit?: string): void {
    this.#add({ check, outcome: 'skipped', text, ...(circuit === undefined ? {} : { circuit }) });
  }

  /** Whether something is wrong with the ceremony. */
  get invalid(): boolean {
    return this.list.some(({ check, outcome }) => outcome === 'failed' && !isOfSought(check));
  }

  #add(finding: Finding): void {
    this.list.push(finding);
    this.#tell?.(finding);
  }
}

/** What a file that cannot be used, or is refused, has to say; undefined for faults of ours. */
function wrongOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return ['Wrong', 'Refused', 'FileError'].includes(error.name) ? error.message : undefined;
}
