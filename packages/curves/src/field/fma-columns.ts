import type { Constants } from './fma-constants.ts';
import { high, low, middle, rest } from './fma-operations.ts';
import type { Program, Value } from './program.ts';

/**
 * The columns of a product of signed limbs: column c holds what has the weight 2^(bits·c).
 *
 * A product x·y becomes two floats: `high`, a multiple of 2^bits, which belongs to the next column, and
 * `low`, the rest, at most 2^(bits−1), for its own. Highs of one column are rounded one onto the other and
 * lows are added as floats as long as both have room: four instructions for a product.
 */
export interface Columns {
  /** Adds x·y to the column. */
  product(column: number, x: Value, y: Value): void;
  /**
   * The signed digit of the column, between ±2^(bits−1), once everything below is done and added. What the
   * column holds beside it goes to the next.
   */
  digit(column: number): Value;
  /**
   * The same, and in place of the digit m·p₀, where m ≡ −digit/p₀ modulo 2^bits is the answer. Only the high
   * part of m·p₀ is computed, because the low one cancels the digit. That holds at ties, too: only the
   * digits ±2^(bits−1) lead to odd multiples of 2^(bits−1), and rounding those to even twice, for m and for
   * m·p₀, leaves the sign that cancels, since p₀·(−1/p₀) ≡ 3 modulo 4.
   */
  eliminate(column: number, inverse: Value, p0: Value): Value;
  /** All of the last column, where no product ends. */
  last(column: number): Value;
}

/** x·y modulo 2^bits, between ±2^(bits−1). */
export function residue(program: Program, constants: Constants, bits: number, x: Value, y: Value): Value {
  const top = constants.float(middle(bits));
  const above = program.add(high(bits), x, y, top);
  return program.add(low(bits, 0n), x, y, program.add(rest(bits), top, above));
}
