import { beaconPtau, contributePtau, requireWhole } from '@brebaje/groth16/ptau/contribute';
import type { Ptau } from '@brebaje/groth16/ptau/ptau';
import type { PtauContribution } from '@brebaje/groth16/ptau/write-accumulator';
import { personStream } from '@brebaje/groth16/random/generators';
import { extraEntropy } from '../contribute/extra-entropy.ts';
import { document, facts } from '../rest/tell.ts';
import { requirePlace, writeNewFile } from '../setup-files/new-file.ts';
import { hex, inLines } from '../setup-files/tell.ts';
import { atWorkbench, type FileOptions, named, type Workbench } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';
import { ptauSize, recordsSizeOf } from './make.ts';

export interface PowersContributeOptions extends FileOptions {
  name?: string;
  force?: boolean;
  entropyFile?: string;
  typeEntropy?: boolean;
}

/** More than a record has on any curve, name and beacon included. */
const MOST_RECORD_BYTES = 8192;

/** `brebaje powersoftau contribute`. */
export function contributeToPowers(
  [input, output]: [ptau: string, next: string],
  options: PowersContributeOptions,
  shell: Shell,
): Promise<void> {
  return atWorkbench(shell, options, async (bench) => {
    const ptau = await wholePtau(bench, input);
    await requirePlace(output, { size: sizeAfter(ptau), force: options.force });
    const added = await extraEntropy(options, shell);
    try {
      await writeContribution(bench, { ptau, input, output }, options, (sink, how) =>
        contributePtau(ptau, sink, { ...how, stream: personStream(added) }),
      );
    } finally {
      added?.fill(0);
    }
  });
}

/** `brebaje powersoftau beacon`. */
export function beaconOnPowers(
  [input, output, bytes, exponent]: [ptau: string, next: string, bytes: Uint8Array, exponent: number],
  options: PowersContributeOptions,
  shell: Shell,
): Promise<void> {
  return atWorkbench(shell, options, async (bench) => {
    const ptau = await wholePtau(bench, input);
    if (!ptau.records.some(({ type }) => type === 'person'))
      bench.note('nobody has contributed: with a beacon alone everybody knows the secrets');
    await writeContribution(bench, { ptau, input, output }, options, (sink, how) =>
      beaconPtau(ptau, sink, { ...how, beacon: { bytes, exponent } }),
    );
  });
}

/** Bytes of the file after one more contribution, at most. */
function sizeAfter({ header, sections }: Ptau): number {
  return ptauSize(header, recordsSizeOf(sections) + MOST_RECORD_BYTES, false);
}

/** A file that can be contributed to. */
export async function wholePtau(bench: Workbench, input: string): Promise<Ptau> {
  const ptau = await bench.ptau(input);
  await named(input, async () => requireWhole(ptau));
  if (ptau.prepared)
    bench.note(
      `${input} is prepared for phase 2: the new file is not, prepare it again after the last contribution`,
    );
  return ptau;
}

type How = Omit<Parameters<typeof contributePtau>[2], 'stream'>;

/** Writes the file that `make` contributes, and says what contributors publish. */
export async function writeContribution(
  bench: Workbench,
  { ptau, input, output }: { ptau: Ptau; input: string; output: string },
  { name, force, json }: PowersContributeOptions,
  make: (sink: Parameters<typeof contributePtau>[1], how: How) => Promise<PtauContribution>,
): Promise<void> {
  const { line, shell, signal } = bench;
  const engine = await bench.engine(ptau.header.curve);
  const size = sizeAfter(ptau);
  const how = { engine, name, signal, progress: bench.bar('Checking and computing') };
  const { responseHash, record } = await writeNewFile(output, { size, force, signal }, (sink) =>
    named(input, () => make(sink, how)),
  );
  const number = ptau.records.length + 1;
  line.line(`Wrote ${output}: contribution ${number}`);
  if (json) {
    document(shell, {
      file: output,
      number,
      name,
      responseHash: hex(responseHash),
      nextChallenge: hex(record.nextChallenge),
      notes: bench.notes,
    });
    return;
  }
  facts(shell, [
    ['Contribution response hash', inLines(responseHash)],
    ['Next challenge hash', inLines(record.nextChallenge)],
  ]);
}
