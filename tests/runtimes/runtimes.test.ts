/**
 * The curves package as it is published, in runtimes that differ: which kernels run there, which one the engine
 * takes, and that it computes what noble computes. runtimes.soak.ts has the other rows of the table.
 */
import { join } from 'node:path';
import { sealModule } from '@brebaje/curves/kernel/seal';
import { describe, expect, it } from 'vitest';
import { expectBestChoice, inWords } from './findings.ts';
import { type Change, spoil } from './installed.ts';
import { program } from './programs.ts';
import { RUNTIMES, TABLE, testRows } from './rows.ts';

const stage = testRows(['Node 20', 'Node 24', 'Bun', 'Chromium', 'Firefox']);

it('the table has a row for every runtime that is tested', () => {
  const [, ...rows] = TABLE.keys();
  expect(rows).toEqual(Object.keys(RUNTIMES));
});

/** Turns one bit over, the position as a share of the module. */
function spoilBit(share: number): Change {
  return (module) => {
    module[Math.floor(share * module.length)]! ^= 1;
    return module;
  };
}

/** f64x2.add and f64x2.sub, which differ by one bit. */
const ADD = [0xfd, 0xf0, 0x01];
const SUB = [0xfd, 0xf1, 0x01];

/** A module that was emitted wrongly: one instruction for the other where it occurs first. The seal is right. */
function emitWrongly(instruction: number[]): Change {
  return (module) => {
    const at = module.findIndex((_, start) => instruction.every((byte, i) => module[start + i] === byte));
    module[at + 1]! ^= 1;
    return sealModule(module);
  };
}

describe('a kernel of which one bit is wrong', () => {
  const here = program(process.execPath);

  it.each([
    ['in its first byte, does not start', spoilBit(0), 'no'],
    ['in its middle, does not start', spoilBit(0.5), 'no'],
    ['in a sum, answers wrongly', emitWrongly(ADD), 'wrong'],
    ['in a difference, answers wrongly', emitWrongly(SUB), 'wrong'],
  ] as const)('%s, and is passed over', { timeout: 400_000 }, async (how, change, verdict) => {
    const findings = await here(spoil(stage.installed, join(stage.folder, how), '*-fma.wasm', change));
    expect(expectBestChoice(findings, stage.expected)).not.toBe('fma');
    expect(inWords(findings.curves.bn254.kernels.fma.first)).toBe(verdict);
    expect(inWords(findings.curves['bls12-381'].kernels.fma.first)).toBe(verdict);
  });

  it.for([
    ['does not start', spoilBit(0.5), 'no'],
    ['answers wrongly', emitWrongly(ADD), 'wrong'],
  ] as const)(
    '%s in a page, and is passed over',
    { timeout: 400_000 },
    async ([how, change, verdict], { skip }) => {
      const probe = (await stage.find('Chromium')) ?? skip();
      const spoilt = spoil(stage.installed, join(stage.folder, `page ${how}`), '*-fma.wasm', change);
      const findings = await probe(spoilt);
      expect(expectBestChoice(findings, stage.expected)).not.toBe('fma');
      expect(inWords(findings.curves.bn254.kernels.fma.first)).toBe(verdict);
    },
  );

  it('leaves no engine when there is no other kernel', { timeout: 400_000 }, async () => {
    const spoilt = spoil(stage.installed, join(stage.folder, 'none'), '*.wasm', spoilBit(0.5));
    await expect(here(spoilt)).rejects.toThrow('no curve kernel computes correctly here');
  });
});
