/** The benches of whole engines run, at sizes that say nothing about time. */
import { fileURLToPath } from 'node:url';
import { CHROMIUM } from '@brebaje/curves/test-page';
import { expect, test } from 'vitest';
import { run } from '../support/program.ts';

const BENCH = fileURLToPath(new URL('../../bench/run.ts', import.meta.url));

async function bench(...args: string[]): Promise<string> {
  const { code, out, err } = await run(process.execPath, [BENCH, ...args], { timeout: 300_000 });
  expect([code, err]).toEqual([0, '']);
  return out;
}

test('a whole contribution', async () => {
  const out = await bench('ethereum-batch', '--g1=8', '--rounds=1', '--rivals=ours,shipped');
  expect(out).toMatch(/32 G1 and 32 G2 points from JSON/);
  expect(out).toMatch(/ours, as it ships +\d/);
});

test('two workers', async () => {
  const out = await bench('curves-workers', '--points=64', '--rounds=1');
  expect(out).toMatch(/one \/ two, on the wall +\d+\.\d\dx/);
});

test.skipIf(!CHROMIUM)('Chromium', async () => {
  const out = await bench('curves-chromium', '--points=64', '--rounds=1');
  expect(out).toMatch(/Chromium \/ Node, on the wall +\d+\.\d\dx/);
});

test('a stream takes no more memory than is wanted', async () => {
  const out = await bench('curves-memory', '--points=20000', '--threads=2');
  const [, megabytes] = /most memory at any time .* (\d+) MB/.exec(out)!;
  expect(Number(megabytes)).toBeLessThan(200);
});
