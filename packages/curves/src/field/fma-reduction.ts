import { Constants, type Fetch } from './fma-constants.ts';
import { addScaled, distance, middle, multiplyAdd, nearest, quotient } from './fma-operations.ts';
import type { BoundedProgram } from './fma-product.ts';
import { digitBounds, hasRoom, type Radix, signedDigits } from './fma-radix.ts';
import { addRanges, type Bounds, exactly, holds, multiplyRanges, subtractRanges } from './limb-bounds.ts';
import { Program, type Range, type Value } from './program.ts';

/**
 * Digits of the same class. Where the value may be outside `keep`, a multiple q of the prime is taken away,
 * estimated from the highest limb, which leaves little more than half a prime.
 */
export function reductionProgram(radix: Radix, fetch: Fetch, from: Bounds, keep: Range): BoundedProgram {
  const program = new Program();
  const steps = { program, constants: new Constants(program, fetch), fetch, radix };
  let limbs = from.limbs.map((range) => program.input('v128', range));
  let value = from.value;
  if (!from.limbs.every((range) => holds(ROOMY, range))) limbs = loosened(steps, limbs);
  if (!holds(keep, value)) ({ limbs, value } = lessMultiple(steps, limbs));
  if (!holds(keep, value)) throw new RangeError('a reduction would not suffice');
  const bounds = digitBounds(value, radix);
  const fit = (values: readonly Value[]) =>
    values.slice(0, -1).every(({ range }, i) => holds(bounds.limbs[i]!, range));
  let digits = hasRoom(radix) ? loosened(steps, limbs) : carried(steps, limbs);
  // What is carried into a limb may be more than it has room for.
  if (!fit(digits)) digits = loosened(steps, digits);
  if (!fit(digits)) throw new RangeError('a limb is too large to reduce');
  program.output(...digits);
  return { program, bounds };
}

/** Limbs from which a multiple of the prime can be taken without leaving the integers that floats hold. */
const ROOMY: Range = { min: -(2n ** 52n), max: 2n ** 52n };

interface Steps {
  readonly program: Program;
  readonly constants: Constants;
  readonly fetch: Fetch;
  readonly radix: Radix;
}

const splat = (float: number) => new Uint8Array(new Float64Array(2).fill(float).buffer);

function lessMultiple(
  { program, constants, fetch, radix }: Steps,
  limbs: readonly Value[],
): { limbs: Value[]; value: Range } {
  const weight = 1n << BigInt(radix.bits * (radix.limbs - 1));
  const factor = Number(weight) / Number(radix.prime);
  const top = limbs.at(-1)!;
  const q = program.add(quotient(factor, fetch(splat(factor)), fetch(splat(Number(middle(0))))), top);
  const prime = signedDigits(-radix.prime, radix).map((digit) => constants.float(digit));
  const lower = limbs.slice(0, -1).map((limb, i) => program.add(multiplyAdd(), q, prime[i]!, limb));
  // Half a prime, and what q misses: the float of top/prime is wrong by less than q/2^50.
  const largest = -q.range.min > q.range.max ? -q.range.min : q.range.max;
  const half = radix.prime / 2n + ((radix.prime * (largest + 1n)) >> 50n) + 1n;
  const value = addRanges(total(limbs.slice(0, -1), radix), { min: -half, max: half });
  const others = total(lower, radix);
  const left = subtractRanges(value, others);
  const known = { min: left.min / weight - 1n, max: left.max / weight + 1n };
  return { limbs: [...lower, program.add(multiplyAdd(known), q, prime.at(-1)!, top)], value };
}

/** What the limbs stand for together. */
function total(limbs: readonly Value[], { bits }: Radix): Range {
  return limbs
    .map(({ range }, i) => multiplyRanges(range, exactly(1n << BigInt(bits * i))))
    .reduce(addRanges);
}

/** Digits, one after the other. */
function carried({ program, constants, radix: { bits } }: Steps, limbs: readonly Value[]): Value[] {
  const top = constants.float(middle(bits));
  const inverse = constants.fraction(bits);
  const digits: Value[] = [];
  let limb = limbs[0]!;
  for (const next of limbs.slice(1)) {
    const multiple = program.add(nearest(bits), limb, top);
    digits.push(program.add(distance(bits), limb, multiple));
    limb = program.add(addScaled(bits), multiple, inverse, next);
  }
  return [...digits, limb];
}

/** Limbs little larger than digits: all carry at once, so that nothing waits for a chain of carries. */
function loosened({ program, constants, radix: { bits } }: Steps, limbs: readonly Value[]): Value[] {
  const top = constants.float(middle(bits));
  const inverse = constants.fraction(bits);
  const lower = limbs.slice(0, -1);
  const multiples = lower.map((limb) => program.add(nearest(bits), limb, top));
  const left = lower.map((limb, i) => program.add(distance(bits), limb, multiples[i]!));
  return [...left, limbs.at(-1)!].map((limb, i) =>
    i === 0 ? limb : program.add(addScaled(bits), multiples[i - 1]!, inverse, limb),
  );
}
