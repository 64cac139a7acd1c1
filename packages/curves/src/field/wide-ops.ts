import { type Address, at, i64, pointer } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { PrimeOps } from './field.ts';
import { overlap } from './limb-ops.ts';
import type { WideFunctions } from './wide-functions.ts';
import { wordBytes, wordsOf } from './words.ts';

/** An element: a slot with an integer from 0 to `max`, both included. */
interface WideElement {
  readonly place: Address;
  readonly max: bigint;
  /** The same class within the bound of slots, once somebody needed it. */
  reduced: WideElement | undefined;
  /** Its slot may hold something else by now. */
  overwritten: boolean;
}

/**
 * Formulas over saturated words. Every operation is a call on slots in memory. A sum is not reduced until a
 * product, a difference or a store needs it; a difference stays within the larger of both bounds.
 */
export class WideOps implements PrimeOps<WideElement> {
  readonly #m: ModuleBuilder;
  readonly #f: FunctionBuilder;
  readonly #prime: bigint;
  readonly #radix: bigint;
  readonly #limit: bigint;
  readonly #functions: WideFunctions;
  readonly #constants: Map<bigint, number>;
  readonly #loaded: WideElement[] = [];
  #deferred: { address: Address; value: WideElement }[] | undefined;

  /** Slots hold at most limit·p. `constants` remembers what the module has in memory. */
  constructor(
    m: ModuleBuilder,
    f: FunctionBuilder,
    kernel: { prime: bigint; limit: bigint; functions: WideFunctions; constants: Map<bigint, number> },
  ) {
    this.#m = m;
    this.#f = f;
    this.#prime = kernel.prime;
    this.#radix = 1n << BigInt(64 * wordsOf(kernel.prime));
    this.#limit = kernel.limit;
    this.#functions = kernel.functions;
    this.#constants = kernel.constants;
  }

  load(address: Address): WideElement {
    const element = made(address, this.#limit * this.#prime);
    this.#loaded.push(element);
    return element;
  }

  store(address: Address, value: WideElement): void {
    const fitting = this.#within(value);
    if (this.#deferred) {
      this.#deferred.push({ address, value: fitting });
      return;
    }
    this.#current(fitting);
    this.#copy(address, fitting.place);
    for (const element of this.#loaded) element.overwritten ||= overlap(element.place, address, this.#bytes);
  }

  /** Stores wait for {@link WideOps.finish}, as formulas that are outlined ask. */
  deferStores(): void {
    this.#deferred = [];
  }

  finish(): void {
    const stores = this.#deferred ?? [];
    this.#deferred = undefined;
    // What was loaded is copied before the first store may overwrite it.
    const values = stores.map(({ value }) => {
      if (!this.#loaded.includes(value)) return value;
      const place = this.#frame();
      this.#copy(place, value.place);
      return made(place, value.max);
    });
    for (const [i, { address }] of stores.entries()) this.store(address, values[i]!);
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
    return this.#call(this.#functions.add, x.max + y.max, x, y);
  }

  sub(a: WideElement, b: WideElement): WideElement {
    const limit = this.#limit * this.#prime;
    return this.#call(this.#functions.sub, a.max > limit ? a.max : limit, a, this.#within(b));
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
    return this.#call(this.#functions.mul, this.#limit * this.#prime, x, y);
  }

  sqr(a: WideElement): WideElement {
    const x = this.#accepts(a, a) ? a : this.#within(a);
    return this.#call(this.#functions.sqr, this.#limit * this.#prime, x);
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
    return 8 * wordsOf(this.#prime);
  }

  #accepts(a: WideElement, b: WideElement): boolean {
    return a.max * b.max <= this.#prime * this.#radix && a.max + this.#prime <= this.#radix;
  }

  /** The element, or its class within the bound of slots. */
  #within(element: WideElement): WideElement {
    const limit = this.#limit * this.#prime;
    if (element.max <= limit) return element;
    if (!element.reduced) {
      let reduced = element;
      while (reduced.max > limit) {
        let multiple = this.#limit;
        while (2n * multiple * this.#prime < reduced.max) multiple *= 2n;
        const kept = multiple * this.#prime - 1n;
        const rest = reduced.max - multiple * this.#prime;
        const callee = this.#functions.takeAway(multiple);
        reduced = this.#call(callee, kept > rest ? kept : rest, reduced);
      }
      element.reduced = reduced;
    }
    return element.reduced;
  }

  #call(callee: Callable<undefined>, max: bigint, ...operands: WideElement[]): WideElement {
    for (const operand of operands) this.#current(operand);
    const place = this.#frame();
    this.#f.run(callee, ...[place, ...operands.map((operand) => operand.place)].map(pointer));
    return made(place, max);
  }

  #frame(): Address {
    return at(this.#m.reserve(this.#bytes));
  }

  #copy(to: Address, from: Address): void {
    for (let k = 0; k < this.#bytes; k += 8) this.#f.store(at(to, k), i64.load(at(from, k)));
  }

  #current(element: WideElement): void {
    if (element.overwritten) {
      throw new Error(
        'an element is used after a store that may have overwritten it: store last, or load again',
      );
    }
  }

  /** The integer modulo p, whatever class it stands for. */
  #raw(value: bigint): WideElement {
    const residue = value % this.#prime;
    const integer = residue < 0n ? residue + this.#prime : residue;
    const bytes = wordBytes(integer, wordsOf(this.#prime));
    const address = this.#constants.get(integer) ?? this.#m.constant(bytes);
    this.#constants.set(integer, address);
    return made(at(address), integer);
  }
}

function made(place: Address, max: bigint): WideElement {
  return { place, max, reduced: undefined, overwritten: false };
}
