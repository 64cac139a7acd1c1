import { addRanges, type Bounds, exactly, holds, multiplyRanges } from './limb-bounds.ts';
import { type Clearing, clearingOf, type ProductRanges, productRanges } from './plain-clearing.ts';
import { carried, digitsOf, HALF, LIMB_BITS } from './plain-limbs.ts';
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

/** Lengths up to which products are taken one by one (measured). */
const SHORTEST_PRODUCT = 4;
const SHORTEST_SQUARE = 7;
const SHORTEST_QUOTIENT = 1;

interface Proven {
  readonly program: Program;
  readonly bounds: Bounds;
}

/** Montgomery's product a·b/R modulo the prime, R = 2^(29·limbs). */
export function productProgram(prime: bigint, a: Bounds, b: Bounds): Proven {
  const steps = new Steps();
  const [x, y] = [steps.inputs(a), steps.inputs(b)];
  const columns = steps.product(x, y, SHORTEST_PRODUCT);
  return montgomery(steps, columns, clearingOf(prime), productRanges(prime, a, b));
}

/** Montgomery's square. */
export function squareProgram(prime: bigint, a: Bounds): Proven {
  const steps = new Steps();
  const columns = steps.square(steps.inputs(a), SHORTEST_SQUARE);
  return montgomery(steps, columns, clearingOf(prime), productRanges(prime, a, a));
}

/**
 * The program with the lower half of the columns cleared and the upper half carried. The ranges are those of
 * columns when they are complete; what a variable holds on the way there, modulo 2^64, does not matter.
 */
function montgomery(
  steps: Steps,
  columns: (Value | undefined)[],
  { blocks, last, inverse, digits }: Clearing,
  { columns: ranges, bounds }: ProductRanges,
): Proven {
  const column = (k: number) => steps.do(known(ranges[k]!), columns[k]!);
  const carry = (k: number) => steps.accumulate(columns, k + 1, [steps.do(shiftRight(LIMB_BITS), column(k))]);
  for (const { start, size, factor } of blocks) {
    const quotients: Value[] = [];
    for (let k = start; k < start + size; k++) {
      quotients.push(steps.do(lowBits(LIMB_BITS), column(k)));
      carry(k);
    }
    for (let j = 0; j < factor.length; j += size) {
      const part = factor.slice(j, j + size);
      if (part.length === size) {
        steps.accumulate(columns, start + size + j, steps.product(quotients, part, SHORTEST_QUOTIENT));
      } else {
        for (const [i, digit] of part.entries()) {
          const products = quotients.map((quotient) => steps.do(multiplyBy(digit), quotient));
          steps.accumulate(columns, start + size + j + i, products);
        }
      }
    }
  }
  const quotient = steps.do(lowBits(LIMB_BITS), steps.do(multiplyBy(inverse), columns[last]!));
  const products = digits.map((digit) => steps.do(multiplyBy(digit), quotient));
  steps.accumulate(columns, last, products);
  carry(last);
  const upper = bounds.limbs.map((_, i) => (columns[last + 1 + i] ? column(last + 1 + i) : undefined));
  steps.program.output(...digitsOfColumns(steps, upper, bounds));
  return { program: steps.program, bounds };
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
