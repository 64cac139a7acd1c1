/**
 * The curves package as it is published, in runtimes that differ: which kernels run there, which one the engine
 * takes, and that it computes what noble computes. runtimes.soak.ts has the other rows of the table.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectBestChoice, inWords } from './findings.ts';
import { spoil } from './installed.ts';
import { program } from './programs.ts';
import { RUNTIMES, TABLE, testRows } from './rows.ts';

const stage = testRows(['Node 20', 'Node 24', 'Bun', 'Chromium', 'Firefox']);

it('the table has a row for every runtime that is tested', () => {
  const [, ...rows] = TABLE.keys();
  expect(rows).toEqual(Object.keys(RUNTIMES));
});

function spoilHeader(module: Uint8Array): void {
  module[0]! ^= 1;
}

/** Turns one bit over that makes a difference of two doubles out of a sum of two (f64x2.add and f64x2.sub). */
function spoilSum(share: number): (module: Uint8Array) => void {
  return (module) => {
    const sums = [...module.keys()].filter(
      (at) => module[at] === 0xfd && module[at + 1] === 0xf0 && module[at + 2] === 0x01,
    );
    module[sums[Math.floor(share * sums.length)]! + 1]! ^= 1;
  };
}

describe('a kernel of which one bit is wrong', () => {
  const here = program(process.execPath);

  it.each([
    ['in its first byte', spoilHeader, 'no'],
    ['in its first sum', spoilSum(0), 'wrong'],
    ['in its last sum', spoilSum(0.9999), 'wrong'],
  ] as const)('%s, is passed over', { timeout: 120_000 }, async (where, change, verdict) => {
    const findings = await here(spoil(stage.installed, join(stage.folder, where), '*-fma.wasm', change));
    expect(expectBestChoice(findings, stage.expected)).not.toBe('fma');
    expect(inWords(findings.curves.bn254.kernels.fma.first)).toBe(verdict);
    expect(inWords(findings.curves['bls12-381'].kernels.fma.first)).toBe(verdict);
  });

  it('is passed over in a page', { timeout: 120_000 }, async ({ skip }) => {
    const probe = (await stage.find('Chromium')) ?? skip();
    const spoilt = spoil(stage.installed, join(stage.folder, 'page'), '*-fma.wasm', spoilSum(0.5));
    const findings = await probe(spoilt);
    expect(expectBestChoice(findings, stage.expected)).not.toBe('fma');
    expect(inWords(findings.curves.bn254.kernels.fma.first)).toBe('wrong');
  });

  it('leaves no engine when there is no other kernel', { timeout: 120_000 }, async () => {
    const spoilt = spoil(stage.installed, join(stage.folder, 'none'), '*.wasm', spoilHeader);
    await expect(here(spoilt)).rejects.toThrow('no curve kernel computes correctly here');
  });
});
