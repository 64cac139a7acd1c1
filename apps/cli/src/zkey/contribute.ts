import { type Contribution, contribute, contributeBeacon } from '@brebaje/groth16/chain/contribute';
import { type GenesisSums, sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { type Beacon, personStream } from '@brebaje/groth16/random/generators';
import type { Zkey } from '@brebaje/groth16/zkey/zkey';
import { extraEntropy } from '../contribute/extra-entropy.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { document, facts } from '../rest/tell.ts';
import { nextZkey } from '../setup-files/names.ts';
import { requirePlace, writeNewFile } from '../setup-files/new-file.ts';
import { hex, inLines } from '../setup-files/tell.ts';
import { atWorkbench, type FileOptions, named, type Workbench } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';
import { requireCurve } from './same-curve.ts';
import { writeAll } from './write-all.ts';

export interface ZkeyContributeOptions extends FileOptions {
  name?: string;
  genesis?: string;
  force?: boolean;
  entropyFile?: string;
  typeEntropy?: boolean;
}

/** `brebaje zkey contribute`. */
export function contributeToZkey(
  [input, output = nextZkey(input)]: [zkey: string, next?: string | undefined],
  options: ZkeyContributeOptions,
  shell: Shell,
): Promise<void> {
  if (output === undefined) {
    throw new CommandError(EXIT.usage, `${input} has no number that the next file could have`, 'name both');
  }
  return atWorkbench(shell, options, async (bench) => {
    const base = await bench.zkey(input);
    await requirePlace(output, { size: base.source.size, force: options.force });
    const added = await extraEntropy(options, shell);
    try {
      const make = (engine: Engine, how: How) => contribute(engine, base, personStream(added), how);
      await write(bench, { input, output, base, make }, options);
    } finally {
      added?.fill(0);
    }
  });
}

/** `brebaje zkey beacon`. */
export function beaconOnZkey(
  [input, output, bytes, exponent]: [zkey: string, next: string, bytes: Uint8Array, exponent: number],
  options: ZkeyContributeOptions,
  shell: Shell,
): Promise<void> {
  return atWorkbench(shell, options, async (bench) => {
    const base = await bench.zkey(input);
    await requirePlace(output, { size: base.source.size, force: options.force });
    const beacon: Beacon = { bytes, exponent };
    if (!base.records.list.some(({ type }) => type === 'person'))
      bench.note('nobody has contributed: with a beacon alone everybody can forge proofs');
    const make = (engine: Engine, how: How) =>
      contributeBeacon(engine, base, beacon, { ...how, hashing: bench.bar('Hashing the beacon') });
    await write(bench, { input, output, base, make }, options);
  });
}

type Engine = Parameters<typeof contribute>[0];
type How = Parameters<typeof contribute>[3];

interface Job {
  input: string;
  output: string;
  base: Zkey;
  make(engine: Engine, options: How): Promise<Contribution>;
}

async function genesisSums(bench: Workbench, engine: Engine, path: string): Promise<GenesisSums> {
  const genesis = await bench.zkey(path);
  requireCurve(engine.curve, { [path]: genesis });
  const steps = { progress: bench.bar('Reading the genesis'), signal: bench.signal };
  return named(path, () => sumGenesis(engine, genesis, steps));
}

async function write(bench: Workbench, job: Job, options: ZkeyContributeOptions): Promise<void> {
  const { line, shell, signal } = bench;
  const { input, output, base } = job;
  if (base.records.list.at(-1)?.type === 'beacon')
    bench.note('the last contribution is a beacon’s, which ends a chain: verifiers refuse what follows it');
  const engine = await bench.engine(base.header.curve);
  const sums = options.genesis === undefined ? undefined : await genesisSums(bench, engine, options.genesis);
  line.stage('Checking the contributions so far');
  const contribution = await named(input, () =>
    job.make(engine, {
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(sums && { genesis: sums }),
      progress: bench.bar('Checking, computing, checking'),
      signal,
    }),
  );
  const { size } = contribution;
  try {
    await writeNewFile(output, { size, force: options.force, signal }, (sink) =>
      named(input, () => writeAll(contribution.output, sink)),
    );
  } finally {
    contribution.discard();
  }
  const number = base.records.list.length + 1;
  const { contributionHash } = contribution;
  const { stateBefore, stateAfter } = contribution.evidence();
  line.line(`Wrote ${output}: contribution ${number}`);
  if (options.json) {
    document(shell, {
      file: output,
      bytes: size,
      number,
      name: options.name,
      contributionHash: hex(contributionHash),
      stateBefore: hex(stateBefore),
      stateAfter: hex(stateAfter),
      notes: bench.notes,
    });
    return;
  }
  facts(shell, [['Contribution hash', inLines(contributionHash)]]);
}
