import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireSameCircuit, sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { immutableHash } from '@brebaje/groth16/chain/state-hash';
import { createFile } from '@brebaje/groth16/files/file-sink';
import { createGenesis } from '@brebaje/groth16/genesis/create-genesis';
import { verifyGenesis } from '@brebaje/groth16/genesis/verify-genesis';
import type { Ptau } from '@brebaje/groth16/ptau/ptau';
import type { R1cs } from '@brebaje/groth16/r1cs/r1cs';
import { sameBytes } from '@brebaje/groth16/same-bytes';
import { requireNextRecord } from '@brebaje/groth16/verify/next-record';
import { type Start, verifyZkey as verifyFromGenesis } from '@brebaje/groth16/verify/verify-zkey';
import { openZkey, type Zkey } from '@brebaje/groth16/zkey/zkey';
import { CommandError, EXIT } from '../exit-codes.ts';
import { requirePowers } from '../powersoftau/require-powers.ts';
import { refused, VERDICT_EXITS } from '../setup-files/endings.ts';
import { requireRoom } from '../setup-files/new-file.ts';
import { atWorkbench, type FileOptions, named, type Workbench } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';
import { requirePhase1Of } from './phase-1-of.ts';
import { requireCurve } from './same-curve.ts';
import { type Basis, tellGenesis, tellVerdict } from './verdict.ts';
import { writeAll } from './write-all.ts';

export interface VerifyZkeyOptions extends FileOptions {
  genesis?: string;
  previous?: string;
  r1cs?: string;
  ptau?: string;
  ptauHash?: string;
}

type Engine = Awaited<ReturnType<Workbench['engine']>>;

/**
 * `brebaje zkey verify`: a whole chain from its genesis, from circuit and phase 1, or from both. Exit codes 0, 1
 * and 2 are the answer.
 */
export function verifyZkey(path: string, options: VerifyZkeyOptions, shell: Shell): Promise<void> {
  const { genesis, r1cs, ptau, previous } = options;
  if ((r1cs === undefined) !== (ptau === undefined))
    throw new CommandError(EXIT.usage, '--r1cs and --ptau belong together');
  if (genesis === undefined && r1cs === undefined)
    throw new CommandError(EXIT.usage, 'give --genesis, or --r1cs and --ptau, or all of them');
  if (ptau === undefined && options.ptauHash !== undefined)
    throw new CommandError(EXIT.usage, '--ptau-hash is of what --ptau names');
  return judge(shell, options, async (bench) => {
    const zkey = await bench.zkey(path);
    const engine = await bench.engine(zkey.header.curve);
    let phase1: string | undefined;
    let files: CircuitFiles | undefined;
    if (r1cs !== undefined && ptau !== undefined) {
      files = { r1cs: await bench.r1cs(r1cs), ptau: await bench.ptau(ptau) };
      requireCurve(engine.curve, { [r1cs]: files.r1cs, [ptau]: files.ptau });
      phase1 = await requirePowers(bench, engine, { path: ptau, ptau: files.ptau }, options.ptauHash);
    }
    const before = previous === undefined ? undefined : await bench.zkey(previous);
    if (before) await requireNext(zkey, before, path);
    const start =
      genesis === undefined
        ? await madeStart(bench, engine, files!, zkey)
        : await givenStart(bench, engine, genesis, files);
    if (before) await named(previous!, async () => requireSameCircuit(before, start.genesis));
    const basis = { genesis, r1cs, ptau, previous, phase1 };
    await requireChain(bench, engine, { start, zkey, path, basis, json: options.json });
  });
}

/** `brebaje zkey verify init`: from a genesis, which must be of a phase 1. */
export function verifyFromInit(
  [genesis, ptau, path]: [genesis: string, ptau: string, zkey: string],
  options: FileOptions,
  shell: Shell,
): Promise<void> {
  return judge(shell, options, async (bench) => {
    const zkey = await bench.zkey(path);
    const engine = await bench.engine(zkey.header.curve);
    const start = await givenStart(bench, engine, genesis, undefined);
    await requirePhase1Of(start.genesis.header, await bench.ptau(ptau), ptau);
    await requireChain(bench, engine, { start, zkey, path, basis: { genesis }, json: options.json });
  });
}

/** `brebaje zkey verify genesis`: a file to which nobody has contributed yet. */
export function verifyGenesisFile(
  [r1cs, ptau, path]: [r1cs: string, ptau: string, zkey: string],
  options: FileOptions & { ptauHash?: string },
  shell: Shell,
): Promise<void> {
  return judge(shell, options, async (bench) => {
    const zkey = await bench.zkey(path);
    const files = { r1cs: await bench.r1cs(r1cs), ptau: await bench.ptau(ptau) };
    requireCurve(zkey.header.curve, { [r1cs]: files.r1cs, [ptau]: files.ptau });
    const engine = await bench.engine(zkey.header.curve);
    const phase1 = await requirePowers(bench, engine, { path: ptau, ptau: files.ptau }, options.ptauHash);
    await requireGenesis(bench, engine, files, zkey, path);
    tellGenesis(bench, { path, zkey, phase1, json: options.json });
  });
}

interface CircuitFiles {
  r1cs: R1cs;
  ptau: Ptau;
}

function judge(shell: Shell, options: FileOptions, work: (bench: Workbench) => Promise<void>): Promise<void> {
  return atWorkbench(shell, options, work, VERDICT_EXITS);
}

async function requireChain(
  bench: Workbench,
  engine: Engine,
  judged: { start: Start; zkey: Zkey; path: string; basis: Basis; json: boolean | undefined },
): Promise<void> {
  const { start, zkey, path } = judged;
  bench.line.stage('Verifying the contributions');
  const progress = bench.bar('Verifying L and H');
  const verdict = await verifyFromGenesis(engine, start, zkey, { progress, signal: bench.signal });
  if (!verdict.ok) throw refused(`${path}: ${verdict.text}`, verdict, VERDICT_EXITS);
  tellVerdict(bench, { ...judged, stateHash: verdict.stateHash });
}

/** A genesis that was given; with the circuit's files it is made sure that it is theirs. */
async function givenStart(
  bench: Workbench,
  engine: Engine,
  path: string,
  files: CircuitFiles | undefined,
): Promise<Start> {
  const zkey = await bench.zkey(path);
  requireCurve(engine.curve, { [path]: zkey });
  if (files) await requireGenesis(bench, engine, files, zkey, path);
  return named(path, () => startOf(bench, engine, zkey));
}

/**
 * The genesis that the circuit's files give, which is in a temporary folder as long as it is read. What hash of the
 * circuit a zkey has depends on the tool and the size of its ptau (circuit-hasher.ts): the content is compared.
 */
async function madeStart(
  bench: Workbench,
  engine: Engine,
  { r1cs, ptau }: CircuitFiles,
  expected: Zkey,
): Promise<Start> {
  const { signal } = bench;
  const genesis = await createGenesis(engine, r1cs, ptau, {
    progress: bench.bar('Making the genesis'),
    signal,
  });
  const folder = await mkdtemp(join(tmpdir(), 'brebaje-genesis-'));
  try {
    await requireRoom(folder, genesis.size);
    const file = await createFile(join(folder, 'genesis.zkey'));
    try {
      await writeAll(genesis.output, file);
      const zkey = await openZkey({ size: genesis.size, read: file.read });
      // Its Lagrange tables are the ptau's, and nothing says yet that they are right.
      await requireGenesis(bench, engine, { r1cs, ptau }, zkey, 'the genesis of this circuit and phase 1');
      const start = await startOf(bench, engine, zkey);
      if (sameBytes(start.genesis.circuitHash, expected.records.circuitHash)) return start;
      bench.note('the circuit’s hash is another one than this ptau gives; the circuit itself is compared');
      return { ...start, genesis: { ...start.genesis, circuitHash: expected.records.circuitHash } };
    } finally {
      await file.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function startOf(bench: Workbench, engine: Engine, zkey: Zkey): Promise<Start> {
  const progress = bench.bar('Reading the genesis');
  const genesis = await sumGenesis(engine, zkey, { progress, signal: bench.signal });
  return { genesis, immutable: await immutableHash(zkey) };
}

async function requireGenesis(
  bench: Workbench,
  engine: Engine,
  files: CircuitFiles,
  zkey: Zkey,
  path: string,
): Promise<void> {
  const progress = bench.bar('Verifying the genesis');
  const { signal } = bench;
  const verdict = await verifyGenesis(engine, { ...files, zkey }, { progress, signal });
  if (!verdict.ok) throw refused(`${path}: ${verdict.text}`, verdict, VERDICT_EXITS);
}

/** The file has the records of the previous one, and one more. */
async function requireNext(zkey: Zkey, before: Zkey, path: string): Promise<void> {
  const type = zkey.records.list.at(-1)?.type ?? 'person';
  await named(path, async () => requireNextRecord(zkey, before.records, { type }));
}
