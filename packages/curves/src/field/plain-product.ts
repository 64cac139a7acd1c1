import { addRanges, type Bounds, exactly, multiplyRanges } from './limb-bounds.ts';
import {
  add,
  addConstant,
  known,
  lowProduct,
  multiply,
  multiplyBy,
  shiftLeft,
  shiftRight,
  square,
  subtract,
} from './plain-operations.ts';
import { type Operation, Program, type Range, type Value } from './program.ts';

/** Bits of a limb: nine cover 254-bit primes with 7 to spare, fourteen 381 bits with 25. */
export const LIMB_BITS = 29;

const LIMB = 1n << BigInt(LIMB_BITS);
const HALF = LIMB >> 1n;

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
  const digit = { min: -HALF, max: HALF - 1n };
  const weight = 1n << BigInt(LIMB_BITS * (count - 1));
  // Σ digitᵢ·2^29i of the lower limbs is more than −weight and less than weight.
  const top = { min: value.min / weight - 1n, max: value.max / weight + 1n };
  return { limbs: [...Array(count - 1).fill(digit), top], value };
}

/** A program with shorthands. */
class Steps {
  readonly program = new Program();

  inputs(bounds: Bounds): Value[] {
    return bounds.limbs.map((range) => this.program.input('i64', range));
  }

  do(operation: Operation, ...values: Value[]): Value {
    return this.program.add(operation, ...values);
  }

  sum(values: readonly Value[]): Value {
    return values.reduce((a, b) => this.do(add, a, b));
  }

  /** Outputs the columns as digits within the bounds. The highest column may be missing when it is empty. */
  carry(columns: readonly Value[], bounds: Bounds): void {
    let carry: Value | undefined;
    for (const [i, range] of bounds.limbs.entries()) {
      const terms = [columns[i], carry].filter((term) => term !== undefined);
      const total = this.sum(terms);
      if (i === bounds.limbs.length - 1) {
        this.program.output(this.do(known(range), total));
      } else {
        carry = this.do(shiftRight(LIMB_BITS), this.do(addConstant(HALF), total));
        this.program.output(this.do(subtract, total, this.do(shiftLeft(LIMB_BITS), carry)));
      }
    }
  }
}

/**
 * Montgomery's product a·b/R modulo the prime, R = 2^(29·limbs), by columns: column k collects aᵢ·bⱼ and
 * mᵢ·pⱼ with i+j = k, and every m is chosen so that its column ends in 29 zero bits. With m < R the value is
 * within (ab/R, ab/R + p).
 */
export function productProgram(prime: bigint, a: Bounds, b: Bounds): { program: Program; bounds: Bounds } {
  const steps = new Steps();
  const x = steps.inputs(a);
  const y = steps.inputs(b);
  const columns = x
    .flatMap((_, i) => (i === 0 ? [0] : [2 * i - 1, 2 * i]))
    .map((k) => {
      const products: Value[] = [];
      for (let i = Math.max(0, k - x.length + 1); i <= Math.min(k, x.length - 1); i++) {
        products.push(steps.do(multiply, x[i]!, y[k - i]!));
      }
      return products;
    });
  return finish(prime, steps, columns, multiplyRanges(a.value, b.value));
}

/** The same for a = b, with the products of two different limbs taken once. */
export function squareProgram(prime: bigint, a: Bounds): { program: Program; bounds: Bounds } {
  const steps = new Steps();
  const x = steps.inputs(a);
  const twice = x.map((limb) => steps.do(shiftLeft(1), limb));
  const columns = x
    .flatMap((_, i) => (i === 0 ? [0] : [2 * i - 1, 2 * i]))
    .map((k) => {
      const products: Value[] = [];
      for (let i = Math.max(0, k - x.length + 1); 2 * i < k; i++) {
        products.push(steps.do(multiply, twice[i]!, x[k - i]!));
      }
      if (k % 2 === 0) products.push(steps.do(square, x[k / 2]!));
      return products;
    });
  return finish(prime, steps, columns, multiplyRanges(a.value, a.value));
}

function finish(
  prime: bigint,
  steps: Steps,
  columns: readonly (readonly Value[])[],
  product: Range,
): { program: Program; bounds: Bounds } {
  const count = (columns.length + 1) / 2;
  const p = digitsOf(prime, count);
  const inverse = negativeInverse(prime);
  const radix = 1n << BigInt(LIMB_BITS * count);
  const quotients: Value[] = [];
  const upper: Value[] = [];
  let carry: Value | undefined;
  for (const [k, products] of columns.entries()) {
    const terms = [...products];
    for (const [i, m] of quotients.entries()) {
      if (k - i < count) terms.push(steps.do(multiplyBy(p[k - i]!), m));
    }
    if (carry) terms.push(carry);
    carry = undefined;
    const column = steps.sum(terms);
    if (k < count) {
      const m = steps.do(lowProduct(inverse, LIMB_BITS), column);
      quotients.push(m);
      carry = steps.do(shiftRight(LIMB_BITS), steps.sum([column, steps.do(multiplyBy(p[0]!), m)]));
    } else {
      upper.push(column);
    }
  }
  const value = addRanges(
    { min: product.min / radix - 1n, max: product.max / radix + 1n },
    { min: 0n, max: prime },
  );
  const bounds = carried(value, count);
  steps.carry(upper, bounds);
  return { program: steps.program, bounds };
}

/**
 * The same class in digits, and where the value may be outside `keep`, with the multiple of p nearest by the
 * highest limb taken away.
 */
export function reductionProgram(
  prime: bigint,
  from: Bounds,
  keep: Range,
): { program: Program; bounds: Bounds } {
  const steps = new Steps();
  const limbs = steps.inputs(from);
  const count = limbs.length;
  const top = limbs[count - 1]!;
  if (from.value.min >= keep.min && from.value.max <= keep.max) {
    const bounds = carried(from.value, count);
    steps.carry(limbs, bounds);
    return { program: steps.program, bounds };
  }
  // q = round(top·2^(29·(n−1))/p), as (top·factor + 2^(shift−1)) >> shift.
  const weight = 1n << BigInt(LIMB_BITS * (count - 1));
  const magnitude = top.range.max > -top.range.min ? top.range.max : -top.range.min;
  const shift = 60 - ((magnitude * weight) / prime).toString(2).length;
  const factor = (weight << BigInt(shift)) / prime;
  const half = 1n << BigInt(shift - 1);
  const q = steps.do(shiftRight(shift), steps.do(addConstant(half), steps.do(multiplyBy(factor), top)));
  const p = digitsOf(prime, count);
  const rest = limbs.map((limb, i) => steps.do(subtract, limb, steps.do(multiplyBy(p[i]!), q)));
  // |v − q·p| ≤ p/2 + what the lower limbs hold + what the rounded factor misses of the highest one.
  const lower = from.limbs
    .slice(0, -1)
    .reduce(
      (sum, range, i) => addRanges(sum, multiplyRanges(range, exactly(1n << BigInt(LIMB_BITS * i)))),
      exactly(0n),
    );
  const miss = ((magnitude * prime) >> BigInt(shift)) + 1n;
  const value = { min: lower.min - prime / 2n - miss - 1n, max: lower.max + prime / 2n + miss + 1n };
  const bounds = carried(value, count);
  steps.carry(rest, bounds);
  return { program: steps.program, bounds };
}

/** −1/p mod 2^29. */
function negativeInverse(prime: bigint): bigint {
  let inverse = 1n;
  // Newton's iteration doubles the bits that are right.
  for (let bits = 1; bits < LIMB_BITS; bits *= 2)
    inverse = BigInt.asUintN(LIMB_BITS, inverse * (2n - prime * inverse));
  return BigInt.asUintN(LIMB_BITS, -inverse);
}
