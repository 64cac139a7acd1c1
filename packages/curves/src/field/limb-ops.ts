import { inverse } from '../curve/arithmetic.ts';
import { type Address, at, type Expression, pointer } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
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
import type { LimbArithmetic, LimbType } from './limb-formulas.ts';
import { emitProgram, type Range } from './program.ts';
import { rememberedReduction } from './remembered-reduction.ts';
import { wordsOf } from './words.ts';

/**
 * An element inside a function: limbs in variables, slots in memory, or both. With pairs there are two of
 * each, side by side in `limbs` and `places`, and both obey the bounds.
 */
interface LimbElement<T extends LimbType> {
  readonly bounds: Bounds;
  readonly limbs: readonly (readonly Expression<T>[])[] | undefined;
  places: readonly Address[] | undefined;
  /** The same class within the bounds of a reduction, once somebody needed it. */
  reduced: LimbElement<T> | undefined;
  /** Its slots may hold something else by now. */
  overwritten: boolean;
  /** The call that made it and the code's positions around it. */
  made: { before: number; after: number; call(places: readonly Address[]): void } | undefined;
}

/**
 * Formulas over signed limbs. Additions work limb by limb and only widen bounds; a reduction is emitted
 * where a product does not accept the bounds, a slot may not hold them, or a limb could leave `exact`, and
 * at most once for an element. Products are calls on addresses: what lives in variables is first written to
 * a place of the function's own in memory. What was loaded, or stored right after it was computed, stays at
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
  return (f, pairStride) => new LimbOps(m, f, remembering, slotOf, pairStride) as PrimeOps<unknown>;
}

class LimbOps<T extends LimbType> implements PrimeOps<LimbElement<T>> {
  readonly #m: ModuleBuilder;
  readonly #f: FunctionBuilder;
  readonly #arithmetic: LimbArithmetic<T>;
  readonly #slotOf: (value: bigint) => number;
  /** Where the elements that one element stands for lie, after its address. */
  readonly #strides: readonly number[];
  readonly #slotBytes: number;
  readonly #loaded: LimbElement<T>[] = [];

  constructor(
    m: ModuleBuilder,
    f: FunctionBuilder,
    arithmetic: LimbArithmetic<T>,
    slotOf: (value: bigint) => number,
    pairStride: number | undefined,
  ) {
    this.#m = m;
    this.#f = f;
    this.#arithmetic = arithmetic;
    this.#slotOf = slotOf;
    this.#strides = pairStride !== undefined && arithmetic.unroll === 2 ? [0, pairStride] : [0];
    this.#slotBytes = arithmetic.stored.limbs.length * arithmetic.limbBytes;
  }

  load(address: Address): LimbElement<T> {
    const element = placed<T>(
      this.#arithmetic.stored,
      this.#strides.map((stride) => at(address, stride)),
    );
    this.#loaded.push(element);
    return element;
  }

  store(address: Address, value: LimbElement<T>): void {
    const fits = (element: LimbElement<T>) => holdsBounds(this.#arithmetic.stored, element.bounds);
    const fitting = fits(value) ? value : this.#reduce(value);
    if (!fits(fitting)) throw new RangeError('a reduced element does not fit a slot');
    const places = this.#strides.map((stride) => at(address, stride));
    if (fitting.made?.after === this.#f.position) {
      // A product that nothing has read yet goes to the address at once.
      this.#f.rewind(fitting.made.before);
      fitting.made.call(places);
      fitting.made = undefined;
      fitting.places = places;
    } else this.#write(places, fitting);
    for (const element of this.#loaded) {
      const mayMeet = (a: Address) => places.some((b) => overlap(a, b, this.#slotBytes));
      element.overwritten ||= element.places!.some(mayMeet);
    }
    if (fitting.places === places) this.#loaded.push(fitting);
  }

  zero(): LimbElement<T> {
    const limbs = this.#arithmetic.stored.limbs.map(() => this.#arithmetic.constant(0n));
    const bounds = { limbs: limbs.map(() => exactly(0n)), value: exactly(0n) };
    return computed(
      bounds,
      this.#strides.map(() => limbs),
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
    return this.#product(this.#arithmetic.mul, this.#arithmetic.mul2, [x, y]);
  }

  sqr(a: LimbElement<T>): LimbElement<T> {
    const accepted = ({ bounds }: LimbElement<T>) => this.#arithmetic.accepts(bounds, bounds);
    const x = accepted(a) ? a : this.#reduce(a);
    if (!accepted(x)) throw new RangeError('a square would not take a reduced operand');
    return this.#product(this.#arithmetic.sqr, this.#arithmetic.sqr2, [x]);
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
    return placed(
      { limbs: stored.limbs, value: exactly(residue) },
      this.#strides.map(() => place),
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
    const limbs = this.#strides.map((_, half) =>
      bounds.limbs.map((_, limb) =>
        this.#variable(code(...used.map((operand) => this.#limb(operand, half, limb)))),
      ),
    );
    return computed(bounds, limbs);
  }

  #product(
    single: Callable<undefined>,
    double: Callable<undefined> | undefined,
    operands: readonly LimbElement<T>[],
  ): LimbElement<T> {
    const sources = operands.map((operand) => this.#placesOf(operand));
    const places = this.#frame();
    const call = (targets: readonly Address[]) => {
      const values = targets.map((place, half) =>
        [place, ...sources.map((source) => source[half]!)].map(pointer),
      );
      if (values.length === 2) this.#f.run(double!, ...values.flat());
      else this.#f.run(single, ...values[0]!);
    };
    const before = this.#f.position;
    call(places);
    const product = placed<T>(this.#arithmetic.product, places);
    product.made = { before, after: this.#f.position, call };
    return product;
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
    const limbs = this.#strides.map((_, half) => {
      const inputs = bounds.limbs.map((_, limb) => {
        const value = this.#limb(element, half, limb);
        return element.limbs ? value : this.#variable(value);
      });
      return emitProgram(program, this.#f, inputs) as Expression<T>[];
    });
    element.reduced = computed(bounds, limbs);
    element.reduced.reduced = element.reduced;
    return element.reduced;
  }

  /** Addresses where the element lies, written there if it is in variables only. */
  #placesOf(element: LimbElement<T>): readonly Address[] {
    if (!element.places) {
      const places = this.#frame();
      this.#write(places, element);
      element.places = places;
    }
    this.#current(element);
    return element.places;
  }

  #write(places: readonly Address[], element: LimbElement<T>): void {
    for (const [half, place] of places.entries()) {
      for (let limb = 0; limb < this.#arithmetic.stored.limbs.length; limb++) {
        const value = this.#limb(element, half, limb);
        this.#f.store(at(place, limb * this.#arithmetic.limbBytes), value);
      }
    }
  }

  #limb(element: LimbElement<T>, half: number, limb: number): Expression<T> {
    if (element.limbs) return element.limbs[half]![limb]!;
    this.#current(element);
    return this.#arithmetic.load(at(element.places![half]!, limb * this.#arithmetic.limbBytes));
  }

  #current(element: LimbElement<T>): void {
    if (element.overwritten && !element.limbs) {
      throw new Error(
        'an element is used after a store that may have overwritten it: store last, or load again',
      );
    }
  }

  #frame(): Address[] {
    return this.#strides.map(() => at(this.#m.reserve(this.#slotBytes)));
  }

  #variable(value: Expression<T>): Expression<T> {
    const made = this.#f.local(value.type);
    this.#f.set(made, value as Expression<'i64'> & Expression<'v128'>);
    return made;
  }
}

function placed<T extends LimbType>(bounds: Bounds, places: readonly Address[]): LimbElement<T> {
  return { bounds, limbs: undefined, places, reduced: undefined, overwritten: false, made: undefined };
}

function computed<T extends LimbType>(
  bounds: Bounds,
  limbs: readonly (readonly Expression<T>[])[],
): LimbElement<T> {
  return { bounds, limbs, places: undefined, reduced: undefined, overwritten: false, made: undefined };
}

/**
 * Whether two slots may share memory. Constant addresses are places of a function's own: what a variable
 * points to is never there.
 */
export function overlap(a: Address, b: Address, bytes: number): boolean {
  const [first, second] = [a.base, b.base];
  if (typeof first === 'number' && typeof second === 'number') {
    return Math.abs(first + a.offset - second - b.offset) < bytes;
  }
  if (typeof first === 'number' || typeof second === 'number') return false;
  const same =
    first.code.length === second.code.length && first.code.every((byte, i) => byte === second.code[i]);
  return !same || Math.abs(a.offset - b.offset) < bytes;
}

/** The largest magnitude of a limb but the highest, which says how much a product would gain by reducing. */
function width(bounds: Bounds): bigint {
  return bounds.limbs.slice(0, -1).reduce((most, { min, max }) => {
    const magnitude = max > -min ? max : -min;
    return magnitude > most ? magnitude : most;
  }, 0n);
}
