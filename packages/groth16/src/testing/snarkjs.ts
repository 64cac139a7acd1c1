import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CurveName } from '@brebaje/curves/engine';
import * as snarkjs from 'snarkjs';

/**
 * snarkjs 0.7.6 as an oracle. Files that it makes without randomness are kept in the system's temporary folder,
 * so that test files share them. Whoever uses it ends it with {@link endSnarkjs}: its threads keep a process
 * alive.
 */

const NAMES = { bn254: 'bn128', 'bls12-381': 'bls12381' } as const;

const started = new Map<CurveName, Promise<snarkjs.Curve>>();

/** The curve as snarkjs has it. snarkjs itself shares one of each. */
export function snarkjsCurve(curve: CurveName): Promise<snarkjs.Curve> {
  const known = started.get(curve) ?? snarkjs.curves.getCurveFromName(NAMES[curve]);
  started.set(curve, known);
  return known;
}

/** Ends snarkjs' threads. */
export async function endSnarkjs(): Promise<void> {
  // A curve that snarkjs itself has started ends with ours.
  const curves = await Promise.all(
    (['bn254', 'bls12-381'] as const).filter((c) => started.has(c)).map(snarkjsCurve),
  );
  started.clear();
  for (const curve of curves) await curve.terminate();
}

/** The bytes of the file that `make` has snarkjs write. */
export async function written(make: (to: snarkjs.MemoryFile) => Promise<unknown>): Promise<Uint8Array> {
  const file: snarkjs.MemoryFile = { type: 'mem' };
  await make(file);
  if (!file.data) throw new Error('snarkjs has written nothing');
  return new Uint8Array(file.data);
}

const kept = new Map<string, Promise<Uint8Array>>();

/** A file that is the same whenever it is made: from memory, from the temporary folder, or made now. */
export function keptFile(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const known = kept.get(name) ?? readOrMake(name, make);
  kept.set(name, known);
  return known;
}

async function readOrMake(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const folder = join(tmpdir(), `brebaje-snarkjs-0.7.6-${process.getuid?.() ?? 0}`);
  const path = join(folder, name);
  const found = await readFile(path).catch(() => undefined);
  if (found) return new Uint8Array(found);
  const bytes = await make();
  await mkdir(folder, { recursive: true });
  // Test files run at the same time: what has the name is whole.
  await writeFile(`${path}.${process.pid}`, bytes);
  await rename(`${path}.${process.pid}`, path);
  return bytes;
}

/** Powers of tau with one beacon as contribution, prepared for phase 2. */
export function preparedPowers(curve: CurveName, power: number): Promise<Uint8Array> {
  return keptFile(`${curve}-${power}.ptau`, async () => {
    const library = await snarkjsCurve(curve);
    const start = await written((to) => snarkjs.powersOfTau.newAccumulator(library, power, to));
    const after = await written((to) => snarkjs.powersOfTau.beacon(start, to, 'powers', '0102030405', 10));
    return written((to) => snarkjs.powersOfTau.preparePhase2(after, to));
  });
}
