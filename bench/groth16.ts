/**
 * Groth16 against snarkjs, whole processes on the same files, in turns: a contribution, the check of a zkey, a
 * genesis, and the preparation of powers of tau. Ratios are of processor time, which other programs do not change
 * much. `--full` takes circuits of 2^16 and 2^18 rows, else `--log=N` (12); `--rounds=N`;
 * `--only=genesis`.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { option } from './flags.ts';
import { benchFiles } from './groth16/files.ts';
import { line, median } from './measure.ts';
import type { BenchOptions } from './run.ts';

interface Cost {
  millis: number;
  wall: number;
  megabytes: number;
}

const child = fileURLToPath(new URL('groth16/child.ts', import.meta.url));

/** The largest ptau whose preparation snarkjs is waited for. */
const MOST_PREPARED = 12;

async function cost(who: 'ours' | 'snarkjs', work: string, files: string[]): Promise<Cost> {
  const { stdout } = await promisify(execFile)(process.execPath, [child, who, work, ...files], {
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

type Rivals = Record<string, () => Promise<Cost>>;

/** Runs the rivals in turns and prints what they took; the first one is ours. */
async function race(title: string, rounds: number, rivals: Rivals): Promise<void> {
  const costs = Object.fromEntries(Object.keys(rivals).map((name) => [name, [] as Cost[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(rivals)) costs[name]!.push(await run());
  }
  const middle = (name: string, field: keyof Cost) => median(costs[name]!.map((one) => one[field]));
  const [ours, ...others] = Object.keys(rivals) as [string, ...string[]];
  const shown = (name: string) =>
    `${(middle(name, 'millis') / 1000).toFixed(2)} s, ${middle(name, 'megabytes').toFixed(0)} MB`;
  line(`${title}: ${ours}`, shown(ours));
  for (const name of others) {
    line(`  ${name}`, shown(name));
    line(`  ${name} / ${ours}`, `${(middle(name, 'millis') / middle(ours, 'millis')).toFixed(2)}x`);
  }
}

/** A genesis has one right form: throws unless both files have the same bytes. */
async function requireEqual(a: string, b: string): Promise<void> {
  const [left, right] = await Promise.all([a, b].map(sha256OfFile));
  if (left !== right) throw new Error('the geneses differ');
  line('  both files, SHA-256', left!.slice(0, 14));
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes);
  return hash.digest('hex');
}

export async function run({ full }: BenchOptions): Promise<void> {
  const rounds = Number(option('rounds') ?? 3);
  const logs = full ? [16, 18] : [Number(option('log') ?? 12)];
  const folder = mkdtempSync(join(tmpdir(), 'brebaje-groth16-'));
  const at = (name: string) => join(folder, name);
  try {
    for (const log of logs) {
      const engine = await createWasmEngine({ curve: 'bn254' });
      const { r1cs, ptau } = await benchFiles(engine, log);
      await engine.close();
      console.log(`  2^${log} rows`);
      await race('genesis', rounds, {
        ours: () => cost('ours', 'genesis', [r1cs, ptau, at('genesis.zkey')]),
        snarkjs: () => cost('snarkjs', 'genesis', [r1cs, ptau, at('other.zkey')]),
      });
      await requireEqual(at('genesis.zkey'), at('other.zkey'));
      if (option('only') === 'genesis') continue;
      await race('contribution', rounds, {
        ours: () => cost('ours', 'contribute', [at('genesis.zkey'), at('one.zkey')]),
        snarkjs: () => cost('snarkjs', 'contribute', [at('genesis.zkey'), at('other.zkey')]),
      });
      const files = [at('genesis.zkey'), ptau, r1cs, at('one.zkey')];
      await race('verification', rounds, {
        ours: () => cost('ours', 'verify', files),
        'snarkjs, from init': () => cost('snarkjs', 'verify-init', files),
        'snarkjs, from r1cs': () => cost('snarkjs', 'verify-r1cs', files),
      });
      if (log + 1 > MOST_PREPARED) continue;
      await race(`prepare 2^${log + 1}`, rounds, {
        ours: () => cost('ours', 'prepare', [ptau, at('prepared.ptau')]),
        snarkjs: () => cost('snarkjs', 'prepare', [ptau, at('other.ptau')]),
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
