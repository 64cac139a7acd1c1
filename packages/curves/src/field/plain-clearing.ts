import { addRanges, type Bounds, exactly, multiplyRanges } from './limb-bounds.ts';
import { carried, digitsOf, LIMB_BITS, limbsOf } from './plain-limbs.ts';
import { requireFit } from './plain-operations.ts';
import type { Range } from './program.ts';
import { inverseModuloPower, negativeInverseModuloPower } from './two-adic.ts';

/** Columns cleared at once, at most (measured). */
const BLOCK = 2;

const LIMB = 1n << BigInt(LIMB_BITS);
const QUOTIENT: Range = { min: 0n, max: LIMB - 1n };

/**
 * How the lower half of a product's columns is cleared with multiples of p.
 *
 * A block of s columns is cleared with N = k·p ≡ −1 modulo 2^29s: what the block holds, m, is then the
 * quotient itself, and m + m·N = m·2^29s·F with F = (N+1)/2^29s, which has no more limbs than p. So a block
 * costs its s·n products, or fewer by Karatsuba, and none to find the quotient. It adds m·2^(29·start)·k·p
 * to the value, at most p/2 after division by R, as long as start ≤ n − 2s. Only the last column is cleared
 * with p itself.
 */
export interface Clearing {
  readonly blocks: readonly {
    readonly start: number;
    readonly size: number;
    /** F's digits. */
    readonly factor: readonly bigint[];
    /** What m·F adds to the columns from start + size on. */
    readonly added: readonly Range[];
  }[];
  readonly last: number;
  /** −1/p mod 2^29, p's digits, and what m·p adds to the columns from the last cleared on. */
  readonly inverse: bigint;
  readonly digits: readonly bigint[];
  readonly added: readonly Range[];
  /** What all blocks and the last column add to the value, before it is divided by R. */
  readonly value: Range;
}

const clearings = new Map<bigint, Clearing>();

export function clearingOf(prime: bigint): Clearing {
  const known = clearings.get(prime) ?? makeClearing(prime);
  clearings.set(prime, known);
  return known;
}

function makeClearing(prime: bigint): Clearing {
  const count = limbsOf(prime);
  const last = count - 1;
  const digits = digitsOf(prime, count);
  let value = multiplyRanges(QUOTIENT, exactly(prime << BigInt(LIMB_BITS * last)));
  const blocks = [];
  for (let start = 0, size = 0; start < last; start += size) {
    size = Math.min(BLOCK, Math.floor((count - start) / 2));
    const modulus = 1n << BigInt(LIMB_BITS * size);
    const multiple = BigInt.asIntN(LIMB_BITS * size, -inverseModuloPower(prime, LIMB_BITS * size)) * prime;
    const factor = digitsOf((multiple + 1n) / modulus, count);
    const added = columnRanges(Array(size).fill(QUOTIENT), factor.map(exactly));
    const block = multiplyRanges({ min: 0n, max: modulus - 1n }, exactly(multiple));
    value = addRanges(value, multiplyRanges(block, exactly(1n << BigInt(LIMB_BITS * start))));
    blocks.push({ start, size, factor, added });
  }
  const inverse = negativeInverseModuloPower(prime, LIMB_BITS);
  const added = columnRanges([QUOTIENT], digits.map(exactly));
  return { blocks, last, inverse, digits, added, value };
}

export interface ProductRanges {
  /** Every column of the product when it is complete, before it is carried. */
  readonly columns: readonly Range[];
  /** The result. */
  readonly bounds: Bounds;
}

/**
 * The ranges of a Montgomery product of such operands. Throws a RangeError unless every column fits 64 bits:
 * then, and only then, the product has a proof.
 */
export function productRanges(prime: bigint, a: Bounds, b: Bounds): ProductRanges {
  const { blocks, last, added, value } = clearingOf(prime);
  const columns = columnRanges(a.limbs, b.limbs);
  const add = (start: number, ranges: readonly Range[]) => {
    for (const [i, range] of ranges.entries()) {
      columns[start + i] = addRanges(columns[start + i] ?? exactly(0n), range);
    }
  };
  const carry = (k: number) => {
    const { min, max } = requireFit('a column', columns[k]!);
    add(k + 1, [{ min: min >> BigInt(LIMB_BITS), max: max >> BigInt(LIMB_BITS) }]);
  };
  for (const block of blocks) {
    for (let k = block.start; k < block.start + block.size; k++) carry(k);
    add(block.start + block.size, block.added);
  }
  add(last, added);
  carry(last);
  for (const range of columns.slice(last + 1)) {
    // A carry from below of at most 2^35 and half a limb come on top when digits are made.
    requireFit('a column', addRanges(range, { min: -(1n << 36n), max: 1n << 36n }));
  }
  const { min, max } = addRanges(multiplyRanges(a.value, b.value), value);
  const radix = LIMB ** BigInt(last + 1);
  return { columns, bounds: carried({ min: min / radix - 1n, max: max / radix + 1n }, last + 1) };
}

/** What the columns Σ aᵢbⱼ, i + j = k, may be, however they were computed. */
function columnRanges(a: readonly Range[], b: readonly Range[]): Range[] {
  const ranges: Range[] = Array.from({ length: a.length + b.length - 1 }, () => exactly(0n));
  for (const [i, x] of a.entries()) {
    for (const [j, y] of b.entries()) ranges[i + j] = addRanges(ranges[i + j]!, multiplyRanges(x, y));
  }
  return ranges;
}
