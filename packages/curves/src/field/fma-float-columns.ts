import { type Columns, residue } from './fma-columns.ts';
import type { Constants } from './fma-constants.ts';
import { addScaled, carryUp, distance, high, low, middle, rest, sum } from './fma-operations.ts';
import type { Program, Value } from './program.ts';

interface Column {
  /** Highs, for the next column. */
  highs: Value | undefined;
  /** The first low, less the bias of the highs that the column before will send. */
  first: Value | undefined;
  /** The other lows. */
  lows: Value | undefined;
}

/**
 * Columns that stay floats, for limbs with so few bits that every sum of a column has room in one.
 *
 * The column's highs are one chain, rounded onto each other from the middle of their binade. At the end the
 * lows are rounded onto them as well: that is the carry, and what it leaves is the digit. A fused
 * multiply-add by 2^−bits brings all of it into the next column, where the first low waits with a bias that
 * cancels the middle.
 */
export class FloatColumns implements Columns {
  readonly #program: Program;
  readonly #constants: Constants;
  readonly #bits: number;
  readonly #columns: Column[] = [];
  /** The column after one that was eliminated, whose two highs have no bias together. */
  readonly #unbiased: number;

  constructor(program: Program, constants: Constants, bits: number, eliminated: number) {
    this.#program = program;
    this.#constants = constants;
    this.#bits = bits;
    this.#unbiased = eliminated + 1;
  }

  product(column: number, x: Value, y: Value): void {
    const at = this.#at(column);
    const before = at.highs ?? this.#constants.float(middle(this.#bits));
    at.highs = this.#program.add(high(this.#bits), x, y, before);
    const bias = at.first || column === 0 || column === this.#unbiased ? 0n : -middle(0);
    const from = bias === 0n ? before : this.#constants.float(middle(this.#bits) + bias);
    const remaining = this.#program.add(rest(this.#bits), from, at.highs);
    const below = this.#program.add(low(this.#bits, bias), x, y, remaining);
    if (!at.first) at.first = below;
    else at.lows = at.lows ? this.#program.add(sum(), at.lows, below) : below;
  }

  digit(column: number): Value {
    const digit = this.#carry(column);
    this.#receive(column + 1, this.#at(column).highs!);
    return digit;
  }

  eliminate(column: number, inverse: Value, p0: Value): Value {
    const m = residue(this.#program, this.#constants, this.#bits, this.#carry(column), inverse);
    const bottom = this.#constants.float(-middle(this.#bits));
    const above = this.#program.add(high(this.#bits), m, p0, bottom);
    this.#receive(column + 1, this.#program.add(sum(this.#bits), this.#at(column).highs!, above));
    return m;
  }

  last(column: number): Value {
    return this.#at(column).lows!;
  }

  /** Rounds the lows onto the highs; answers what is left of them. */
  #carry(column: number): Value {
    const at = this.#at(column);
    const all = at.lows ?? at.first!;
    const before = at.highs!;
    at.highs = this.#program.add(carryUp(this.#bits), all, before);
    const carried = this.#program.add(rest(this.#bits), at.highs, before);
    return this.#program.add(distance(this.#bits), all, carried);
  }

  #receive(column: number, highs: Value): void {
    const at = this.#at(column);
    const first = at.first ?? this.#constants.float(-middle(0));
    const inverse = this.#constants.fraction(this.#bits);
    const received = this.#program.add(addScaled(this.#bits), highs, inverse, first);
    at.lows = at.lows ? this.#program.add(sum(), at.lows, received) : received;
  }

  #at(column: number): Column {
    this.#columns[column] ??= { highs: undefined, first: undefined, lows: undefined };
    return this.#columns[column];
  }
}
