import type { Bounds } from './limb-bounds.ts';
import { add, multiply, multiplyBy, shiftLeft, square, subtract } from './plain-operations.ts';
import { type Operation, Program, type Value } from './program.ts';

/** A coefficient: computed, or known when the program is made. */
type Coefficient = Value | bigint;

/**
 * A program under construction, with the arithmetic of polynomials whose variable is 2^29 and whose
 * coefficients are limbs. The same step on the same values is taken once.
 */
export class Steps {
  readonly program = new Program();
  readonly #taken = new Map<string, Value>();

  inputs(bounds: Bounds): Value[] {
    return bounds.limbs.map((range) => this.program.input('i64', range));
  }

  do(operation: Operation, ...values: Value[]): Value {
    const key = [operation.name, ...values.map((value) => value.id)].join('/');
    const result = this.#taken.get(key) ?? this.program.add(operation, ...values);
    this.#taken.set(key, result);
    return result;
  }

  /**
   * The coefficients of a·b, lowest first; both have as many. Karatsuba's identities save products: two
   * halves need three products of halves instead of four, three thirds six instead of nine.
   */
  product(a: readonly Value[], b: readonly Coefficient[], shortest: number): Value[] {
    const pieces = piecesOf(a.length, shortest);
    if (pieces === 1) {
      return this.#columns(2 * a.length - 1, (put) => {
        for (const [i, x] of a.entries()) for (const [j, y] of b.entries()) put(i + j, this.#times(x, y));
      });
    }
    const [x, y] = [cut(a, pieces), cut(b, pieces)];
    return this.#join(
      x.map((piece) => piece.length),
      (i) => this.product(x[i]!, y[i]!, shortest),
      (i, j) => this.product(this.#plus(x[i]!, x[j]!) as Value[], this.#plus(y[i]!, y[j]!), shortest),
    );
  }

  /** The coefficients of a². */
  square(a: readonly Value[], shortest: number): Value[] {
    const pieces = piecesOf(a.length, shortest);
    if (pieces === 1) {
      return this.#columns(2 * a.length - 1, (put) => {
        for (const [i, x] of a.entries()) {
          put(2 * i, this.do(square, x));
          for (let j = i + 1; j < a.length; j++) put(i + j, this.#times(this.do(shiftLeft(1), x), a[j]!));
        }
      });
    }
    const x = cut(a, pieces);
    return this.#join(
      x.map((piece) => piece.length),
      (i) => this.square(x[i]!, shortest),
      (i, j) => this.square(this.#plus(x[i]!, x[j]!) as Value[], shortest),
    );
  }

  /** Adds the coefficients to the columns from `start` on. */
  accumulate(columns: (Value | undefined)[], start: number, coefficients: readonly Value[]): void {
    for (const [i, value] of coefficients.entries()) {
      const before = columns[start + i];
      columns[start + i] = before ? this.do(add, before, value) : value;
    }
  }

  /** Σ xᵢyᵢ·z^2i + Σ ((xᵢ+xⱼ)(yᵢ+yⱼ) − xᵢyᵢ − xⱼyⱼ)·z^(i+j) for pieces xᵢ, yᵢ and i < j. */
  #join(
    lengths: readonly number[],
    own: (i: number) => Value[],
    mixed: (i: number, j: number) => Value[],
  ): Value[] {
    const size = lengths[0]!;
    const count = lengths.reduce((sum, length) => sum + length, 0);
    const owns = lengths.map((_, i) => own(i));
    return this.#columns(2 * count - 1, (put) => {
      for (const [i, piece] of owns.entries())
        for (const [k, value] of piece.entries()) put(2 * i * size + k, value);
      for (let i = 0; i < lengths.length; i++) {
        for (let j = i + 1; j < lengths.length; j++) {
          for (const [k, value] of mixed(i, j).entries()) {
            const rest = this.do(subtract, value, owns[i]![k]!);
            const other = owns[j]![k];
            put((i + j) * size + k, other ? this.do(subtract, rest, other) : rest);
          }
        }
      }
    });
  }

  #columns(length: number, fill: (put: (column: number, value: Value) => void) => void): Value[] {
    const columns: Value[] = new Array(length);
    fill((column, value) => this.accumulate(columns, column, [value]));
    return columns;
  }

  #times(a: Value, b: Coefficient): Value {
    return typeof b === 'bigint' ? this.do(multiplyBy(b), a) : this.do(multiply, a, b);
  }

  /** a + b; b may be shorter. */
  #plus(a: readonly Coefficient[], b: readonly Coefficient[]): Coefficient[] {
    return a.map((x, i) => {
      const y = b[i];
      if (y === undefined) return x;
      return typeof x === 'bigint' ? x + (y as bigint) : this.do(add, x, y as Value);
    });
  }
}

/** Into how many pieces a polynomial is cut; one from `shortest` down. */
function piecesOf(length: number, shortest: number): 1 | 2 | 3 {
  if (length <= shortest) return 1;
  return length % 3 === 0 ? 3 : 2;
}

function cut<T>(coefficients: readonly T[], pieces: number): T[][] {
  const size = Math.ceil(coefficients.length / pieces);
  return Array.from({ length: pieces }, (_, i) => coefficients.slice(i * size, (i + 1) * size));
}
