import { inverse } from '../curve/arithmetic.ts';
import { type Address, at } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { PrimeField, PrimeOps } from './field.ts';
import type { LimbArithmetic, LimbType } from './limb-formulas.ts';
import { emitOutlined, meets, type Store, type Value } from './outlined-code.ts';
import { type SlotFunctions, slotFunctions } from './outlined-functions.ts';
import { wordsOf } from './words.ts';

/** {@link PrimeField.outlined} over signed limbs: lazy as limb-ops.ts is, but with bounds in whole weights. */
export function outlinedFormulas<T extends LimbType>(
  m: ModuleBuilder,
  arithmetic: LimbArithmetic<T>,
): PrimeField['outlined'] {
  const functions = slotFunctions(m, arithmetic);
  const slotBytes = arithmetic.stored.limbs.length * arithmetic.limbBytes;
  const constants = new Map<string, Address>();
  // No formula calls another, so all with the same stride share the places of their values.
  const blocks = new Map<number | undefined, number[]>();
  return (f, pairStride, build) => {
    const stride = arithmetic.unroll === 2 ? pairStride : undefined;
    /** Slots that lie between the two of a value. */
    const between = stride === undefined ? 1 : stride / slotBytes;
    const constant = (value: bigint): Address => {
      const key = `${value} ${stride}`;
      const known = constants.get(key) ?? at(m.constant(spread(arithmetic.slot(value), stride)));
      constants.set(key, known);
      return known;
    };
    const ops = new OutlinedOps(arithmetic, functions, constant, { slotBytes, stride });
    build(ops as PrimeOps<unknown>);
    const reserved = blocks.get(stride) ?? [];
    blocks.set(stride, reserved);
    emitOutlined(f, ops.computed, ops.stores, {
      slotBytes,
      stride,
      functions,
      temporary(index) {
        const block = Math.floor(index / between);
        while (reserved.length <= block) reserved.push(m.reserve(between * slotBytes * (stride ? 2 : 1)));
        return at(reserved[block]!, (index % between) * slotBytes);
      },
    });
  };
}

/** The slot, and in pairs once more after the stride. */
function spread(slot: Uint8Array, stride: number | undefined): Uint8Array {
  if (stride === undefined) return slot;
  const bytes = new Uint8Array(stride + slot.length);
  bytes.set(slot);
  bytes.set(slot, stride);
  return bytes;
}

/** An element, and the same class reduced to weight 1 once somebody needed it. */
interface Element extends Value {
  reduced?: Element;
}

class OutlinedOps<T extends LimbType> implements PrimeOps<Element> {
  readonly computed: Element[] = [];
  readonly stores: Store[] = [];
  readonly #arithmetic: LimbArithmetic<T>;
  readonly #functions: SlotFunctions;
  readonly #constantAt: (value: bigint) => Address;
  readonly #layout: { readonly slotBytes: number; readonly stride: number | undefined };

  constructor(
    arithmetic: LimbArithmetic<T>,
    functions: SlotFunctions,
    constantAt: (value: bigint) => Address,
    layout: { readonly slotBytes: number; readonly stride: number | undefined },
  ) {
    this.#arithmetic = arithmetic;
    this.#functions = functions;
    this.#constantAt = constantAt;
    this.#layout = layout;
  }

  load(place: Address): Element {
    if (this.stores.some((store) => meets(store.place, place, this.#layout))) {
      throw new Error('a load after a store to the same place would see what was there before');
    }
    return { weight: 1, origin: undefined, place };
  }

  store(place: Address, value: Element): void {
    this.stores.push({ place, value: this.#reduce(value) });
  }

  zero(): Element {
    return this.#raw(0n);
  }

  one(): Element {
    return this.constant(1n);
  }

  add(a: Element, b: Element): Element {
    return this.#combine(a, b, 1);
  }

  sub(a: Element, b: Element): Element {
    return this.#combine(a, b, -1);
  }

  neg(a: Element): Element {
    return this.times(a, -1);
  }

  times(a: Element, factor: number): Element {
    if (factor === 1) return a;
    const fits = (element: Element, by: number) => this.#functions.fits(weightOf(element, by));
    const base = fits(a, factor) ? a : this.#reduce(a);
    if (fits(base, factor)) return this.#sum(weightOf(base, factor), [factor], [base]);
    // As much as fits, reduced, and the rest.
    let part = factor;
    while (!fits(base, part)) part -= Math.sign(factor);
    return this.add(this.#reduce(this.times(base, part)), this.times(base, factor - part));
  }

  mul(a: Element, b: Element): Element {
    const { mul, mul2 } = this.#arithmetic;
    return this.#product(mul, mul2, this.#acceptable(a, b));
  }

  sqr(a: Element): Element {
    const { sqr, sqr2 } = this.#arithmetic;
    return this.#product(sqr, sqr2, [this.#functions.accepts(a.weight, a.weight) ? a : this.#reduce(a)]);
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
    const { prime } = this.#arithmetic;
    const residue = ((value % prime) + prime) % prime;
    return { weight: 1, origin: undefined, place: this.#constantAt(residue) };
  }

  #combine(a: Element, b: Element, sign: 1 | -1): Element {
    const fits = (x: Element, y: Element) => this.#functions.fits(x.weight + y.weight);
    const reduced = a.weight < b.weight ? ([a, this.#reduce(b)] as const) : ([this.#reduce(a), b] as const);
    const operands = [[a, b] as const, reduced].find(([x, y]) => fits(x, y)) ?? [
      this.#reduce(a),
      this.#reduce(b),
    ];
    const weight = operands[0]!.weight + operands[1]!.weight;
    return this.#sum(weight, [1, sign], operands);
  }

  /** Operands that mul takes, reducing the heavier one if that is enough. */
  #acceptable(a: Element, b: Element): readonly [Element, Element] {
    const accepts = (x: Element, y: Element) => this.#functions.accepts(x.weight, y.weight);
    const [heavy, light] = a.weight < b.weight ? [b, a] : [a, b];
    if (accepts(heavy, light)) return [heavy, light];
    // Where both weigh the same, the one that is reduced anyway.
    const [less, other] = heavy.weight === light.weight && light.reduced ? [light, heavy] : [heavy, light];
    const reduced = this.#reduce(less);
    if (accepts(other, reduced)) return [other, reduced];
    return [this.#reduce(other), reduced];
  }

  #reduce(element: Element): Element {
    if (element.weight === 1) return element;
    element.reduced ??= this.#computed({
      weight: 1,
      origin: { kind: 'sum', coefficients: [1], operands: [element], reduces: element.weight },
      place: undefined,
    });
    return element.reduced;
  }

  #sum(weight: number, coefficients: readonly number[], operands: readonly Element[]): Element {
    return this.#computed({
      weight,
      origin: { kind: 'sum', coefficients, operands, reduces: undefined },
      place: undefined,
    });
  }

  #product(
    single: Callable<undefined>,
    double: Callable<undefined> | undefined,
    operands: readonly Element[],
  ): Element {
    return this.#computed({
      weight: 1,
      origin: { kind: 'product', single, double, operands },
      place: undefined,
    });
  }

  #computed(element: Element): Element {
    this.computed.push(element);
    return element;
  }
}

/** Negated slots are not within the bounds of stored ones, but of two. */
function weightOf({ weight }: Element, factor: number): number {
  return Math.max(Math.abs(factor) * weight, factor < 0 ? 2 : 1);
}
