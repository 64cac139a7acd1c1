import { type Address, at, type Expression, pointer } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { Bounds } from './limb-bounds.ts';
import type { LimbArithmetic, LimbType } from './limb-formulas.ts';

/**
 * An element inside a function: limbs in variables, slots in memory, or both. With pairs there are two of
 * each, side by side in `limbs` and `places`, and both obey the bounds.
 */
export interface LimbElement<T extends LimbType> {
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
 * Where the elements of a function are: in variables once they were computed limb by limb, in memory when they were
 * loaded, stored or made by a call. An element is written to a place of the function's own only when a call needs its
 * address.
 */
export class LimbElements<T extends LimbType> {
  /** Where the elements that one element stands for lie, after its address. */
  readonly strides: readonly number[];
  readonly #m: ModuleBuilder;
  readonly #f: FunctionBuilder;
  readonly #arithmetic: LimbArithmetic<T>;
  readonly #slotBytes: number;
  readonly #loaded: LimbElement<T>[] = [];

  constructor(
    m: ModuleBuilder,
    f: FunctionBuilder,
    arithmetic: LimbArithmetic<T>,
    pairStride: number | undefined,
  ) {
    this.#m = m;
    this.#f = f;
    this.#arithmetic = arithmetic;
    this.strides = pairStride !== undefined && arithmetic.unroll === 2 ? [0, pairStride] : [0];
    this.#slotBytes = arithmetic.stored.limbs.length * arithmetic.limbBytes;
  }

  load(address: Address): LimbElement<T> {
    const places = this.strides.map((stride) => at(address, stride));
    const element = this.placed(this.#arithmetic.stored, places);
    this.#loaded.push(element);
    return element;
  }

  /** Writes an element whose bounds a slot holds. */
  store(address: Address, element: LimbElement<T>): void {
    const places = this.strides.map((stride) => at(address, stride));
    if (element.made?.after === this.#f.position) {
      // A product that nothing has read yet goes to the address at once.
      this.#f.rewind(element.made.before);
      element.made.call(places);
      element.made = undefined;
      element.places = places;
    } else this.#write(places, element);
    for (const loaded of this.#loaded) {
      const mayMeet = (a: Address) => places.some((b) => overlap(a, b, this.#slotBytes));
      loaded.overwritten ||= loaded.places!.some(mayMeet);
    }
    if (element.places === places) this.#loaded.push(element);
  }

  /** An element that lies there and stays. */
  placed(bounds: Bounds, places: readonly Address[]): LimbElement<T> {
    return { bounds, limbs: undefined, places, reduced: undefined, overwritten: false, made: undefined };
  }

  computed(bounds: Bounds, limbs: readonly (readonly Expression<T>[])[]): LimbElement<T> {
    return { bounds, limbs, places: undefined, reduced: undefined, overwritten: false, made: undefined };
  }

  /** What a function on addresses makes of operands: `single` of one element, `double` of a pair. */
  called(
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
    const product = this.placed(this.#arithmetic.product, places);
    product.made = { before, after: this.#f.position, call };
    return product;
  }

  limb(element: LimbElement<T>, half: number, limb: number): Expression<T> {
    if (element.limbs) return element.limbs[half]![limb]!;
    this.#requireCurrent(element);
    return this.#arithmetic.load(at(element.places![half]!, limb * this.#arithmetic.limbBytes));
  }

  variable(value: Expression<T>): Expression<T> {
    const made = this.#f.local(value.type);
    this.#f.set(made, value as Expression<'i64'> & Expression<'v128'>);
    return made;
  }

  /** Addresses where the element lies, written there if it is in variables only. */
  #placesOf(element: LimbElement<T>): readonly Address[] {
    if (!element.places) {
      const places = this.#frame();
      this.#write(places, element);
      element.places = places;
    }
    this.#requireCurrent(element);
    return element.places;
  }

  #write(places: readonly Address[], element: LimbElement<T>): void {
    for (const [half, place] of places.entries()) {
      for (let limb = 0; limb < this.#arithmetic.stored.limbs.length; limb++) {
        this.#f.store(at(place, limb * this.#arithmetic.limbBytes), this.limb(element, half, limb));
      }
    }
  }

  #requireCurrent(element: LimbElement<T>): void {
    if (element.overwritten && !element.limbs) {
      throw new Error(
        'an element is used after a store that may have overwritten it: store last, or load again',
      );
    }
  }

  #frame(): Address[] {
    return this.strides.map(() => at(this.#m.reserve(this.#slotBytes)));
  }
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
