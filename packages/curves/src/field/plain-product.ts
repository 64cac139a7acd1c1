import { addRanges, type Bounds, exactly, holds, multiplyRanges } from './limb-bounds.ts';
import {
  add,
  addConstant,
  known,
  lowBits,
  multiplyBy,
  requireFit,
  shiftLeft,
  shiftRight,
  subtract,
} from './plain-operations.ts';
import { Steps } from './plain-steps.ts';
import type { Program, Range, Value } from './program.ts';

/** Bits of a limb: nine cover 254-bit primes with 7 to spare, fourteen 381 bits with 25. */
export const LIMB_BITS = 29;

const LIMB = 1n << BigInt(LIMB_BITS);
const HALF = LIMB >> 1n;
const DIGIT: Range = { min: -HALF, max: HALF - 1n };
const QUOTIENT: Range = { min: 0n, max: LIMB - 1n };

/** Columns cleared at once, at most, and lengths up to which products are taken one by one (measured). */
const BLOCK = 3;
const SHORTEST_PRODUCT = 4;
const SHORTEST_SQUARE = 7;
const SHORTEST_QUOTIENT = 1;

interface Proven {
  readonly program: Program;
  readonly bounds: Bounds;
}

/** Limbs for the prime: at least six bits of R more than the prime has. */
export function limbsOf(prime: bigint): number {
  return Math.ceil((prime.toString(2).length + 5) / LIMB_BITS);
}

/** Digits in −2^28 … 2^28−1, lowest first; the highest takes what is left. */
export function digitsOf(integer: bigint, count: number): bigint[] {
  const digits: bigint[] = [];
  let rest = integer;
  for (let i = 0; i < count - 1; i++) {
    const digit = BigInt.asIntN(LIMB_BITS, rest);
    digits.push(digit);
    rest = (rest - digit) / LIMB;
  }
  return [...digits, rest];
}

/** The bounds of limbs that a carry left: digits, and the highest limb as far as the value allows. */
export function carried(value: Range, count: number): Bounds {
  const weight = 1n << BigInt(LIMB_BITS * (count - 1));
  // Σ digitᵢ·2^29i of the lower limbs is more than −weight and less than weight.
  const top = { min: value.min / weight - 1n, max: value.max / weight + 1n };
  return { limbs: [...Array(count - 1).fill(DIGIT), top], value };
}

/** Montgomery's product a·b/R modulo the prime, R = 2^(29·limbs). */
export function productProgram(prime: bigint, a: Bounds, b: Bounds): Proven {
  const steps = new Steps();
  const [x, y] = [steps.inputs(a), steps.inputs(b)];
  return montgomery(
    prime,
    steps,
    steps.product(x, y, SHORTEST_PRODUCT),
    columnRanges(a.limbs, b.limbs),
    multiplyRanges(a.value, b.value),
  );
}

/** Montgomery's square. */
export function squareProgram(prime: bigint, a: Bounds): Proven {
  const steps = new Steps();
  return montgomery(
    prime,
    steps,
    steps.square(steps.inputs(a), SHORTEST_SQUARE),
    columnRanges(a.limbs, a.limbs),
    multiplyRanges(a.value, a.value),
  );
}

/** What the columns Σ aᵢbⱼ, i + j = k, may be, however they were computed. */
function columnRanges(a: readonly Range[], b: readonly Range[]): Range[] {
  const ranges: Range[] = Array.from({ length: a.length + b.length - 1 }, () => exactly(0n));
  for (const [i, x] of a.entries()) {
    for (const [j, y] of b.entries()) ranges[i + j] = addRanges(ranges[i + j]!, multiplyRanges(x, y));
  }
  return ranges;
}

/**
 * Clears the lower half of the columns and carries the upper half.
 *
 * A block of s columns is cleared with a multiple N = k·p ≡ −1 modulo 2^29s: what the block holds, m, is then
 * the quotient itself, and m + m·N = m·2^29s·F with F = (N+1)/2^29s, which has no more limbs than p. So a
 * block costs its s·n products, or fewer by Karatsuba, and none to find the quotient. It adds
 * m·2^(29·start)·k·p to the value, at most p/2 after division by R, as long as start ≤ n − 2s. Only the last
 * column is cleared with p itself.
 */
function montgomery(
  prime: bigint,
  steps: Steps,
  columns: (Value | undefined)[],
  ranges: Range[],
  product: Range,
): Proven {
  const count = limbsOf(prime);
  let sum = product;
  const gather = (start: number, values: readonly Value[], bounds: readonly Range[]) => {
    steps.accumulate(columns, start, values);
    for (const [i, range] of bounds.entries()) {
      ranges[start + i] = addRanges(ranges[start + i] ?? exactly(0n), range);
    }
  };
  const column = (k: number) => steps.do(known(ranges[k]!), columns[k]!);
  const carry = (k: number) => {
    const moved = steps.do(shiftRight(LIMB_BITS), column(k));
    gather(k + 1, [moved], [moved.range]);
  };
  for (const { start, size } of blocks(count)) {
    const modulus = 1n << BigInt(LIMB_BITS * size);
    const multiple = BigInt.asIntN(LIMB_BITS * size, -inverseModulo(prime, modulus));
    const factor = digitsOf((multiple * prime + 1n) / modulus, count);
    const quotients: Value[] = [];
    for (let i = 0; i < size; i++) {
      quotients.push(steps.do(lowBits(LIMB_BITS), column(start + i)));
      carry(start + i);
    }
    for (let j = 0; j < count; j += size) {
      const part = factor.slice(j, j + size);
      const short = part.length < size;
      const pieces = short
        ? part.map((digit, i) => [i, quotients.map((m) => steps.do(multiplyBy(digit), m))] as const)
        : [[0, steps.product(quotients, part, SHORTEST_QUOTIENT)] as const];
      for (const [i, values] of pieces) gather(start + size + j + i, values, []);
    }
    gather(start + size, [], columnRanges(Array(size).fill(QUOTIENT), factor.map(exactly)));
    const quotient = multiplyRanges({ min: 0n, max: modulus - 1n }, exactly(multiple * prime));
    sum = addRanges(sum, multiplyRanges(quotient, exactly(1n << BigInt(LIMB_BITS * start))));
  }
  const last = count - 1;
  const inverse = BigInt.asUintN(LIMB_BITS, -inverseModulo(prime, LIMB));
  const m = steps.do(lowBits(LIMB_BITS), steps.do(multiplyBy(inverse), columns[last]!));
  const digits = digitsOf(prime, count);
  gather(
    last,
    digits.map((digit) => steps.do(multiplyBy(digit), m)),
    digits.map((digit) => multiplyRanges(QUOTIENT, exactly(digit))),
  );
  carry(last);
  const lastQuotient = multiplyRanges(QUOTIENT, exactly(prime << BigInt(LIMB_BITS * last)));
  const { min, max } = addRanges(sum, lastQuotient);
  const radix = 1n << BigInt(LIMB_BITS * count);
  const bounds = carried({ min: min / radix - 1n, max: max / radix + 1n }, count);
  const upper = Array.from({ length: count }, (_, i) => (columns[count + i] ? column(count + i) : undefined));
  steps.program.output(...digitsOfColumns(steps, upper, bounds));
  return { program: steps.program, bounds };
}

/** The columns below the last in blocks as large as their place allows. */
function blocks(count: number): { start: number; size: number }[] {
  const all: { start: number; size: number }[] = [];
  for (let start = 0; start < count - 1; start += all.at(-1)!.size) {
    all.push({ start, size: Math.min(BLOCK, Math.floor((count - start) / 2)) });
  }
  return all;
}

/**
 * The same class in digits, and where the value may be outside `keep`, with the multiple of p nearest by the
 * highest limb taken away.
 */
export function reductionProgram(prime: bigint, from: Bounds, keep: Range): Proven {
  const steps = new Steps();
  let reduced: { columns: readonly Value[]; bounds: Bounds } = { columns: steps.inputs(from), bounds: from };
  if (!holds(keep, from.value)) {
    // Where the lower limbs hold several p, the highest says little before they are carried.
    if (!holds({ min: -prime, max: prime }, lowerLimbs(from))) {
      const bounds = carried(from.value, from.limbs.length);
      reduced = { columns: digitsOfColumns(steps, reduced.columns, bounds), bounds };
    }
    reduced = nearest(prime, steps, reduced.columns, reduced.bounds);
    if (!holds(keep, reduced.bounds.value)) throw new RangeError('a reduction would not suffice');
  }
  const bounds = carried(reduced.bounds.value, from.limbs.length);
  steps.program.output(...digitsOfColumns(steps, reduced.columns, bounds));
  return { program: steps.program, bounds };
}

/** v − q·p with q = round(top·2^(29·(n−1))/p), as (top·factor + 2^(shift−1)) >> shift. */
function nearest(
  prime: bigint,
  steps: Steps,
  limbs: readonly Value[],
  from: Bounds,
): { columns: readonly Value[]; bounds: Bounds } {
  const count = limbs.length;
  const top = limbs[count - 1]!;
  const weight = 1n << BigInt(LIMB_BITS * (count - 1));
  const magnitude = top.range.max > -top.range.min ? top.range.max : -top.range.min;
  const shift = 60 - ((magnitude * weight) / prime).toString(2).length;
  const factor = (weight << BigInt(shift)) / prime;
  const scaled = steps.do(addConstant(1n << BigInt(shift - 1)), steps.do(multiplyBy(factor), top));
  const q = steps.do(shiftRight(shift), scaled);
  const digits = digitsOf(prime, count);
  const columns = limbs.map((limb, i) => steps.do(subtract, limb, steps.do(multiplyBy(digits[i]!), q)));
  // |v − q·p| ≤ p/2 + what the lower limbs hold + what the rounded factor misses of the highest one.
  const lower = lowerLimbs(from);
  const miss = prime / 2n + ((magnitude * prime) >> BigInt(shift)) + 2n;
  const value = { min: lower.min - miss, max: lower.max + miss };
  return { columns, bounds: { limbs: columns.map(({ range }) => range), value } };
}

/** What all limbs but the highest may add to the value. */
function lowerLimbs({ limbs }: Bounds): Range {
  return limbs
    .slice(0, -1)
    .reduce(
      (sum, range, i) => addRanges(sum, multiplyRanges(range, exactly(1n << BigInt(LIMB_BITS * i)))),
      exactly(0n),
    );
}

/** Carries the columns into digits within the bounds. The highest column may be missing when it is empty. */
function digitsOfColumns(steps: Steps, columns: readonly (Value | undefined)[], bounds: Bounds): Value[] {
  let carry: Value | undefined;
  return bounds.limbs.map((range, i) => {
    const column = columns[i];
    const total = column && carry ? steps.do(add, column, carry) : (column ?? carry)!;
    if (i === bounds.limbs.length - 1) return steps.do(known(requireFit('the highest limb', range)), total);
    carry = steps.do(shiftRight(LIMB_BITS), steps.do(addConstant(HALF), total));
    return steps.do(subtract, total, steps.do(shiftLeft(LIMB_BITS), carry));
  });
}

/** 1/a modulo a power of two. */
function inverseModulo(a: bigint, modulus: bigint): bigint {
  let inverse = 1n;
  // Newton's iteration doubles the bits that are right.
  while ((a * inverse) % modulus !== 1n)
    inverse = (((inverse * (2n - a * inverse)) % modulus) + modulus) % modulus;
  return inverse;
}
