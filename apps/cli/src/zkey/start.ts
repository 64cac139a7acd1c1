import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { createFile } from '@brebaje/groth16/files/file-sink';
import type { Ptau } from '@brebaje/groth16/ptau/ptau';
import type { R1cs } from '@brebaje/groth16/r1cs/r1cs';
import { sameBytes } from '@brebaje/groth16/same-bytes';
import type { Start } from '@brebaje/groth16/verify/verify-zkey';
import { openZkey, type Zkey } from '@brebaje/groth16/zkey/zkey';
import { refused, VERDICT_EXITS } from '../setup-files/endings.ts';
import { requireRoom } from '../setup-files/new-file.ts';
import { named, type Workbench } from '../setup-files/workbench.ts';
import { requireCurve } from './same-curve.ts';
import { immutableHashOf } from './states.ts';
import { writeAll } from './write-all.ts';

type Engine = Awaited<ReturnType<Workbench['engine']>>;

/** What a genesis is made from. */
export interface CircuitFiles {
  readonly r1cs: R1cs;
  readonly ptau: Ptau;
}

/**
 * A genesis that was given; with the circuit's files it is made sure that it is theirs. A whole one is itself what other
 * files are compared with, unless the hash of what no contribution changes is given.
 */
export async function givenStart(
  bench: Workbench,
  engine: Engine,
  given: { path: string; zkey: Zkey; immutable?: Uint8Array | undefined },
  files: CircuitFiles | undefined,
): Promise<Start> {
  const { path, zkey, immutable } = given;
  requireCurve(engine.curve, { [path]: zkey });
  if (files) await requireGenesis(bench, engine, files, zkey, path);
  return named(path, () => startOf(bench, engine, zkey, immutable ?? zkey));
}

/**
 * The genesis that the circuit's files give, which is in a temporary folder as long as it is read. From domains of 2^15
 * on what hash of the circuit a zkey has depends on the size of its ptau (circuit-hasher.ts): the content is compared.
 */
export async function madeStart(
  bench: Workbench,
  engine: Engine,
  { r1cs, ptau }: CircuitFiles,
  expected: Zkey,
): Promise<Start> {
  const { signal } = bench;
  const { createGenesis } = await import('@brebaje/groth16/genesis/create-genesis');
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
      // The file is gone when it is compared with.
      const start = await startOf(bench, engine, zkey, await immutableHashOf(zkey));
      const isSame = sameBytes(start.genesis.circuitHash, expected.records.circuitHash);
      // What is defined is compared with the rest of the circuit.
      if (isSame || start.genesis.header.domainSize < 1 << 15) return start;
      bench.note('the circuit’s hash is another one than this ptau gives; the circuit itself is compared');
      return { ...start, genesis: { ...start.genesis, circuitHash: expected.records.circuitHash } };
    } finally {
      await file.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function startOf(
  bench: Workbench,
  engine: Engine,
  zkey: Zkey,
  immutable: Uint8Array | Zkey,
): Promise<Start> {
  const progress = bench.bar('Reading the genesis');
  const genesis = await sumGenesis(engine, zkey, { progress, signal: bench.signal });
  return { genesis, immutable };
}

/** Throws the refusal of a genesis that is not its circuit's. */
export async function requireGenesis(
  bench: Workbench,
  engine: Engine,
  files: CircuitFiles,
  zkey: Zkey,
  path: string,
): Promise<void> {
  const progress = bench.bar('Verifying the genesis');
  const { signal } = bench;
  const { verifyGenesis } = await import('@brebaje/groth16/genesis/verify-genesis');
  const verdict = await verifyGenesis(engine, { ...files, zkey }, { progress, signal });
  if (!verdict.ok) throw refused(`${path}: ${verdict.text}`, verdict, VERDICT_EXITS);
}
