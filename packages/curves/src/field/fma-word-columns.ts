import { type Columns, residue } from './fma-columns.ts';
import type { Constants } from './fma-constants.ts';
import { fitsHigh, high, low, middle, rest, sum } from './fma-operations.ts';
import { asFloat, bitsOf, gather, lowest, onUnit, plus, shifted } from './fma-words.ts';
import type { Program, Value } from './program.ts';

/** Where a column's word starts above zero, so that it is positive: a multiple of 2^bits. */
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
 * Columns whose sums are 64-bit words, for limbs of so many bits that floats have room for short sums only.
 * A chain of products starts from the middles of both binades; when one is full, its two floats are gathered
 * by adding their bits, as integers, to the words of their columns, which start with what cancels the exponents
 * (Emmart, Zheng and Weems, 2018, see fma.ts). Digits are then the lowest bits.
 */
export class WordColumns implements Columns {
  readonly #program: Program;
  readonly #constants: Constants;
  readonly #bits: number;
  readonly #columns: Column[] = [];

  constructor(program: Program, constants: Constants, bits: number) {
    this.#program = program;
    this.#constants = constants;
    this.#bits = bits;
  }

  product(column: number, x: Value, y: Value): void {
    const { chain } = this.#at(column);
    const continued = chain && this.#continued(chain, x, y);
    if (!continued) this.#finish(column);
    this.#at(column).chain = continued ?? this.#begun(x, y);
  }

  digit(column: number): Value {
    const half = 1n << BigInt(this.#bits - 1);
    const word = this.#word(column, OFFSET + half);
    const digit = this.#program.add(lowest, word, this.#constants.word(2n * half - 1n));
    this.#at(column + 1).carry = this.#program.add(shifted(this.#bits), word);
    const float = this.#program.add(onUnit, digit, this.#constants.word(bitsOf(2n ** 52n)));
    return this.#program.add(asFloat, float, this.#constants.float(2n ** 52n + half));
  }

  eliminate(column: number, inverse: Value, p0: Value): Value {
    const m = residue(this.#program, this.#constants, this.#bits, this.digit(column), inverse);
    const top = this.#constants.float(middle(this.#bits));
    this.#put(column + 1, this.#program.add(high(this.#bits), m, p0, top), this.#bits);
    return m;
  }

  last(column: number): Value {
    return this.#program.add(asFloat, this.#word(column, bitsOf(LOW)), this.#constants.float(LOW));
  }

  #begun(x: Value, y: Value): Chain {
    const top = this.#constants.float(middle(this.#bits));
    const above = this.#program.add(high(this.#bits), x, y, top);
    const biased = this.#constants.float(middle(this.#bits) + LOW);
    const remaining = this.#program.add(rest(this.#bits), biased, above);
    return { high: above, low: this.#program.add(low(this.#bits, LOW), x, y, remaining) };
  }

  /** The chain and one more product, unless a sum could leave its binade. */
  #continued(chain: Chain, x: Value, y: Value): Chain | undefined {
    const half = 1n << BigInt(this.#bits - 1);
    const { min, max } = chain.low.range;
    if (min - half < 2n ** 52n || max + half > 2n ** 53n) return undefined;
    if (!fitsHigh(this.#bits, x.range, y.range, chain.high.range)) return undefined;
    const above = this.#program.add(high(this.#bits), x, y, chain.high);
    const remaining = this.#program.add(rest(this.#bits), chain.high, above);
    const below = this.#program.add(low(this.#bits, 0n), x, y, remaining);
    return { high: above, low: this.#program.add(sum(), chain.low, below) };
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
