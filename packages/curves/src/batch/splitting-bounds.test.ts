import { describe, expect, it } from 'vitest';
import { quarterLattice } from '../curve/cyclotomic.ts';
import { eisensteinLattice } from '../curve/eisenstein.ts';
import { componentBounds, type LatticeReduction, reduceScalar } from '../curve/lattice.ts';
import { CURVES } from '../curve/parameters.ts';
import { sacSplitting } from '../curve/sac.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { splitting } from './splitting.ts';

/** The splitting in WebAssembly: from a scalar of 32 bytes to its components. */
function machine(reduction: LatticeReduction): (k: bigint) => bigint[] {
  const m = new ModuleBuilder();
  const scalar = m.reserve(32);
  const { split, area } = splitting(m, reduction, 'test');
  m.function('split', { params: {}, export: true }, (f) => f.run(split, scalar));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes()));
  const { buffer } = exports.memory as WebAssembly.Memory;
  const { words } = reduction;
  return (k) => {
    const parts = [0n, 64n, 128n, 192n].map((shift) => BigInt.asUintN(64, k >> shift));
    new BigUint64Array(buffer, scalar, 4).set(parts);
    (exports.split as () => void)();
    return reduction.constant.map((_, j) => {
      const from = new BigUint64Array(buffer, area.address + 8 * words * j, words);
      return BigInt.asIntN(
        64 * words,
        from.reduceRight((sum, word) => (sum << 64n) + word, 0n),
      );
    });
  };
}

const ALL_ONES = 2n ** 256n - 1n;
const SCALARS = [0n, 1n, 2n ** 32n - 1n, 2n ** 64n - 1n, 2n ** 128n, 2n ** 255n, ALL_ONES - 1n, ALL_ONES];

describe('splitting scalars', () => {
  it('accumulates products of words that are all ones, which fill 64 bits', () => {
    // A step is at most (2^32 − 1)² + 2·(2^32 − 1) = 2^64 − 1, where both words, what is there and the carry are ones.
    const ones = 2n ** 320n - 1n;
    for (const words of [2, 3]) {
      const whole = 2n ** BigInt(64 * words);
      for (const row of [
        [-1n, 1n],
        [whole - 1n, -whole + 1n],
        [whole / 2n, -whole / 2n],
      ]) {
        const reduction: LatticeReduction = {
          rows: [row, row],
          factors: [ones, 2n ** 319n],
          roundings: [ones, ones],
          constant: [-1n, whole / 2n],
          order: ALL_ONES,
          words,
        };
        const split = machine(reduction);
        for (const k of SCALARS) expect(split(k)).toEqual(reduceScalar(reduction, k));
      }
    }
  });

  it.each(
    Object.values(CURVES).flatMap((curve) => [
      { name: `halves of ${curve.name}`, reduction: eisensteinLattice(curve), r: curve.r },
      { name: `columns of ${curve.name}`, reduction: sacSplitting(curve).lattice, r: curve.r },
      { name: `quarters of ${curve.name}`, reduction: quarterLattice(curve), r: curve.r },
    ]),
  )('does what integers do at the ends: $name', ({ reduction, r }) => {
    const run = machine(reduction);
    const bounds = componentBounds(reduction);
    const split = (k: bigint) => {
      const parts = run(k);
      if (k >= r) return parts;
      for (const [j, [low, high]] of bounds.entries())
        expect(parts[j]! >= low && parts[j]! <= high).toBe(true);
      return parts;
    };
    for (const k of [...SCALARS, r - 1n, r, r + 1n, (r - 1n) / 2n, (r + 1n) / 2n]) {
      expect(split(k)).toEqual(reduceScalar(reduction, k));
    }
    // Where a quotient goes from one integer to the next.
    for (const [i, factor] of reduction.factors.entries()) {
      for (const q of [1n, 2n, 3n, (r * factor) >> 321n]) {
        const k = ((q << 320n) - reduction.roundings[i]!) / factor;
        for (const near of [k - 1n, k, k + 1n, k + 2n]) {
          if (near >= 0n && near <= ALL_ONES) expect(split(near)).toEqual(reduceScalar(reduction, near));
        }
      }
    }
  });
});
