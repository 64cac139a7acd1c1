import { inverse } from '../curve/arithmetic.ts';
import { type Address, at, pointer } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { PrimeField, PrimeOps } from './field.ts';
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
import { overlap } from './limb-ops.ts';
import {
  emitOutlined,
  type OutlinedStep,
  type OutlinedStore,
  type OutlinedValue,
  type Place,
} from './outlined-code.ts';
import { outlinedFunctions, type SlotFunctions } from './outlined-functions.ts';
import type { Range } from './program.ts';
import { wordsOf } from './words.ts';

/** {@link PrimeField.outlined} over signed limbs, with the lazy bounds of limb-ops.ts. */
export function outlinedFormulas<T extends LimbType>(
  m: ModuleBuilder,
  arithmetic: LimbArithmetic<T>,
): PrimeField['outlined'] {
  const functions = outlinedFunctions(m, arithmetic);
  const constants = new Map<bigint, number>();
  const arena: Address[][] = [];
  const slotOf = (value: bigint): number => {
    const known = constants.get(value) ?? m.constant(arithmetic.slot(value));
    constants.set(value, known);
    return known;
  };
  return (f, pairStride, build) => {
    const strides = pairStride !== undefined && arithmetic.unroll === 2 ? [0, pairStride] : [0];
    const ops = new OutlinedOps(arithmetic, functions, slotOf, strides);
    build(ops as PrimeOps<unknown>);
    const slotBytes = arithmetic.stored.limbs.length * arithmetic.limbBytes;
    emitOutlined(f, ops.steps, ops.stores, {
      slotBytes,
      copy: functions.copy,
      temporary(index) {
        const halves = arena[index] ?? [];
        arena[index] = halves;
        while (halves.length < strides.length) halves.push(at(m.reserve(slotBytes)));
        return halves.slice(0, strides.length);
      },
    });
  };
}

/** An element: a value of the formula, and the bounds of its limbs. */
interface Element extends OutlinedValue {
  readonly bounds: Bounds;
  /** The same class within the bounds of a reduction, once somebody needed it. */
  reduced?: Element;
}

class OutlinedOps<T extends LimbType> implements PrimeOps<Element> {
  readonly steps: OutlinedStep[] = [];
  readonly stores: OutlinedStore[] = [];
  readonly #arithmetic: LimbArithmetic<T>;
  readonly #functions: SlotFunctions;
  readonly #slotOf: (value: bigint) => number;
  /** Where the elements that one element stands for lie, after its address. */
  readonly #strides: readonly number[];

  constructor(
    arithmetic: LimbArithmetic<T>,
    functions: SlotFunctions,
    slotOf: (value: bigint) => number,
    strides: readonly number[],
  ) {
    this.#arithmetic = arithmetic;
    this.#functions = functions;
    this.#slotOf = slotOf;
    this.#strides = strides;
  }

  load(address: Address): Element {
    const place = this.#placeOf(address);
    const stored = this.stores.flatMap((store) => store.place);
    if (place.some((a) => stored.some((b) => overlap(a, b, this.#slotBytes)))) {
      throw new Error('a load after a store to the same place would see what was there before');
    }
    return { bounds: this.#arithmetic.stored, place };
  }

  store(address: Address, value: Element): void {
    const fitting = holdsBounds(this.#arithmetic.stored, value.bounds) ? value : this.#reduce(value);
    this.stores.push({ place: this.#placeOf(address), value: fitting });
  }

  zero(): Element {
    const bounds = mapBounds(() => exactly(0n), this.#arithmetic.stored);
    return { bounds, place: this.#strides.map(() => at(this.#slotOf(0n))) };
  }

  one(): Element {
    return this.constant(1n);
  }

  add(a: Element, b: Element): Element {
    return this.#limbwise(this.#functions.add, addRanges, a, b);
  }

  sub(a: Element, b: Element): Element {
    return this.#limbwise(this.#functions.sub, subtractRanges, a, b);
  }

  neg(a: Element): Element {
    return this.times(a, -1);
  }

  times(a: Element, factor: number): Element {
    const range = (range: Range) => multiplyRanges(range, exactly(BigInt(factor)));
    const fits = (element: Element) => this.#fits(mapBounds(range, element.bounds));
    if (!fits(a) && !fits(this.#reduce(a))) {
      const half = Math.trunc(factor / 2);
      return this.add(this.times(a, half), this.times(a, factor - half));
    }
    return this.#limbwise(this.#functions.scale(factor), range, a);
  }

  mul(a: Element, b: Element): Element {
    const { mul, mul2, product } = this.#arithmetic;
    return this.#step(mul, mul2, product, this.#acceptable(a, b));
  }

  sqr(a: Element): Element {
    const { accepts, sqr, sqr2, product } = this.#arithmetic;
    return this.#step(sqr, sqr2, product, [accepts(a.bounds, a.bounds) ? a : this.#reduce(a)]);
  }

  constant(value: bigint): Element {
    return this.#raw(value * this.#arithmetic.radix);
  }

  fromInteger(a: Element): Element {
    return this.mul(a, this.#raw(this.#arithmetic.radix ** 2n));
  }

  toInteger(a: Element): Element {
    return this.mul(a, this.#raw(1n));
  }

  fromMontgomery(a: Element): Element {
    const { prime, radix } = this.#arithmetic;
    return this.mul(a, this.#raw(radix ** 2n * inverse(this.#wordRadix, prime)));
  }

  toMontgomery(a: Element): Element {
    return this.mul(a, this.#raw(this.#wordRadix));
  }

  get #wordRadix(): bigint {
    return 1n << BigInt(64 * wordsOf(this.#arithmetic.prime));
  }

  /** The limbs of the integer modulo p, whatever class they stand for. */
  #raw(value: bigint): Element {
    const { prime, stored } = this.#arithmetic;
    const residue = ((value % prime) + prime) % prime;
    const place = at(this.#slotOf(residue));
    return {
      bounds: { limbs: stored.limbs, value: exactly(residue) },
      place: this.#strides.map(() => place),
    };
  }

  #placeOf(address: Address): Place {
    return this.#strides.map((stride) => at(address, stride));
  }

  get #slotBytes(): number {
    return this.#arithmetic.stored.limbs.length * this.#arithmetic.limbBytes;
  }

  /** Whether limbs within the bounds are exact and can be reduced. */
  #fits(bounds: Bounds): boolean {
    return (
      bounds.limbs.every((limb) => holds(this.#arithmetic.exact, limb)) && this.#functions.reducible(bounds)
    );
  }

  #limbwise(
    callee: Callable<undefined>,
    range: (...ranges: Range[]) => Range,
    ...operands: Element[]
  ): Element {
    let used = operands;
    let bounds = mapBounds(range, ...used.map((operand) => operand.bounds));
    if (!this.#fits(bounds)) {
      used = operands.map((operand) => this.#reduce(operand));
      bounds = mapBounds(range, ...used.map((operand) => operand.bounds));
      if (!this.#fits(bounds)) throw new RangeError('a limb would overflow');
    }
    return this.#step(callee, undefined, bounds, used);
  }

  /** Operands that mul takes; a reduction goes to the one from which it takes most. */
  #acceptable(a: Element, b: Element): readonly [Element, Element] {
    const { accepts } = this.#arithmetic;
    if (accepts(a.bounds, b.bounds)) return [a, b];
    // mul is asked in this order; where one operand may be wider it is the first.
    for (const [x, y] of [
      [a, this.#reduce(b)],
      [b, this.#reduce(a)],
    ] as const) {
      if (accepts(x.bounds, y.bounds)) return [x, y];
    }
    return [this.#reduce(a), this.#reduce(b)];
  }

  #reduce(element: Element): Element {
    if (!element.reduced) {
      const { callee, bounds } = this.#functions.reduce(element.bounds);
      element.reduced = this.#step(callee, undefined, bounds, [element]);
      element.reduced.reduced = element.reduced;
    }
    return element.reduced;
  }

  #step(
    single: Callable<undefined>,
    double: Callable<undefined> | undefined,
    bounds: Bounds,
    operands: readonly Element[],
  ): Element {
    const result: Element = { bounds, place: undefined };
    this.steps.push({
      operands,
      result,
      emit(f, places) {
        const values = places.map((half) => half.map(pointer));
        if (double && values.length === 2) f.run(double, ...values.flat());
        else for (const half of values) f.run(single, ...half);
      },
    });
    return result;
  }
}
