import { inverse } from '../curve/arithmetic.ts';
import { type Address, at, type Expression } from '../wasm/expression.ts';
import type { FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { PrimeOps } from './field.ts';
import {
  addRanges,
  type Bounds,
  exactly,
  holds,
  holdsBounds,
  mapBounds,
  multiplyRanges,
  subtractRanges,
} from './limb-bounds.ts';
import { type LimbElement, LimbElements } from './limb-elements.ts';
import type { LimbArithmetic, LimbType } from './limb-formulas.ts';
import { emitProgram, type Range } from './program.ts';
import { rememberedReduction } from './remembered-reduction.ts';
import { wordsOf } from './words.ts';

/**
 * Formulas over signed limbs. Additions work limb by limb and only widen bounds; a reduction is emitted
 * where a product does not accept the bounds, a slot may not hold them, or a limb could leave `exact`, and
 * at most once for an element. Products are calls on addresses. What was loaded, or stored right after it was computed, stays at
 * its address: nobody but `store` may change that memory, or the variables of the address, while the element
 * is in use.
 */
export function limbFormulas<T extends LimbType>(
  m: ModuleBuilder,
  arithmetic: LimbArithmetic<T>,
): (f: FunctionBuilder, pairStride?: number) => PrimeOps<unknown> {
  const constants = new Map<bigint, number>();
  const slotOf = (value: bigint): number => {
    const known = constants.get(value) ?? m.constant(arithmetic.slot(value));
    constants.set(value, known);
    return known;
  };
  const remembering = { ...arithmetic, reduction: rememberedReduction(arithmetic) };
  return (f, pairStride) => {
    const elements = new LimbElements(m, f, remembering, pairStride);
    return new LimbOps(f, remembering, elements, slotOf) as PrimeOps<unknown>;
  };
}

class LimbOps<T extends LimbType> implements PrimeOps<LimbElement<T>> {
  readonly #f: FunctionBuilder;
  readonly #arithmetic: LimbArithmetic<T>;
  readonly #elements: LimbElements<T>;
  readonly #slotOf: (value: bigint) => number;

  constructor(
    f: FunctionBuilder,
    arithmetic: LimbArithmetic<T>,
    elements: LimbElements<T>,
    slotOf: (value: bigint) => number,
  ) {
    this.#f = f;
    this.#arithmetic = arithmetic;
    this.#elements = elements;
    this.#slotOf = slotOf;
  }

  load(address: Address): LimbElement<T> {
    return this.#elements.load(address);
  }

  store(address: Address, value: LimbElement<T>): void {
    const fits = (element: LimbElement<T>) => holdsBounds(this.#arithmetic.stored, element.bounds);
    const fitting = fits(value) ? value : this.#reduce(value);
    if (!fits(fitting)) throw new RangeError('a reduced element does not fit a slot');
    this.#elements.store(address, fitting);
  }

  zero(): LimbElement<T> {
    const limbs = this.#arithmetic.stored.limbs.map(() => this.#arithmetic.constant(0n));
    const bounds = { limbs: limbs.map(() => exactly(0n)), value: exactly(0n) };
    return this.#elements.computed(
      bounds,
      this.#elements.strides.map(() => limbs),
    );
  }

  one(): LimbElement<T> {
    return this.constant(1n);
  }

  add(a: LimbElement<T>, b: LimbElement<T>): LimbElement<T> {
    return this.#limbwise(addRanges, (x, y) => this.#arithmetic.add(x!, y!), a, b);
  }

  sub(a: LimbElement<T>, b: LimbElement<T>): LimbElement<T> {
    return this.#limbwise(subtractRanges, (x, y) => this.#arithmetic.sub(x!, y!), a, b);
  }

  neg(a: LimbElement<T>): LimbElement<T> {
    return this.#limbwise(
      (range) => ({ min: -range.max, max: -range.min }),
      (x) => this.#arithmetic.neg(x!),
      a,
    );
  }

  times(a: LimbElement<T>, factor: number): LimbElement<T> {
    const range = (range: Range) => multiplyRanges(range, exactly(BigInt(factor)));
    const fits = (element: LimbElement<T>) =>
      mapBounds(range, element.bounds).limbs.every((limb) => holds(this.#arithmetic.exact, limb));
    if (!fits(a) && !fits(this.#reduce(a))) {
      const half = Math.trunc(factor / 2);
      const even = this.times(this.#reduce(this.times(a, half)), 2);
      return factor % 2 === 0 ? even : this.add(even, this.times(a, factor % 2));
    }
    return this.#limbwise(range, (x) => this.#arithmetic.scale(x!, factor), a);
  }

  mul(a: LimbElement<T>, b: LimbElement<T>): LimbElement<T> {
    const [x, y] = this.#acceptable(a, b);
    return this.#elements.called(this.#arithmetic.mul, this.#arithmetic.mul2, [x, y]);
  }

  sqr(a: LimbElement<T>): LimbElement<T> {
    const accepted = ({ bounds }: LimbElement<T>) => this.#arithmetic.accepts(bounds, bounds);
    const x = accepted(a) ? a : this.#reduce(a);
    if (!accepted(x)) throw new RangeError('a square would not take a reduced operand');
    return this.#elements.called(this.#arithmetic.sqr, this.#arithmetic.sqr2, [x]);
  }

  constant(value: bigint): LimbElement<T> {
    return this.#raw(value * this.#arithmetic.radix);
  }

  fromInteger(a: LimbElement<T>): LimbElement<T> {
    return this.mul(a, this.#raw(this.#arithmetic.radix ** 2n));
  }

  toInteger(a: LimbElement<T>): LimbElement<T> {
    return this.mul(a, this.#raw(1n));
  }

  fromMontgomery(a: LimbElement<T>): LimbElement<T> {
    return this.mul(a, this.#raw(this.#arithmetic.radix ** 2n * inverse(this.#wordRadix, this.#prime)));
  }

  toMontgomery(a: LimbElement<T>): LimbElement<T> {
    return this.mul(a, this.#raw(this.#wordRadix));
  }

  get #prime(): bigint {
    return this.#arithmetic.prime;
  }

  get #wordRadix(): bigint {
    return 1n << BigInt(64 * wordsOf(this.#prime));
  }

  /** The limbs of the integer modulo p, whatever class they stand for. */
  #raw(value: bigint): LimbElement<T> {
    const { stored } = this.#arithmetic;
    const residue = ((value % this.#prime) + this.#prime) % this.#prime;
    const place = at(this.#slotOf(residue));
    return this.#elements.placed(
      { limbs: stored.limbs, value: exactly(residue) },
      this.#elements.strides.map(() => place),
    );
  }

  #limbwise(
    range: (...ranges: Range[]) => Range,
    code: (...limbs: Expression<T>[]) => Expression<T>,
    ...operands: LimbElement<T>[]
  ): LimbElement<T> {
    const { exact } = this.#arithmetic;
    let used = operands;
    let bounds = mapBounds(range, ...used.map((operand) => operand.bounds));
    if (!bounds.limbs.every((limb) => holds(exact, limb))) {
      used = operands.map((operand) => this.#reduce(operand));
      bounds = mapBounds(range, ...used.map((operand) => operand.bounds));
      if (!bounds.limbs.every((limb) => holds(exact, limb))) throw new RangeError('a limb would overflow');
    }
    const limbs = this.#elements.strides.map((_, half) =>
      bounds.limbs.map((_, limb) =>
        this.#elements.variable(code(...used.map((operand) => this.#elements.limb(operand, half, limb)))),
      ),
    );
    return this.#elements.computed(bounds, limbs);
  }

  #acceptable(a: LimbElement<T>, b: LimbElement<T>): readonly [LimbElement<T>, LimbElement<T>] {
    const { accepts } = this.#arithmetic;
    type Pair = readonly [LimbElement<T>, LimbElement<T>];
    const inSomeOrder = (x: LimbElement<T>, y: LimbElement<T>): Pair | undefined => {
      if (accepts(x.bounds, y.bounds)) return [x, y];
      return accepts(y.bounds, x.bounds) ? [y, x] : undefined;
    };
    const direct = inSomeOrder(a, b);
    if (direct) return direct;
    const wider = width(a.bounds) >= width(b.bounds);
    const once = wider ? inSomeOrder(this.#reduce(a), b) : inSomeOrder(a, this.#reduce(b));
    if (once) return once;
    const reduced = inSomeOrder(this.#reduce(a), this.#reduce(b));
    if (!reduced) throw new RangeError('a product would not take reduced operands');
    return reduced;
  }

  #reduce(element: LimbElement<T>): LimbElement<T> {
    if (element.reduced) return element.reduced;
    const { program, bounds } = this.#arithmetic.reduction(element.bounds);
    const limbs = this.#elements.strides.map((_, half) => {
      const inputs = bounds.limbs.map((_, limb) => {
        const value = this.#elements.limb(element, half, limb);
        return element.limbs ? value : this.#elements.variable(value);
      });
      return emitProgram(program, this.#f, inputs) as Expression<T>[];
    });
    element.reduced = this.#elements.computed(bounds, limbs);
    element.reduced.reduced = element.reduced;
    return element.reduced;
  }
}

/** The largest magnitude of a limb but the highest, which says how much a product would gain by reducing. */
function width(bounds: Bounds): bigint {
  return bounds.limbs.slice(0, -1).reduce((most, { min, max }) => {
    const magnitude = max > -min ? max : -min;
    return magnitude > most ? magnitude : most;
  }, 0n);
}
