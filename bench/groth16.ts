/**
 * Groth16 against snarkjs, whole processes on the same files, in turns: a genesis, a contribution, the check of a zkey,
 * and the preparation of powers of tau. Ratios are of processor time, which other programs do not change much.
 *
 * Flags: --full (circuits of 2^16 and 2^18 rows, for which snarkjs takes a quarter of an hour), --log=N (12),
 * --rounds=N (3; with --full 1), --only=genesis, contribution, verification or prepare (and what that needs of ours),
 * --init (no verification from r1cs).
 *
 * Accepting a contribution is what a server does for each: the genesis' combination was made for the first one.
 */
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { containerSize } from '@brebaje/groth16/container/write-container';
import { openFile } from '@brebaje/groth16/files/file-source';
import { openZkey, SLIM_ORDER, zkeySection } from '@brebaje/groth16/zkey/zkey';
import { flag, option } from './flags.ts';
import { benchFiles } from './groth16/files.ts';
import { type Cost, cost } from './groth16/run-child.ts';
import { line, median } from './measure.ts';
import type { BenchOptions } from './run.ts';

/** The largest ptau whose preparation snarkjs is waited for. */
const MOST_PREPARED = 12;

type Rivals = Record<string, () => Promise<Cost>>;

/** Runs the rivals in turns and prints what they took, and how many times as much as each of ours snarkjs took. */
async function race(title: string, rounds: number, rivals: Rivals): Promise<void> {
  const costs = Object.fromEntries(Object.keys(rivals).map((name) => [name, [] as Cost[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(rivals)) costs[name]!.push(await run());
  }
  const middle = (name: string, field: keyof Cost) => median(costs[name]!.map((one) => one[field]));
  const names = Object.keys(rivals);
  const ours = names.filter((name) => name.startsWith('ours'));
  const shown = (name: string) =>
    `${seconds(middle(name, 'millis'))} (${seconds(middle(name, 'wall'))} on the wall), ${middle(name, 'megabytes').toFixed(0)} MB`;
  for (const [index, name] of names.entries())
    line(index === 0 ? `${title}: ${name}` : `  ${name}`, shown(name));
  for (const name of names.filter((other) => !ours.includes(other))) {
    for (const own of ours) {
      line(`  ${name} / ${own}`, `${(middle(name, 'millis') / middle(own, 'millis')).toFixed(2)}x`);
    }
  }
}

function seconds(millis: number): string {
  return `${(millis / 1000).toFixed(2)} s`;
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

/** Bytes down and up of a contribution: of whole files, and of what a contribution changes. */
async function bytesMoved(before: string, after: string): Promise<void> {
  const sums = { whole: 0, slim: 0 };
  for (const path of [before, after]) {
    const file = await openFile(path);
    const zkey = await openZkey(file);
    sums.whole += file.size;
    sums.slim += containerSize(SLIM_ORDER.map((id) => zkeySection(zkey, id)));
    await file.close();
  }
  line('  bytes moved: whole files', megabytes(sums.whole));
  const share = `${((100 * sums.slim) / sums.whole).toFixed(1)} %`;
  line('  slim files', `${megabytes(sums.slim)}, ${share}`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

export async function run({ full }: BenchOptions): Promise<void> {
  const rounds = Number(option('rounds') ?? (full ? 1 : 3));
  const logs = full ? [16, 18] : [Number(option('log') ?? 12)];
  const only = option('only');
  const wanted = (name: string) => only === undefined || only === name;
  const folder = mkdtempSync(join(tmpdir(), 'brebaje-groth16-'));
  const at = (name: string) => join(folder, name);
  try {
    for (const log of logs) {
      const engine = await createWasmEngine({ curve: 'bn254' });
      const { r1cs, ptau } = await benchFiles(engine, log);
      await engine.close();
      console.log(`  2^${log} rows`);
      const [genesis, one, other] = ['genesis.zkey', 'one.zkey', 'other.zkey'].map(at) as [
        string,
        string,
        string,
      ];
      if (wanted('genesis')) {
        await race('genesis', rounds, {
          ours: () => cost('ours', 'genesis', [r1cs, ptau, genesis]),
          snarkjs: () => cost('snarkjs', 'genesis', [r1cs, ptau, other]),
        });
        await requireEqual(genesis, other);
      } else if (only !== 'prepare') await cost('ours', 'genesis', [r1cs, ptau, genesis]);
      if (wanted('contribution')) {
        await race('contribution', rounds, {
          ours: () => cost('ours', 'contribute', [genesis, one]),
          snarkjs: () => cost('snarkjs', 'contribute', [genesis, other]),
        });
        await bytesMoved(genesis, one);
      } else if (wanted('verification')) await cost('ours', 'contribute', [genesis, one]);
      if (wanted('verification')) {
        const files = [genesis, ptau, r1cs, one];
        const kept = ['slim.zkey', 'immutable', 'sums'].map(at);
        await cost('ours', 'keep', [genesis, ...kept.slice(0, 2)]);
        const accept = () => cost('ours', 'accept', [...kept, one]);
        // The first one makes the combination that the next ones find.
        await accept();
        await race('verification', rounds, {
          'ours, accepting it': accept,
          'ours, from genesis': () => cost('ours', 'verify', files),
          'snarkjs, from init': () => cost('snarkjs', 'verify-init', files),
        });
        if (!flag('init')) {
          await race('verification', rounds, {
            'ours, accepting it': accept,
            'ours, from r1cs': () => cost('ours', 'verify-r1cs', files),
            'snarkjs, from r1cs': () => cost('snarkjs', 'verify-r1cs', files),
          });
        }
      }
      if (!wanted('prepare') || log + 1 > MOST_PREPARED) continue;
      await race(`prepare 2^${log + 1}`, rounds, {
        ours: () => cost('ours', 'prepare', [ptau, at('prepared.ptau')]),
        snarkjs: () => cost('snarkjs', 'prepare', [ptau, at('other.ptau')]),
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
