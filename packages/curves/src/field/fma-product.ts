import { Columns } from './fma-columns.ts';
import { Constants, type Fetch } from './fma-constants.ts';
import { sum } from './fma-operations.ts';
import { digitBounds, negatedInverse, productValue, type Radix, signedDigits } from './fma-radix.ts';
import type { Bounds } from './limb-bounds.ts';
import { Program, type Value } from './program.ts';
import { alternated } from './schedule.ts';

/** A program from the limbs of some elements to those of others, and what the result obeys. */
export interface BoundedProgram {
  readonly program: Program;
  readonly bounds: Bounds;
}

/**
 * Montgomery products a·b/R of as many pairs as there are slots: inputs are the limbs of a and b of the first
 * slot, then of the second; without `b` squares. Throws a RangeError where limbs within these bounds could
 * be too large for some step.
 */
export function productProgram(
  radix: Radix,
  fetch: Fetch,
  slots: 1 | 2,
  a: Bounds,
  b?: Bounds,
): BoundedProgram {
  const program = new Program();
  const inputs = (bounds: Bounds) => bounds.limbs.map((range) => program.input('v128', range));
  const operands = Array.from({ length: slots }, () => [inputs(a), b && inputs(b)] as const);
  const constants = new Constants(program, fetch);
  const ends = [0];
  for (const [x, y] of operands) {
    program.output(...addProduct(program, constants, radix, x, y));
    ends.push(program.steps.length);
  }
  const streams = operands.map((_, slot) => program.steps.slice(ends[slot], ends[slot + 1]));
  return {
    program: program.reordered(alternated(streams)),
    bounds: digitBounds(productValue(a.value, (b ?? a).value, radix), radix),
  };
}

/** Column by column: all the products of a column, then its digit, which a multiple of the prime cancels. */
function addProduct(
  program: Program,
  constants: Constants,
  radix: Radix,
  a: readonly Value[],
  b: readonly Value[] | undefined,
): Value[] {
  const { limbs } = radix;
  const columns = new Columns(program, constants, radix.bits);
  const prime = signedDigits(radix.prime, radix).map((digit) => constants.float(digit));
  const inverse = constants.float(negatedInverse(radix));
  const twice = b ? a : a.map((limb) => program.add(sum, limb, limb));
  const multiples: Value[] = [];
  const result: Value[] = [];
  for (let column = 0; column < 2 * limbs; column++) {
    const first = Math.max(0, column - limbs + 1);
    const last = Math.min(column, limbs - 1);
    for (let i = first; i <= last; i++) {
      const j = column - i;
      if (b) columns.product(column, a[i]!, b[j]!);
      else if (i <= j) columns.product(column, i === j ? a[i]! : twice[i]!, a[j]!);
    }
    for (let i = first; i <= last && i < column; i++) {
      columns.product(column, multiples[i]!, prime[column - i]!);
    }
    if (column < limbs) {
      const multiple = columns.residue(columns.digit(column), inverse);
      columns.eliminate(column, multiple, prime[0]!);
      multiples.push(multiple);
    } else if (column < 2 * limbs - 1) {
      result.push(columns.digit(column));
    } else {
      result.push(columns.all(column));
    }
  }
  return result;
}
