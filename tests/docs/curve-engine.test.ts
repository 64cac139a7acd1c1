/** The numbers of the auditors' page are those of the code, and what it names exists. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EISENSTEIN_DIGITS } from '@brebaje/curves/curve/eisenstein';
import { CURVES, type CurveName } from '@brebaje/curves/curve/parameters';
import { SAC_COLUMNS } from '@brebaje/curves/curve/sac';
import { productProgram } from '@brebaje/curves/field/fma-product';
import {
  hasRoom,
  productValue,
  type Radix,
  radixOf,
  slotBounds,
  widthOf,
} from '@brebaje/curves/field/fma-radix';
import { reductionProgram } from '@brebaje/curves/field/fma-reduction';
import { divstepBatches, divstepsOf } from '@brebaje/curves/field/invert';
import {
  type Bounds,
  exactly,
  holds,
  holdsBounds,
  mapBounds,
  multiplyRanges,
} from '@brebaje/curves/field/limb-bounds';
import { productRanges } from '@brebaje/curves/field/plain-clearing';
import * as plain from '@brebaje/curves/field/plain-limbs';
import { reductionProgram as plainReduction } from '@brebaje/curves/field/plain-product';
import { POINTS } from '@brebaje/curves/kernel/known-answers';
import { expect, it } from 'vitest';
import { codeOf, commandsOf, house, page, rowsOf } from './pages.ts';

const audit = page('docs/verify/curve-engine.md');
const rows = rowsOf(audit);

const NAMES: Record<CurveName, string> = { bn254: 'BN254', 'bls12-381': 'BLS12-381' };
const curves = Object.values(CURVES);
const bitsOf = (value: bigint) => value.toString(2).length;

/** The rows below a heading with this first cell. */
function table(first: string): string[][] {
  const start = rows.findIndex(([cell]) => cell === first);
  expect(start).toBeGreaterThanOrEqual(0);
  const below = rows.slice(start + 2);
  const end = below.findIndex(([cell]) => /^-+$/.test(cell!));
  return end < 0 ? below : below.slice(0, end - 1);
}

/** What the page writes in place of a quotient, cut off after two decimals. */
const decimals = (a: bigint, b: bigint): string => (Number((a * 100n) / b) / 100).toFixed(2);

const times = (bounds: Bounds, factor: bigint): Bounds =>
  mapBounds((range) => multiplyRanges(range, exactly(factor)), bounds);

function proves(make: () => unknown): boolean {
  try {
    return make() !== false;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The largest integer up to 2^40 for which it holds, as it does for all smaller ones. */
function largest(holdsFor: (value: bigint) => boolean): bigint {
  let [low, high] = [0n, 1n << 40n];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (holdsFor(middle)) low = middle;
    else high = middle - 1n;
  }
  return low;
}

const slots = (count: bigint): string => (count === 1n ? '1 slot' : `${count} slots`);

it('of doubles', () => {
  const fetch = () => ({ type: 'v128', code: [] }) as const;
  const expected = curves.map(({ name, p }) => {
    const radix: Radix = radixOf(p);
    const slot = slotBounds(radix);
    const { bits, limbs, montgomery } = radix;
    expect(slot.limbs[0]!.max - (1n << BigInt(bits - 1))).toBe(hasRoom(radix) ? 64n : 0n);
    const hundredths = largest((k) => {
      const value = { min: (-k * p) / 100n, max: (k * p) / 100n };
      return holds(slot.value, productValue(value, { min: -p, max: p }, radix));
    });
    return [
      NAMES[name],
      `${limbs} × ${bits}`,
      decimals(montgomery, p),
      hasRoom(radix) ? `±(2^${bits - 1} + 64)` : `±2^${bits - 1}`,
      `±${Number((slot.value.max * 10n + p) / p) / 10}p`,
      slots(widthOf(radix)),
      slots(largest((k) => proves(() => productProgram(radix, fetch, 1, times(slot, k), slot)))),
      slots(largest((k) => proves(() => productProgram(radix, fetch, 1, times(slot, k))))),
      slots(largest((k) => proves(() => reductionProgram(radix, fetch, times(slot, k), slot.value)))),
      `${decimals(hundredths, 100n)} p²`,
    ];
  });
  expect(table('doubles').toSorted()).toEqual(expected.toSorted());
});

it('of whole words', () => {
  const expected = curves.map(({ name, p, words }) => {
    const radix = 1n << BigInt(64 * words);
    expect(radix).toBeGreaterThan(4n * p);
    return [NAMES[name], `${words}`, decimals(radix, p), '0 … 2p', 'a·b ≤ p·R, a + p ≤ R', 'below 2p'];
  });
  expect(table('wide').toSorted()).toEqual(expected.toSorted());
});

it('of limbs of 29 bits', () => {
  const primes = curves.flatMap(({ name, p, r }) => [
    [NAMES[name], p] as const,
    [`${NAMES[name]} scalars`, r] as const,
  ]);
  const expected = primes.map(([name, prime]) => {
    const slot = plain.slotBounds(prime);
    const product = plain.productBounds(prime);
    const limbs = plain.limbsOf(prime);
    expect(slot.value).toEqual({ min: -4n * prime, max: 4n * prime - 1n });
    expect(product.value).toEqual({ min: -2n * prime, max: 3n * prime });
    const accepts = (a: Bounds, b: Bounds) =>
      proves(() => holdsBounds(product, productRanges(prime, a, b).bounds));
    const reduction = largest((k) => proves(() => plainReduction(prime, times(slot, k), slot.value)));
    const columns = productRanges(prime, slot, slot).columns.flatMap(({ min, max }) => [-min, max]);
    const column = Math.max(...columns.map((magnitude) => Math.log2(Number(magnitude))));
    return [
      name,
      `${limbs}`,
      `2^${plain.LIMB_BITS * limbs - bitsOf(prime)}`,
      '−4p … 4p − 1',
      '−2p … 3p',
      `2^${(Math.ceil(10 * column) / 10).toFixed(1)}`,
      slots(largest((k) => accepts(times(slot, k), slot))),
      slots(largest((k) => accepts(times(slot, k), times(slot, k)))),
      `2^${bitsOf(reduction)} − 1 slots`,
    ];
  });
  expect(table('29 bits').toSorted()).toEqual(expected.toSorted());
});

it('of inversions', () => {
  const expected = curves.map(({ name, p }) => {
    const bits = bitsOf(p);
    return [NAMES[name], bits, divstepsOf(bits), divstepBatches(bits)].map(String);
  });
  expect(table('inversion').toSorted()).toEqual(expected.toSorted());
});

it('of digits and known answers', () => {
  expect(audit.text).toContain(`**G1, ${EISENSTEIN_DIGITS} digits**`);
  expect(audit.text).toContain(`**G2, ${SAC_COLUMNS} columns**`);
  expect(audit.text).toContain(`The questions: ${POINTS} multiples`);
});

it('every file that it names is there', () => {
  const named = codeOf(audit).filter((code) => /^[\w-]+\/[\w./-]*$|\.ts$/.test(code));
  expect(named.length).toBeGreaterThan(30);
  const roots = ['packages/curves/src', '.'];
  expect(named.filter((path) => !roots.some((root) => existsSync(join(house, root, path))))).toEqual([]);
});

it('every test that it says to run is there, and modules are shown as it says', async () => {
  const commands = commandsOf(audit);
  const paths = commands.flatMap((command) => command.match(/\b(?:packages|tests)\/[\w./-]+/g) ?? []);
  expect(paths.length).toBeGreaterThan(5);
  const found = (path: string) =>
    [path, `${path}.test.ts`].some((candidate) => existsSync(join(house, candidate)));
  expect(paths.filter((path) => !found(path))).toEqual([]);

  const steps = commands.find((command) => command.includes('kernel -- steps'))!.split(' -- ')[1]!;
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [join(house, 'tools/kernel.ts'), ...steps.split(' ')]);
  expect(stdout).toMatch(/^v0 = input {2}-2251799813685248 … 2251799813685248 {2}\(< 2\^52\)$/m);
  expect(stdout).toMatch(/^v\d+ = high\(v\d+, v\d+, v\d+\) {2}\d+ … \d+/m);
});
