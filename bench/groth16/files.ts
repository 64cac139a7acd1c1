/** The files that rivals work on, made once per size and kept in the system's cache folder. */
import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { type Constraint, writeR1cs } from '@brebaje/groth16/r1cs/write-r1cs';
import { knownPowers } from './known-powers.ts';

/** Bump when what is written changes. */
const VERSION = 2;

export interface BenchFiles {
  r1cs: string;
  ptau: string;
}

/** A circuit that fills a domain of 2^log rows, and powers of tau with one to spare. */
export async function benchFiles(engine: WasmEngine, log: number): Promise<BenchFiles> {
  const folder = join(
    process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
    'brebaje-bench',
    `groth16-${VERSION}`,
  );
  mkdirSync(folder, { recursive: true });
  const r1cs = join(folder, `${log}.r1cs`);
  const ptau = join(folder, `${log}.ptau`);
  await once(r1cs, () => circuit(engine.curve, log));
  await once(ptau, () => knownPowers(engine, log + 1, log));
  return { r1cs, ptau };
}

async function once(path: string, make: () => AsyncGenerator<Uint8Array>): Promise<void> {
  if (existsSync(path)) return;
  await pipeline(Readable.from(make()), createWriteStream(`${path}.new`));
  renameSync(`${path}.new`, path);
}

/** Wire after wire a product of sums of three others: nine entries a row, one in four of them no ±1. */
function circuit(curve: WasmEngine['curve'], log: number): AsyncGenerator<Uint8Array> {
  const publicWires = 3;
  const nConstraints = 2 ** log - publicWires - 1;
  const nWires = nConstraints + 4;
  const { r } = CURVES[curve];
  function* constraints(): Generator<Constraint> {
    for (let i = 0; i < nConstraints; i++) {
      yield [
        [
          [i, 1n],
          [i + 1, r - 1n],
          [i + 2, (BigInt(i) * 3n ** 60n + 1n) % r],
        ],
        [
          [i + 1, 1n],
          [i + 2, 2n],
          [i + 3, r - 1n],
        ],
        [[i + 3, 1n]],
      ];
    }
  }
  const header = {
    curve,
    nWires,
    nPubOut: 0,
    nPubIn: publicWires,
    nPrvIn: 0,
    nLabels: nWires,
    nConstraints,
  };
  return writeR1cs(header, constraints);
}
