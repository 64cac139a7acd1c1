/**
 * The most memory that processes of ours have: contributing to a large zkey and verifying what came of it, in Node and
 * in a page of Chromium; the genesis of a large circuit and its whole verification. The large zkey's points are known
 * ones (groth16/large-zkey.ts).
 *
 * Flags: --full (a zkey of 2^22 rows, 4.4 GB, in Node, one of 2^20, 1.1 GB, in the page, a genesis of 2^20), --log=N
 * (the sizes of all; without it 14), --only=node, page or genesis. Files are written to the system's temporary folder
 * (TMPDIR): with --full 9 GB, and 3 GB of inputs are kept in the cache folder.
 */
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { option } from './flags.ts';
import { benchFiles } from './groth16/files.ts';
import { largeGenesis } from './groth16/large-zkey.ts';
import { pageCosts } from './groth16/page-memory.ts';
import { cost } from './groth16/run-child.ts';
import { line } from './measure.ts';
import type { BenchOptions } from './run.ts';

const PARTS = { node: inNode, page: inPage, genesis: ofGenesis };

/** Sizes as log₂ of the rows. */
const FULL = { node: 22, page: 20, genesis: 20 };
const SHORT = 14;

export async function run({ full }: BenchOptions): Promise<void> {
  const only = option('only');
  for (const part of ['node', 'page', 'genesis'] as const) {
    if (only !== undefined && only !== part) continue;
    const folder = mkdtempSync(join(tmpdir(), 'brebaje-groth16-'));
    try {
      await PARTS[part](Number(option('log') ?? (full ? FULL[part] : SHORT)), (name) => join(folder, name));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

const memory = (megabytes: number) => `${megabytes.toFixed(0)} MB`;

/** The large zkey, made. Answers its size in words. */
async function makeLarge(log: number, path: string): Promise<string> {
  const engine = await createWasmEngine({ curve: 'bn254' });
  try {
    await pipeline(Readable.from(await largeGenesis(engine, log)), createWriteStream(path));
  } finally {
    await engine.close();
  }
  return `2^${log} rows, ${(statSync(path).size / 1e9).toFixed(2)} GB`;
}

async function inNode(log: number, at: (name: string) => string): Promise<void> {
  const title = await makeLarge(log, at('genesis.zkey'));
  const files = [at('genesis.zkey'), '', '', at('one.zkey')];
  const contribution = await cost('ours', 'contribute', [files[0]!, files[3]!]);
  line(`${title}: contribution`, memory(contribution.megabytes));
  line('  verification from the genesis', memory((await cost('ours', 'verify', files)).megabytes));
}

async function inPage(log: number, at: (name: string) => string): Promise<void> {
  const title = await makeLarge(log, at('genesis.zkey'));
  const costs = await pageCosts(at('genesis.zkey'));
  if (!costs) return line('Chromium', 'not found');
  for (const { work, megabytes } of costs) {
    line(
      `${title}: Chromium's renderer, ${work === 'verify' ? 'verification' : 'contribution'}`,
      memory(megabytes),
    );
  }
}

async function ofGenesis(log: number, at: (name: string) => string): Promise<void> {
  const engine = await createWasmEngine({ curve: 'bn254' });
  const { r1cs, ptau } = await benchFiles(engine, log);
  await engine.close();
  const made = await cost('ours', 'genesis', [r1cs, ptau, at('genesis.zkey')]);
  line(
    `2^${log} rows, ${(statSync(at('genesis.zkey')).size / 1e9).toFixed(2)} GB: genesis`,
    memory(made.megabytes),
  );
  await cost('ours', 'contribute', [at('genesis.zkey'), at('one.zkey')]);
  const whole = await cost('ours', 'verify-r1cs', [at('genesis.zkey'), ptau, r1cs, at('one.zkey')]);
  line('  verification of genesis and contribution', memory(whole.megabytes));
}
