import type { Columns } from './fma-columns.ts';
import { Constants, type Fetch } from './fma-constants.ts';
import { FloatColumns } from './fma-float-columns.ts';
import { sum } from './fma-operations.ts';
import {
  digitBounds,
  hasRoom,
  negatedInverse,
  productValue,
  type Radix,
  reducer,
  signedDigits,
} from './fma-radix.ts';
import { WordColumns } from './fma-word-columns.ts';
import type { Bounds } from './limb-bounds.ts';
import { Program, type Value } from './program.ts';
import { alternated, fetchedAnew, spread } from './schedule.ts';

/** A program from the limbs of some elements to those of others, and what the result obeys. */
export interface BoundedProgram {
  readonly program: Program;
  readonly bounds: Bounds;
}

/** Products of limbs begin so many columns before their sum is needed, while the digits are waited for. */
const AHEAD = 2;

/** Steps after which a constant or an operand is rather loaded again than kept in a register. */
const KEPT = 30;

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
    program: fetchedAnew(program, alternated(streams), KEPT),
    bounds: digitBounds(productValue(a.value, (b ?? a).value, radix), radix),
  };
}

/**
 * Column by column. The lower ones are cancelled by multiples of {@link reducer}, whose factor is the column's
 * digit as it stands, and the last of them by one of the prime, which keeps the result small.
 */
function addProduct(
  program: Program,
  constants: Constants,
  radix: Radix,
  a: readonly Value[],
  b: readonly Value[] | undefined,
): Value[] {
  const { bits, limbs } = radix;
  const columns: Columns = hasRoom(radix)
    ? new FloatColumns(program, constants, bits, limbs - 1)
    : new WordColumns(program, constants, bits);
  const rows = multiplesOf(radix);
  const p0 = constants.float(rows.at(-1)![0]!);
  const inverse = constants.float(negatedInverse(radix));
  const twice = b ? a : a.map((limb) => program.add(sum(), limb, limb));
  const factors: Value[] = [];
  /** Pairs whose products belong to the column: of limbs, and of factors with what they multiply. */
  const products = (column: number): [Value, Value][] =>
    a.flatMap((x, i): [Value, Value][] => {
      const y = a[column - i];
      if (b) return b[column - i] ? [[x, b[column - i]!]] : [];
      return y && 2 * i <= column ? [[2 * i === column ? x : twice[i]!, y]] : [];
    });
  const cancelling = (column: number): [Value, Value][] =>
    factors.flatMap((factor, i): [Value, Value][] => {
      const digit = column > i ? rows[i]![column - i] : undefined;
      return digit === undefined ? [] : [[factor, constants.float(digit)]];
    });
  const result: Value[] = [];
  for (let column = 0; column < AHEAD; column++) {
    for (const [x, y] of products(column)) columns.product(column, x, y);
  }
  for (let column = 0; column < 2 * limbs - 1; column++) {
    const now = cancelling(column).map((pair) => [column, ...pair] as const);
    const later = products(column + AHEAD).map((pair) => [column + AHEAD, ...pair] as const);
    for (const [to, x, y] of spread(now, later)) columns.product(to, x, y);
    if (column < limbs - 1) factors.push(columns.digit(column));
    else if (column === limbs - 1) factors.push(columns.eliminate(column, inverse, p0));
    else result.push(columns.digit(column));
  }
  return [...result, columns.last(2 * limbs - 1)];
}

/** For each row the digits of what its factor multiplies. */
function multiplesOf(radix: Radix): bigint[][] {
  const wide = signedDigits(reducer(radix), { ...radix, limbs: radix.limbs + 1 });
  const rows = Array.from({ length: radix.limbs - 1 }, () => wide);
  return [...rows, signedDigits(radix.prime, radix)];
}
