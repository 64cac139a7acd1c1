import { type Address, at, type Expression, i64, pointer } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { PrimeOps } from './field.ts';
import { overlap } from './limb-elements.ts';
import { difference, sum, type WideFunctions, without } from './wide-functions.ts';
import { wordBytes, wordsOf } from './words.ts';

/** An element: an integer from 0 to `max`, both included, in variables or in a slot. */
interface WideElement {
  readonly max: bigint;
  readonly words: readonly Expression<'i64'>[] | undefined;
  place: Address | undefined;
  /** The same class within the bound of slots, once somebody needed it. */
  reduced: WideElement | undefined;
  /** Its slot may hold something else by now. */
  overwritten: boolean;
  /** The call that made it and the code's positions around it. */
  made: { before: number; after: number; call(place: Address): void } | undefined;
}

interface WideKernel {
  readonly prime: bigint;
  /** Slots hold at most limit·p. */
  readonly limit: bigint;
  readonly functions: WideFunctions;
  /** Addresses of constants that the module has in memory. */
  readonly constants: Map<bigint, number>;
}

/**
 * Formulas over saturated words. A sum is not reduced until a product, a difference or a store needs it; a
 * difference stays within the larger of both bounds. Sums and differences work in variables, products are calls. What was loaded, or stored right after it was computed, stays at its address:
 * nobody but `store` may change that memory, or the variables of the address, while the element is in use.
 */
export class WideOps implements PrimeOps<WideElement> {
  readonly #m: ModuleBuilder;
  readonly #f: FunctionBuilder;
  readonly #kernel: WideKernel;
  readonly #radix: bigint;
  /** The most that a slot holds. */
  readonly #limit: bigint;
  readonly #loaded: WideElement[] = [];

  constructor(m: ModuleBuilder, f: FunctionBuilder, kernel: WideKernel) {
    this.#m = m;
    this.#f = f;
    this.#kernel = kernel;
    this.#radix = 1n << BigInt(64 * wordsOf(kernel.prime));
    this.#limit = kernel.limit * kernel.prime;
  }

  load(address: Address): WideElement {
    const element = placed(address, this.#limit);
    this.#loaded.push(element);
    return element;
  }

  store(address: Address, value: WideElement): void {
    const fitting = this.#within(value);
    if (fitting.made?.after === this.#f.position) {
      // A product that nothing has read yet goes to the address at once.
      this.#f.rewind(fitting.made.before);
      fitting.made.call(address);
      fitting.made = undefined;
      fitting.place = address;
    } else this.#write(address, fitting);
    for (const element of this.#loaded) {
      element.overwritten ||= overlap(element.place!, address, this.#bytes);
    }
    if (fitting.place === address) this.#loaded.push(fitting);
  }

  zero(): WideElement {
    return this.#raw(0n);
  }

  one(): WideElement {
    return this.constant(1n);
  }

  add(a: WideElement, b: WideElement): WideElement {
    const fits = a.max + b.max < this.#radix;
    const [x, y] = fits ? [a, b] : [this.#within(a), this.#within(b)];
    const max = x.max + y.max;
    return computed(sum(this.#f, this.#words(x), this.#words(y)), max);
  }

  sub(a: WideElement, b: WideElement): WideElement {
    const max = a.max > this.#limit ? a.max : this.#limit;
    const y = this.#within(b);
    return computed(difference(this.#f, this.#words(a), this.#words(y), this.#limit), max);
  }

  neg(a: WideElement): WideElement {
    return this.sub(this.zero(), a);
  }

  times(a: WideElement, factor: number): WideElement {
    if (factor < 0) return this.neg(this.times(a, -factor));
    if (factor < 2) return factor === 0 ? this.zero() : a;
    const half = this.times(a, factor >> 1);
    const even = this.add(half, half);
    return factor & 1 ? this.add(even, a) : even;
  }

  mul(a: WideElement, b: WideElement): WideElement {
    let [x, y] = a.max > b.max ? [a, b] : [b, a];
    if (!this.#accepts(x, y)) x = this.#within(x);
    if (!this.#accepts(x, y)) y = this.#within(y);
    return this.#call(this.#kernel.functions.mul, this.#limit, x, y);
  }

  sqr(a: WideElement): WideElement {
    const x = this.#accepts(a, a) ? a : this.#within(a);
    return this.#call(this.#kernel.functions.sqr, this.#limit, x);
  }

  constant(value: bigint): WideElement {
    return this.#raw(value * this.#radix);
  }

  fromInteger(a: WideElement): WideElement {
    return this.mul(a, this.#raw(this.#radix ** 2n));
  }

  toInteger(a: WideElement): WideElement {
    return this.mul(a, this.#raw(1n));
  }

  /** The same integer: slots hold Montgomery's form with this very R. */
  fromMontgomery(a: WideElement): WideElement {
    return a;
  }

  toMontgomery(a: WideElement): WideElement {
    return a;
  }

  get #bytes(): number {
    return 8 * wordsOf(this.#kernel.prime);
  }

  #accepts(a: WideElement, b: WideElement): boolean {
    const { prime } = this.#kernel;
    return a.max * b.max <= prime * this.#radix && a.max + prime <= this.#radix;
  }

  /** The element, or its class within the bound of slots. */
  #within(element: WideElement): WideElement {
    if (element.max <= this.#limit) return element;
    if (!element.reduced) {
      let reduced = element;
      while (reduced.max > this.#limit) {
        let multiple = this.#kernel.limit;
        while (2n * multiple * this.#kernel.prime < reduced.max) multiple *= 2n;
        reduced = this.#withoutMultiple(reduced, multiple);
      }
      element.reduced = reduced;
    }
    return element.reduced;
  }

  #withoutMultiple(element: WideElement, multiple: bigint): WideElement {
    const taken = multiple * this.#kernel.prime;
    const max = element.max - taken > taken - 1n ? element.max - taken : taken - 1n;
    return computed(without(this.#f, this.#variables(this.#words(element)), taken), max);
  }

  #call(callee: Callable<undefined>, max: bigint, ...operands: WideElement[]): WideElement {
    const sources = operands.map((operand) => pointer(this.#placeOf(operand)));
    const call = (place: Address) => this.#f.run(callee, pointer(place), ...sources);
    const result = placed(this.#frame(), max);
    const before = this.#f.position;
    call(result.place!);
    result.made = { before, after: this.#f.position, call };
    return result;
  }

  #write(address: Address, value: WideElement): void {
    for (const [k, word] of this.#words(value).entries()) this.#f.store(at(address, 8 * k), word);
  }

  #words(element: WideElement): readonly Expression<'i64'>[] {
    if (element.words) return element.words;
    const place = this.#placeOf(element);
    return Array.from({ length: wordsOf(this.#kernel.prime) }, (_, k) => i64.load(at(place, 8 * k)));
  }

  #variables(words: readonly Expression<'i64'>[]) {
    return words.map((word) => this.#f.local('i64', word));
  }

  /** Where the element lies; written there if it is in variables only. */
  #placeOf(element: WideElement): Address {
    if (!element.place) {
      const place = this.#frame();
      this.#write(place, element);
      element.place = place;
    }
    if (element.overwritten) {
      throw new Error(
        'an element is used after a store that may have overwritten it: store last, or load again',
      );
    }
    return element.place;
  }

  #frame(): Address {
    return at(this.#m.reserve(this.#bytes));
  }

  /** The integer modulo p, whatever class it stands for. */
  #raw(value: bigint): WideElement {
    const { prime, constants } = this.#kernel;
    const residue = value % prime;
    const integer = residue < 0n ? residue + prime : residue;
    const address = constants.get(integer) ?? this.#m.constant(wordBytes(integer, wordsOf(prime)));
    constants.set(integer, address);
    return placed(at(address), integer);
  }
}

function placed(place: Address, max: bigint): WideElement {
  return { max, words: undefined, place, reduced: undefined, overwritten: false, made: undefined };
}

function computed(words: readonly Expression<'i64'>[], max: bigint): WideElement {
  return { max, words, place: undefined, reduced: undefined, overwritten: false, made: undefined };
}
