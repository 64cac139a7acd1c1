import type { Constants } from './fma-constants.ts';
import {
  asFloat,
  bitsOf,
  gather,
  high,
  low,
  lowest,
  middle,
  onUnit,
  plus,
  rest,
  shifted,
  sum,
} from './fma-operations.ts';
import type { Program, Value } from './program.ts';

/** Where a column's word starts above zero, so that it is positive: a multiple of 2^radixBits. */
const OFFSET = 2n ** 62n;
const LOW = middle(0);

interface Chain {
  readonly high: Value;
  readonly low: Value;
}

interface Column {
  readonly floats: { readonly float: Value; readonly bits: number }[];
  chain: Chain | undefined;
  /** What the column before left. */
  carry: Value | undefined;
}

/**
 * The columns of a product of signed limbs: column c holds what has the weight 2^(bits·c).
 *
 * A product x·y becomes two floats: `high`, a multiple of 2^bits that goes into the next column, and `low`,
 * the rest, at most 2^(bits−1), for its own. Highs of one column are rounded one onto the other, each from
 * the last, and lows are added as floats, as long as both have room; then a chain's two sums are gathered
 * into words by adding their bits, and a new chain begins.
 */
export class Columns {
  readonly #program: Program;
  readonly #constants: Constants;
  readonly #bits: number;
  readonly #columns: Column[] = [];

  constructor(program: Program, constants: Constants, bits: number) {
    this.#program = program;
    this.#constants = constants;
    this.#bits = bits;
  }

  /** Adds x·y to the column. */
  product(column: number, x: Value, y: Value): void {
    const { chain } = this.#at(column);
    const continued = chain && this.#continued(chain, x, y);
    if (!continued) this.#finish(column);
    this.#at(column).chain = continued ?? this.#begun(x, y);
  }

  /**
   * The signed digit of the column, from −2^(bits−1) to 2^(bits−1) − 1, once everything else was added to it;
   * the rest of the column goes to the next.
   */
  digit(column: number): Value {
    const half = 1n << BigInt(this.#bits - 1);
    const word = this.#word(column, OFFSET + half);
    const digit = this.#program.add(lowest, word, this.#constants.word(2n * half - 1n));
    this.#at(column + 1).carry = this.#program.add(shifted(this.#bits), word);
    const float = this.#program.add(onUnit, digit, this.#constants.word(bitsOf(2n ** 52n)));
    return this.#program.add(asFloat, float, this.#constants.float(2n ** 52n + half));
  }

  /** All of the column, when that is less than 2^51. */
  all(column: number): Value {
    return this.#program.add(asFloat, this.#word(column, bitsOf(LOW)), this.#constants.float(LOW));
  }

  /**
   * Adds m·p₀ where m = −digit/p₀ modulo 2^bits, of which only the high part is new: the low one cancels the
   * digit. Both are odd multiples of 2^(bits−1) for the digit −2^(bits−1) only, where rounding to even makes
   * m·p₀ = 2^bits·h + 2^(bits−1) (p₀·(−1/p₀) ≡ 3 modulo 4), as it must.
   */
  eliminate(column: number, m: Value, p0: Value): void {
    const top = this.#constants.float(middle(this.#bits));
    this.#put(column + 1, this.#program.add(high(this.#bits), m, p0, top), this.#bits);
  }

  /** x·y modulo 2^bits, from −2^(bits−1) to 2^(bits−1). */
  residue(x: Value, y: Value): Value {
    const top = this.#constants.float(middle(this.#bits));
    const above = this.#program.add(high(this.#bits), x, y, top);
    return this.#program.add(low(this.#bits, 0n), x, y, this.#program.add(rest(this.#bits), top, above));
  }

  #begun(x: Value, y: Value): Chain {
    const top = this.#constants.float(middle(this.#bits));
    const above = this.#program.add(high(this.#bits), x, y, top);
    const biased = this.#constants.float(middle(this.#bits) + LOW);
    const remaining = this.#program.add(rest(this.#bits), biased, above);
    return { high: above, low: this.#program.add(low(this.#bits, LOW), x, y, remaining) };
  }

  #continued(chain: Chain, x: Value, y: Value): Chain | undefined {
    const half = 1n << BigInt(this.#bits - 1);
    const { min, max } = chain.low.range;
    if (min - half < 2n ** 52n || max + half > 2n ** 53n) return undefined;
    try {
      high(this.#bits).range([x.range, y.range, chain.high.range]);
    } catch {
      return undefined;
    }
    const above = this.#program.add(high(this.#bits), x, y, chain.high);
    const remaining = this.#program.add(rest(this.#bits), chain.high, above);
    const below = this.#program.add(low(this.#bits, 0n), x, y, remaining);
    return { high: above, low: this.#program.add(sum, chain.low, below) };
  }

  #at(column: number): Column {
    this.#columns[column] ??= { floats: [], chain: undefined, carry: undefined };
    return this.#columns[column];
  }

  #put(column: number, float: Value, bits: number): void {
    this.#at(column).floats.push({ float, bits });
  }

  /** Ends the column's chain. */
  #finish(column: number): void {
    const { chain } = this.#at(column);
    if (!chain) return;
    this.#put(column + 1, chain.high, this.#bits);
    this.#put(column, chain.low, 0);
    this.#at(column).chain = undefined;
  }

  /** What was added to the column, and `start`. */
  #word(column: number, start: bigint): Value {
    this.#finish(column);
    const { floats, carry } = this.#at(column);
    const biases = floats.reduce((all, { bits }) => all + bitsOf(middle(bits)), 0n);
    const carried = carry ? OFFSET >> BigInt(this.#bits) : 0n;
    let word = this.#constants.word(start - biases - carried);
    for (const { float, bits } of floats) word = this.#program.add(gather(bits), word, float);
    return carry ? this.#program.add(plus, word, carry) : word;
  }
}
