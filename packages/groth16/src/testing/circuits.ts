import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { CurveName } from '@brebaje/curves/engine';

/** Circuits compiled by circom, for tests. */

const compiler = join(dirname(createRequire(import.meta.url).resolve('circom2/package.json')), 'cli.js');
const PRIMES: Record<CurveName, string> = { bn254: 'bn128', 'bls12-381': 'bls12381' };

/** What circom makes of a source: the circuit, and with `wasm` the program that computes witnesses. */
export async function compileCircuit(
  source: string,
  curve: CurveName = 'bn254',
  options: { wasm?: boolean } = {},
): Promise<{ r1cs: Uint8Array; wasm: Uint8Array | undefined }> {
  const folder = await mkdtemp(join(tmpdir(), 'brebaje-circuit-'));
  try {
    await writeFile(join(folder, 'circuit.circom'), source);
    const outputs = ['--r1cs', ...(options.wasm ? ['--wasm'] : [])];
    const flags = [...outputs, '--prime', PRIMES[curve]];
    await promisify(execFile)(process.execPath, [compiler, 'circuit.circom', ...flags], { cwd: folder });
    return {
      r1cs: await readFile(join(folder, 'circuit.r1cs')),
      wasm: options.wasm ? await readFile(join(folder, 'circuit_js', 'circuit.wasm')) : undefined,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A circuit of about `size` constraints with one public input, one output, and wires that stand in no B and C. */
export function chainOfSquares(size: number): string {
  return `pragma circom 2.0.0;
    template Squares(n) {
      signal input a; signal input b; signal output out; signal t[n];
      t[0] <== a * b;
      for (var i = 1; i < n; i++) t[i] <== t[i - 1] * (t[i - 1] - i * a) + 3 * b;
      out <== t[n - 1];
    }
    component main { public [a] } = Squares(${size});`;
}
